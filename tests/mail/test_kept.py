"""Mails in which a word less would be another answer: nothing of them may be taken for a signature or a quotation."""

import pytest

from mailflow.mail.message import parse
from mailflow.mail.visible import of_message


def text(body: str, media_type: str = "text/plain") -> str:
    head = "From: Ben Ashcroft <ben.ashcroft@example.com>\nTo: c@x.example\nSubject: Re: x\nIn-Reply-To: <a@b>\n"
    raw = f"{head}Content-Type: {media_type}; charset=utf-8\n\n{body}".encode()
    return of_message(parse(raw), sent="").text


@pytest.mark.parametrize(
    ("said", "signed", "below"),
    [
        ("I agree.", "Thanks,\nBen", "(if 2 can move to 7 May)"),
        ("Yes.", "Best,\nBen", "Oh, and 2 by 7 May please"),
        ("Yes.", "Regards,\nBen", "Drop Number 4"),
        ("Fine.", "Regards,\nBen", "Not Number 4"),
        ("Yes.", "Ben", "2 by 2026-05-07"),
        ("Yes.", "-- \nBen Ashcroft", "But not number 4."),
    ],
)
def test_a_change_below_the_own_name_is_words(said: str, signed: str, below: str) -> None:
    assert text(f"{said}\n\n{signed}\n\n{below}").split() == [*said.split(), *below.split()]


@pytest.mark.parametrize(
    "body",
    [
        "Yes.\n\nBen\n(except 4)",
        "Yes.\nBen (not 4, please)",
        "Yes to the rest.\nBen - Drop 4",
        "On 12 March 2026 Ben and I said:\n\nBen: draft the survey\nMe: introduce Farida",
        "Yes.\n\nOn Thursday 12 March 2026 Moira said:\nthe course is in May, so 4 cannot be by 10 April.",
        "Yes.\n\nI asked farida@example.com, and she wrote:\n3 is impossible before May. So please move it.",
        "1 is done. I sent the survey to farida@example.com:\nshe has it since Monday.\n2 by 7 May.",
        "Oui.\n\nLe 9 avril 2026, Moira a écrit :\nelle ne peut pas.",
        "Yes.\n\nI will rewrite the liability notice, check the applicable law and notify each recipient by 9 April.",
        "Yes.\n\nI draft the confidential disclosure policy by 9 April and notify legally responsible managers.",
        "Warning: I agree only if the external course has no attachments to a review.\n\nYes.",
        "External partners: I want to be the sender of the weekly brief by 9 April.\n\nYes to the rest.",
        "1 by 9 April\n\nThanks\nSend",
        "Looks right to me.\nThanks!\nsend",
        "Enough of this.\n\nThanks,\nStop",
        "I would rather be introduced to somebody else in policy.\n\nSam",
        "You asked whom I would introduce him to.\n\nFarida Khan\nfarida@example.com",
        "Two days would do for the course.\nBest: April",
        "Our list.\n\nMoira Lennox\nIntroduce Farida, by 2026-04-09\n\nBen Ashcroft\nSurvey, 2026-05-09",
        "Our list.\n\nMoira\nIntroduce Farida\n\nBen\nDraft Survey",
        "For the record\n\nBen: 07/05/2026\nMoira: 09/04/2026",
        "My answers.\n\nBen Survey By April\nMoira Intro By May",
        "His commitments\nDraft it\n--\nMy commitments\nIntroduce him to Farida by 9 April\nBook the course",
        "1 is done\n\nSent via Teams",
        "Yes.\n\n-----\nI will unsubscribe from the course list by 9 April",
        "Yes.\n\nTo unsubscribe tenants from the survey is my job, by 9 April.",
        "Yes.\n\nThis message was sent from my desk with a heavy heart: I cannot do 2 before 7 May.",
        "Yes.\n\nPlease consider the environment team for my next move.",
        "Yes.\n\nDate: 9 April, 15:00\nSubject: survey\nTo: farida@example.com",
    ],
)
def test_nothing_of_it_is_cut(body: str) -> None:
    assert text(body).split() == body.split()


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (
            '<div id="ms-outlook-mobile-signature">Yes, I agree</div><div id="divRplyFwdMsg">From: x</div>',
            "Yes, I agree",
        ),
        ('<div class="gmail_signature">Ben<br><br>1 by 9 April, please.</div>', "1 by 9 April, please."),
        ('<ol start="3"><li>done</li><li>by 9 May</li></ol>', "3. done\n4. by 9 May"),
        ('<ol><li value="4">drop</li><li>keep</li></ol>', "4. drop\n5. keep"),
        ("<p>Yes <del>to all</del> except 4</p>", "Yes except 4"),
        ('<p><img src="x" alt="\N{THUMBS UP SIGN}"></p>', "\N{THUMBS UP SIGN}"),
        ("<table><tr><td>1</td><td>Ben</td><td>RFC</td></tr></table>", "1 | Ben | RFC"),
    ],
)
def test_html_says_what_its_reader_sees(html: str, words: str) -> None:
    assert text(html, "text/html") == words


@pytest.mark.parametrize(
    "signature",
    [
        "Best,\nBen",
        "Kind regards\nBen Ashcroft\nHead of Lettings",
        "Ben Ashcroft\nHead of Lettings\n+44 20 7946 0123\nwww.x.example",
        "Regards,\n\nBen Ashcroft\nHead of Lettings | Teapot Homes plc\n14 Ferry Landing\nTel 020 7946 0123",
        "-- \nBen Ashcroft\nben.ashcroft@example.com",
        "Ben\n\nSent from my Android device with K-9 Mail. Please excuse my brevity.",
    ],
)
def test_a_plain_signature_is_off_where_words_are_acted_upon(signature: str) -> None:
    assert text(f"Yes, I agree.\n\n{signature}") == "Yes, I agree."
