"""Every mail as its reader gets it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.delivery.render import Rendered, Renderer, TemplateError, bar, every_mail, folder_of, rows
from mailflow.delivery.samples import BEN, MOIRA, NOW, RECEIPT, SAMPLES, Sample
from mailflow.playbook.mails import (
    Acknowledgement,
    Confirmation,
    Draft,
    DraftLine,
    Line,
    Mail,
    OwnReflection,
    Problem,
    Receipt,
    ReviewLine,
    Terms,
    Understood,
)
from mailflow.playbook.private import ManagerNote, Reflection
from tests.delivery.html_words import Page, words_of_text
from tests.delivery.test_markup import HOSTILE

NAME, ADDRESS, OPERATOR = "Career contract", "contract@example.com", "people@example.com"
RENDERER = Renderer(service_name=NAME, service_address=ADDRESS, operator=OPERATOR)
LIST = "contract/1"


def rendered(sample: Sample, receipt: Receipt | None = None, reply_to: str | None = None) -> Rendered:
    return RENDERER.render(
        sample.mail,
        to=sample.to,
        other=sample.other,
        role=sample.role,
        receipt=receipt,
        now=sample.now,
        thread=sample.thread,
        reply_to=reply_to,
    )


def to_report(mail: Mail, receipt: Receipt | None = None) -> Rendered:
    return rendered(Sample("", mail, MOIRA, BEN, "report", LIST), receipt)


def named(name: str) -> Sample:
    return next(sample for sample in SAMPLES if sample.name == name)


def unwrapped(text: str) -> str:
    return " ".join(text.split())


every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def test_every_mail_has_its_words_and_a_sample() -> None:
    RENDERER.check()
    assert {type(sample.mail) for sample in SAMPLES} == set(every_mail())
    assert folder_of(OwnReflection) == "own-reflection"


@every_sample
@pytest.mark.parametrize("receipt", [None, RECEIPT], ids=["", "receipt"])
def test_both_parts_say_the_same_words(sample: Sample, receipt: Receipt | None) -> None:
    mail = rendered(sample, receipt if sample.other else None, "contract+t0k@example.com")
    assert Page(mail.html).words == words_of_text(mail.text)


@every_sample
def test_the_text_part_is_plain_and_narrow(sample: Sample) -> None:
    lines = rendered(sample, RECEIPT if sample.other else None).text.split("\n")
    assert all(len(line) <= 78 for line in lines)
    assert all(line == line.rstrip() for line in lines if line != "-- ")
    assert lines[0] and lines[-1] == ""
    assert "\n\n\n" not in "\n".join(lines)


@every_sample
def test_the_html_part_is_one_column_with_nothing_from_elsewhere(sample: Sample) -> None:
    mail = rendered(sample, RECEIPT if sample.other else None, "contract+t0k@example.com")
    page = Page(mail.html)
    allowed = {"html", "head", "meta", "title", "body", "div", "p", "h2", "blockquote", "hr", "br", "span", "strong"}
    assert set(page.kinds()) <= allowed | {"a", "bdi"}
    attributes = [(tag, key, value or "") for tag, pairs in page.tags for key, value in pairs]
    assert {key for _, key, _ in attributes} <= {"lang", "dir", "charset", "name", "content", "style", "role", "href"}
    assert all(value.startswith("mailto:contract+t0k@example.com?") for _, key, value in attributes if key == "href")
    assert not any("url(" in value or "http" in value or "@import" in value for _, _, value in attributes)
    assert ("html", "lang", "en") in attributes and ("html", "dir", "ltr") in attributes
    assert ("meta", "content", "light dark") in attributes
    sizes = [int(part.split("font-size:")[1].split("px")[0]) for part in mail.html.split(";") if "font-size:" in part]
    assert sizes and min(sizes) >= 16


@every_sample
def test_a_mail_works_without_its_links(sample: Sample) -> None:
    with_links, without = rendered(sample, reply_to="contract+t0k@example.com"), rendered(sample)
    assert "<a" not in without.html
    assert (without.subject, without.text) == (with_links.subject, with_links.text)
    assert with_links.html.count("<a ") <= 2


@every_sample
def test_the_words_are_kind_and_plain(sample: Sample) -> None:
    """No exclamation marks, no blame, no words of the trade."""
    said = rendered(sample, RECEIPT if sample.other else None).text.casefold()
    for word in ("!", "unfortunately", "failed to", "overdue", "stakeholder", "leverage", "empower", "!", "must "):
        assert word not in said


@every_sample
def test_the_subject_is_bland_and_constant_in_a_thread(sample: Sample) -> None:
    subject = rendered(sample).subject
    assert "\n" not in subject and len(subject) < 60
    if sample.thread == LIST and sample.other:
        assert subject == f"Development contract with {sample.other.first_name}"
    elif sample.thread and sample.other:
        assert subject == f"Career conversation with {sample.other.first_name}"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("draft-manager", "Only you see this. Moira sees nothing until you say send"),
        ("confirmation-report", "Ben has this same list."),
        ("change-request-manager", "Moira gets this same list."),
        ("change-refused-report", "Ben has seen these same lines."),
        ("agreed-report", "Ben gets this same list."),
        ("review-manager", "Moira gets this same list, with your answers."),
        ("review-answered-report", "Ben has this same list."),
        ("reminder-before-manager", "Only you get this mail."),
        ("own-reflection-report", "Only you get this. Ben has not seen it."),
        ("acknowledgement-manager", "Only you get this mail."),
    ],
)
def test_line_one_says_who_else_gets_the_words(name: str, line: str) -> None:
    assert unwrapped(rendered(named(name), RECEIPT).text).startswith(line)


ASKING = [s for s in SAMPLES if s.name.startswith(("confirmation", "change-request-", "draft"))]


@pytest.mark.parametrize("sample", ASKING, ids=lambda sample: sample.name)
def test_a_mail_that_asks_for_consent_says_that_silence_gives_none(sample: Sample) -> None:
    said = unwrapped(rendered(sample).text)
    if isinstance(sample.mail, Draft):
        assert "Nothing is sent unless you say so." in said
    else:
        assert "Nothing counts until you say so. “Not yet” is a fine answer. Silence is never taken as a yes." in said
        assert "I record a yes, a no or changes; questions are best asked to" in said


# --- the contract as a mail shows it --------------------------------------------------------------------------------


def test_the_two_lists_are_numbered_through_and_named_from_the_readers_side() -> None:
    for name, first, second in (
        ("agreed-manager", "Moira will", "You will"),
        ("agreed-report", "You will", "Ben will"),
    ):
        said = rendered(named(name)).text
        assert said.index(f"\n{first}\n") < said.index("\n1. ") < said.index(f"\n{second}\n") < said.index("\n4. ")
        assert [line[:2] for line in said.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3.", "4.", "5."]
        assert "2. Sit in on the incident reviews\n   no date yet\n" in said


def test_the_review_opens_with_the_managers_lines_and_facts() -> None:
    said = rendered(named("review-answered-report")).text
    assert said.index("Ben will") < said.index("You will")
    assert "4. Introduce Moira to Sam in architecture\n   done\n" in said
    assert "   no answer yet, was due Monday, March 9, 2026\n" in said
    assert "2 of 5 done ▓▓░░░\n" in said
    own = rendered(named("review-manager")).text
    assert own.index("You will") < own.index("Moira will")
    assert "   was due Monday 9 March 2026\n" in own


def test_a_change_shows_what_was_and_what_would_be() -> None:
    said = unwrapped(rendered(named("change-request-manager")).text)
    assert "read it” by Tuesday 31 March 2026; it was Friday 20 March 2026" in said
    assert "“Sit in on the incident reviews” it read: “Join the incident rota” no date yet, as before" in said
    assert "by Friday 6 March 2026; it had no date" in said
    assert "New, number 5, for you: “Ask my own manager" in said
    assert "Taken out, for Moira: “Write up the January migration”" in said


def test_the_draft_quotes_the_notes_and_the_playbook_to_the_manager() -> None:
    said = unwrapped(rendered(named("draft-manager")).text)
    assert "from your notes: “I'll see to it that she gets staff in payments”" in said
    assert '"I can advocate for this with my manager - I cannot commit to the outcome."' in said


@pytest.mark.parametrize(("done", "total", "shown"), [(2, 5, "▓▓░░░"), (0, 1, "░"), (0, 0, ""), (40, 40, "▓" * 20)])
def test_progress_is_a_bar_of_text(done: int, total: int, shown: str) -> None:
    assert bar(done, total) == shown


# --- receipts -------------------------------------------------------------------------------------------------------

UNDERSTOOD = get_args(get_type_hints(Understood)["what"])
PROBLEMS = get_args(get_type_hints(Problem)["what"])


@pytest.mark.parametrize("what", UNDERSTOOD)
def test_a_receipt_says_everything_that_can_be_understood(what: Any) -> None:
    full = Understood(
        what,
        2,
        "Call Sam",
        date(2026, 3, 20),
        datetime(2026, 3, 12, 15, 0, tzinfo=UTC),
        60,
    )
    said = to_report(Acknowledgement(), Receipt((full,))).text
    first = said.split("\n\n")[1].strip()
    assert first.startswith("Understood: ") and len(first.split()) > 3 and first.endswith(".")
    bullets = to_report(Acknowledgement(), Receipt((full, full))).text
    assert bullets.split("\n\n")[1:3][0] == "Understood:"
    assert bullets.count("\n- ") == 2


@pytest.mark.parametrize("what", PROBLEMS)
@pytest.mark.parametrize("words", [(), ("the Lisbon thing",), ("one", "two")])
def test_a_receipt_says_everything_that_can_go_wrong_and_what_to_do(what: Any, words: tuple[str, ...]) -> None:
    problem = Problem(what, words)
    said = unwrapped(to_report(Acknowledgement(), Receipt((), (problem,))).text)
    sentence = said.removeprefix("Only you get this mail.").partition("-- ")[0].strip()
    assert len(sentence.split()) > 8 and sentence.endswith((".", "?"))
    assert "()" not in sentence and " ." not in sentence


def test_every_receipt_sentence_is_its_own() -> None:
    """No two outcomes share a sentence, and none falls through to nothing."""
    said = {
        w: to_report(Acknowledgement(), Receipt((Understood(w, 2, "x", NOW.date(), NOW, 60),))).text for w in UNDERSTOOD
    }
    wrong = {w: to_report(Acknowledgement(), Receipt((), (Problem(w),))).text for w in PROBLEMS}
    assert len({*said.values(), *wrong.values()}) == len(UNDERSTOOD) + len(PROBLEMS)


def test_a_receipt_has_absolute_dates_and_the_time_for_undo() -> None:
    said = unwrapped(rendered(named("agreed-manager"), RECEIPT).text)
    assert "Understood: 2 moves to Friday 20 March 2026: “Draft the billing proposal”." in said
    assert "I was not sure what you meant by “the Lisbon thing, maybe”. Nothing has been changed." in said
    assert "Reply UNDO by 15:20 on Thursday 12 March, London time, to take all of it back." in said


def test_a_receipt_without_a_change_offers_no_undo() -> None:
    assert "UNDO" not in to_report(Acknowledgement(), Receipt((Understood("kept"),))).text


def test_a_stopped_reader_is_told_how_to_start_and_not_to_stop() -> None:
    said = to_report(Acknowledgement(), Receipt((Understood("stopped"),))).text
    assert "START" in said and "STOP" not in said


# --- what people wrote is inert -------------------------------------------------------------------------------------


def _everywhere(value: str) -> list[Rendered]:
    line = Line(1, "report", True, value, None)
    terms = Terms((line, replace(line, n=2, owner="manager", mine=False)), (ReviewLine(value, "2026-05"),), (value,))
    receipt = Receipt((Understood("added", None, value),), (Problem("unclear", (value, value)),), NOW)
    note = ManagerNote(1, f"so: {value}")
    draft = Draft(0, (DraftLine(replace(line, mine=False), note, (value,)),), terms.reviews, (value,), False)
    reflection = OwnReflection(NOW, (Reflection(1, " ".join(value.split()) or "x"),))
    return [
        to_report(Confirmation(0, terms, (), False), receipt),
        to_report(reflection),
        RENDERER.render(draft, to=BEN, other=MOIRA, role="manager", receipt=receipt, now=NOW, thread=LIST),
    ]


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=200)))
def test_no_value_changes_the_shape_of_a_mail(value: str) -> None:
    for hostile, harmless in zip(_everywhere(value or "-"), _everywhere("word"), strict=True):
        assert Page(hostile.html).tags == Page(harmless.html).tags
        assert hostile.subject == harmless.subject
        for start in ("1.", "2.", "3.", "- ", "##", "-- "):
            assert _lines(hostile.text, start) == _lines(harmless.text, start)
        assert Page(hostile.html).words == words_of_text(hostile.text)


def _lines(text: str, start: str) -> int:
    return sum(line.startswith(start) for line in text.split("\n"))


def test_a_template_in_a_commitment_is_only_text() -> None:
    said = _everywhere("{{7*7}} {{ mail }} {% raw %}")[0]
    assert "1. {{7*7}} {{ mail }} {% raw %}\n" in said.text
    assert "49" not in said.text


def test_a_name_cannot_break_the_subject() -> None:
    evil = replace(BEN, name="Ben\r\nBcc:\u202e you Carter")
    said = RENDERER.render(
        Acknowledgement(), to=MOIRA, other=evil, role="report", receipt=None, now=NOW, thread="conversation/1"
    )
    assert said.subject == "Career conversation with Ben"
    hostile = replace(BEN, name="<b>\x00\u202e[[x|y]]")
    said = RENDERER.render(
        Acknowledgement(), to=MOIRA, other=hostile, role="report", receipt=None, now=NOW, thread=LIST
    )
    assert said.subject == "Development contract with <b> [[x|y]]"
    assert "<title>Development contract with &lt;b&gt; [[x|y]]</title>" in said.html


def test_a_longer_text_is_quoted_line_by_line() -> None:
    text = to_report(OwnReflection(NOW, (Reflection(1, "\n1. first\n\n## second\n> third\n"),))).text
    assert "> 1. first\n>\n> ## second\n> > third\n" in text
    assert rows("\n a \n\n b\n\n") == ("a", "", "b")


# --- a site's own templates -----------------------------------------------------------------------------------------


def _site(folder: Path, name: str, words: str) -> Renderer:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(words, encoding="utf-8")
    return Renderer(service_name=NAME, service_address=ADDRESS, operator=OPERATOR, site=folder)


def test_a_sites_own_template_comes_first_and_the_others_stay(tmp_path: Path) -> None:
    site = _site(tmp_path, "stranger/en.md", "Subject: Who is there?\n\nI do not know you.\n")
    site.check()
    stranger = named("stranger")
    said = site.render(stranger.mail, to=stranger.to, other=None, role=None, receipt=None, now=NOW)
    assert (said.subject, said.text) == ("Who is there?", "I do not know you.\n")


def test_another_language_is_another_file(tmp_path: Path) -> None:
    site = _site(tmp_path, "stranger/fr.md", "Subject: Qui est là ?\n\nJe ne vous connais pas.\n")
    stranger = named("stranger")
    for language, wanted in (("fr", "fr"), ("fr-CA", "fr"), ("de", "en"), ("../x", "en")):
        to = replace(stranger.to, language=language)
        said = site.render(stranger.mail, to=to, other=None, role=None, receipt=None, now=NOW)
        assert f'<html lang="{wanted}" dir="ltr">' in said.html


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Subject: x\n\n{% if mail %}\nno end\n", "agreed/en.md:4:"),
        ("Subject: x\n\n\n{{ mail.nothing }}\n", "agreed/en.md:4: 'mailflow.playbook.mails.Agreed object' has no"),
        ("Subject: x\n\n{{ mail.terms }}\n", "agreed/en.md:3: a value of type Terms cannot be shown"),
        ("Subject: x\n\n{{ other.name | safe }}\n", "agreed/en.md:3: No filter named 'safe'"),
        ("Subject: x\n\n{{ mail.terms.__class__ }}\n", "agreed/en.md:3: access to attribute '__class__'"),
        ('Subject: x\n\n{% include "gone/en.md" %}\n', "gone/en.md: there is no such template"),
        ("Agreed\n\nNothing else.\n", "agreed/en.md:1: has no subject"),
        ("Subject: x\n\nAgreed.\n", "agreed/en.md:2: leaves out the receipt"),
        ("Subject: x\n\n{{ 1 / 0 }}\n", "agreed/en.md:3: fails with ZeroDivisionError"),
    ],
)
def test_a_template_that_cannot_be_used_is_named_with_its_line_and_the_fix(
    tmp_path: Path, words: str, reason: str
) -> None:
    with pytest.raises(TemplateError) as error:
        _site(tmp_path, "agreed/en.md", words).check()
    assert reason in str(error.value)
    assert "Fix: " in str(error.value)


def test_an_error_holds_nobodys_words(tmp_path: Path) -> None:
    site = _site(tmp_path, "confirmation/en.md", "Subject: x\n\n{{ mail.terms.lines[0].text + 1 }}\n")
    secret = Confirmation(0, Terms((Line(1, "report", True, "a secret plan", None),)), (), False)
    with pytest.raises(TemplateError) as error:
        site.render(secret, to=MOIRA, other=BEN, role="report", receipt=None, now=NOW)
    assert "confirmation/en.md:3: fails with TypeError" in str(error.value)
    assert "secret" not in str(error.value)
    assert error.value.__cause__ is None and error.value.__suppress_context__
