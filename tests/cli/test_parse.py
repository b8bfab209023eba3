"""`mailflow parse`: JSON Lines for programs, words for a person, and a named line for what is no case."""

import json
import os
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import PATIENCE, begun, mailflow
from tests.office import docx

PEOPLE = {
    "manager": {"name": "Moira Lennox", "email": "moira@example.com"},
    "report": {"name": "Ben Ashcroft", "email": "ben@example.com"},
}
NOTES = {**PEOPLE, "id": "n", "date": "2026-03-12", "locale": "en-GB"}
REPLY = {
    **NOTES,
    "id": 7,
    "context": "confirmation",
    "from": "report",
    "items": [{"n": 1, "owner": "report", "text": "Draft the tenant survey", "due": "2026-03-31"}],
}
ODD = "caf\udce9 \N{DESERT}.eml"  # a name that is no UTF-8 in the file system, as old systems left them


def lines(*records: object) -> bytes:
    return "".join(f"{json.dumps(record)}\n" for record in records).encode()


def parsed(what: str, *records: object, folder: Path) -> list[dict[str, Any]]:
    done = mailflow("parse", what, "--jsonl", folder=folder, words=lines(*records))
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_notes_become_contracts_in_order(tmp_path: Path) -> None:
    first = {**NOTES, "notes": "Ben will draft the tenant survey by end of March.\nReview it in May."}
    out = parsed("notes", first, {**NOTES, "id": "m", "notes": "Nice weather."}, folder=tmp_path)
    assert [record["id"] for record in out] == ["n", "m"]
    assert [(c["owner"], c["text"], c["due"]) for c in out[0]["commitments"]] == [
        ("report", "Draft the tenant survey", "2026-03-31")
    ]
    assert set(out[1]) == {"id", "commitments", "reviews", "open_questions"}
    assert out[1]["commitments"] == []


def test_replies_are_understood_in_order(tmp_path: Path) -> None:
    yes, later = {**REPLY, "body": "Yes, agreed."}, {**REPLY, "id": 8, "body": "Fine, but 1 by 10 April please."}
    out = parsed("reply", yes, later, folder=tmp_path)
    assert [(record["id"], record["verdict"]) for record in out] == [(7, "accept"), (8, "accept_with_changes")]
    assert out[1]["items"] == [{"n": 1, "op": "move", "due": "2026-04-10"}]
    assert {"add", "meeting", "snooze", "rating", "signals"} <= set(out[0])


def test_a_due_date_needs_no_id(tmp_path: Path) -> None:
    case = {"text": "by 3/4", "reference": "2026-03-02", "locale": "en-GB"}
    out = parsed("due", case, {**case, "id": "us", "locale": "en-US"}, {**case, "text": "soon"}, folder=tmp_path)
    assert out == [{"due": "2026-04-03"}, {"id": "us", "due": "2026-03-04"}, {"due": None}]


def test_a_word_of_no_encoding_and_a_path_of_no_encoding_come_through(tmp_path: Path) -> None:
    """In an ASCII locale, too: JSON has an escape for what neither UTF-8 nor the terminal can say."""
    raw = b"From: ben@example.com\nContent-Type: text/plain; charset=utf-7\n\nHi +2AA- there \xed\xa0\x80 \xff\n"
    (tmp_path / os.fsencode(ODD).decode("utf-8", "surrogateescape")).write_bytes(raw)
    (tmp_path / "empty.eml").touch()
    command = ("parse", "mail", ODD, "empty.eml", "--jsonl")
    with begun(*command, folder=tmp_path, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0") as process:
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, b"")
    first, second = (json.loads(line) for line in out.decode("ascii").splitlines())
    assert first["path"].encode("utf-8", "surrogateescape") == os.fsencode(ODD)
    assert first["kind"] == "human"
    assert first["text"].startswith("Hi")
    assert (second["path"], second["text"], second["held"]) == ("empty.eml", "", "empty")


def test_a_reply_with_a_lone_surrogate_is_a_reply(tmp_path: Path) -> None:
    out = parsed("reply", {**REPLY, "id": "\ud800", "body": "Yes, agreed. \udcff"}, folder=tmp_path)
    assert (out[0]["id"], out[0]["verdict"]) == ("\ud800", "accept")


def test_a_mail_on_standard_input_is_told_for_a_person(tmp_path: Path) -> None:
    head = b"From: Ben <ben@example.com>\nTo: c@example.com\nSubject: Re: [b]us[/b]\n\n"
    raw = head + b"Fine \x1b[2J by me.\n\n> You\n> asked\n"
    done = mailflow("parse", "mail", "-", folder=tmp_path, words=raw)
    assert done.returncode == 0
    told = done.stdout.splitlines()
    assert told[:6] == [
        "path: -",
        "kind: human",
        "from: Ben <ben@example.com>",
        "to: c@example.com",
        "subject: Re: [b]us[/b]",
        "text: Fine �[2J by me.",
    ]


def test_notes_are_told_for_a_person_with_what_became_of_each_sentence(tmp_path: Path) -> None:
    notes = (
        "Private, not for the contract: Ben looks tired.\n\nBen will draft the tenant survey by end of March.\n"
        "I'll introduce him to someone in housing.\nHana will bring the cake.\n"
    )
    (tmp_path / "notes.txt").write_text(notes, encoding="utf-8-sig")
    done = mailflow("parse", "notes", "notes.txt", "--report", "Ben Ashcroft", "--on", "2026-03-12", folder=tmp_path)
    assert done.returncode == 0
    told = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "1 report Draft the tenant survey – by Tuesday 31 March 2026" in told
    assert "2 manager Introduce him to someone in housing – no date [no_date]" in told
    assert "Whom do you mean? Name the person and book the meeting." in told
    assert "1 private: goes nowhere Private, not for the contract: Ben looks tired." in told
    assert "3 → 1 Ben will draft the tenant survey by end of March." in told
    assert "5 no: someone else will do it Hana will bring the cake." in told


def test_notes_without_a_promise_are_told_to_have_none(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Nice weather.\n", encoding="utf-8")
    done = mailflow("parse", "notes", "notes.txt", "--report", "Ben Ashcroft", "--on", "2026-03-12", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("Nothing was found")


def test_a_reply_is_told_for_a_person(tmp_path: Path) -> None:
    options = ["--item", "report: Draft the survey", "--item", "manager: Introduce: Farida", "--on", "2026-03-12"]
    done = mailflow("parse", "reply", "-", *options, folder=tmp_path, words=b"All fine, but drop 2.\n")
    assert done.returncode == 0
    told = done.stdout.splitlines()
    assert told[:2] == ["They want changes, and agree otherwise.", "  2  drop  Introduce: Farida"]
    assert [line.split() for line in told[3:]] == [
        ["yes", "to", "all", "of", "it", "All", "fine"],
        ["change", "2", "but", "drop", "2."],
    ]


def test_what_a_reply_means_depends_on_what_was_asked(tmp_path: Path) -> None:
    options = ["--item", "report: Draft the survey", "--on", "2026-03-12"]
    told = {
        kind: mailflow("parse", "reply", "-", "--ask", kind, *options, folder=tmp_path, words=b"Done!\n").stdout
        for kind in ("confirmation", "reminder")
    }
    assert "  1  done  Draft the survey" in told["reminder"].splitlines()
    assert "done  Draft" not in told["confirmation"]


def test_the_operators_options_say_how_dates_are_read(tmp_path: Path) -> None:
    options = ("--on", "2026-03-12", "--fiscal-year-starts", "4", "--order", "mdy")
    done = mailflow("parse", "due", "-", *options, folder=tmp_path, words=b"by 5/6\nend of Q1\n")
    assert done.stdout.splitlines() == ["2026-05-06  by 5/6", "2026-06-30  end of Q1"]


def test_due_dates_are_told_a_phrase_a_line(tmp_path: Path) -> None:
    words = b"by Friday\r\n\r\nend of March\nwhenever\n"
    done = mailflow("parse", "due", "-", "--on", "2026-03-12", folder=tmp_path, words=words)
    assert done.stdout.splitlines() == ["2026-03-13  by Friday", "2026-03-31  end of March", "no date     whenever"]


@pytest.mark.parametrize(
    ("what", "bad", "told"),
    [
        ("notes", b"{", "Expecting property name"),
        ("notes", b'{"id": "\xff"}', "'utf-8' codec can't decode byte 0xff"),
        ("notes", b"[" * 100_000, "maximum recursion depth exceeded"),
        ("notes", b"[]", "the line is no object (found list)"),
        ("notes", lines(NOTES), '"notes" is missing'),
        ("notes", lines({**NOTES, "notes": 3}), '"notes" is no text (found int)'),
        ("notes", lines({**NOTES, "notes": "", "manager": "Moira"}), '"manager" is no object (found str)'),
        ("notes", lines({**NOTES, "notes": "", "date": "12 March"}), '"date" is no day written YYYY-MM-DD'),
        ("reply", lines({**REPLY, "body": "", "context": "letter"}), '"context" is none of draft, confirmation,'),
        ("reply", lines({**REPLY, "body": "", "from": []}), '"from" is none of manager, report (found [])'),
        (
            "reply",
            lines({**REPLY, "body": "", "items": [{"n": "1"}]}),
            "\"n\" of an item is no whole number (found '1')",
        ),
        ("reply", lines({**REPLY, "body": "", "items": {}}), '"items" is no list (found dict)'),
        ("due", lines({"text": "soon"}), '"reference" is missing'),
    ],
)
def test_what_is_no_case_is_named_by_its_line(what: str, bad: bytes, told: str, tmp_path: Path) -> None:
    good = {
        "notes": {**NOTES, "notes": ""},
        "reply": {**REPLY, "body": ""},
        "due": {"text": "", "reference": "2026-03-02"},
    }
    done = mailflow("parse", what, "--jsonl", folder=tmp_path, words=lines(good[what]) + b"\n" + bad)
    assert done.returncode == 2
    assert done.stderr.startswith(f"mailflow: standard input:3: is not such a case: {told}"), done.stderr
    assert "Fix: one JSON object a line" in done.stderr
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["mail", "nowhere.eml"], "nowhere.eml: cannot be read: No such file or directory. Fix:"),
        (["mail", "."], ".: cannot be read: Is a directory. Fix:"),
        (["notes"], 'no file named. Fix: name a text file, "-" for standard input, or use --jsonl.'),
        (["notes", "latin.txt"], "latin.txt: is not UTF-8 text: 'utf-8' codec"),
        (["due", "-", "--on", "Friday"], "--on: 'Friday' is no day. Fix: write it as YYYY-MM-DD."),
        (["reply", "-", "--item", "somebody: x"], "--item: 'somebody: x' is no numbered item. Fix:"),
    ],
)
def test_what_cannot_be_read_is_named(arguments: list[str], told: str, tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    done = mailflow("parse", *arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"mailflow: {told}"), done.stderr


def test_a_mails_answers_and_files_are_told(tmp_path: Path) -> None:
    """What is written below a quoted line comes with that line, and an attached file with its words."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Tom <tom@x.example>", "m@x.example", "Re: contract"
    mail.set_content("> 1. RFC by Friday\nyes\n> 2. Talk to Mara\nno, drop it\n> 3. Budget\n")
    mail.add_attachment(docx(["Notes: Grüße"]), maintype="application", subtype="octet-stream", filename="n.docx")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="n.pdf")
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    done = mailflow("parse", "mail", "--jsonl", "a.eml", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["answers"] == [
        {"to": "1. RFC by Friday", "text": "yes"},
        {"to": "2. Talk to Mara", "text": "no, drop it"},
    ]
    assert found["whole"] is False
    assert [file["text"] for file in found["attachments"]] == ["Notes: Grüße", None]
