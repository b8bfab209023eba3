"""What stands below the words of a mail, and what only looks as if it did."""

import pytest

from mailflow.mail.message import Mailbox, Message, parse
from mailflow.mail.visible import of_message

WORDS = "The second item is done, the third needs another week.\n\n"


def message(sender: str, body: str) -> Message:
    return parse(
        f"From: {sender}\nTo: b@x.example\nSubject: Re: x\nContent-Type: text/plain; charset=utf-8\n\n{body}".encode()
    )


@pytest.mark.parametrize(
    ("sender", "below"),
    [
        ("Ann Lee <ann@x.example>", "Ann"),
        ("Ann Lee <ann@x.example>", "AL"),
        ("Ann Lee <ann@x.example>", "-- Ann"),
        ("Ann Lee <ann@x.example>", "Ann Lee\nHead of Platform\n+49 30 123456"),
        (
            "Ann Lee <ann@x.example>",
            "Ann Lee, PhD\nPlatform | Teapot GmbH\nI work flexibly, and you need not.\nwww.x.example",
        ),
        ("Ann Lee <ann@x.example>", "Ann x3-5512"),
        ("Ann Lee <ann@x.example>", "Thanks, Ann x3-5512"),
        ("Ann Lee <ann@x.example>", "In solidarity,\nAnn"),
        ("Ann Lee <ann@x.example>", "Kind regards / Mit freundlichen Grüßen\nAnn Lee"),
        ("Ann Lee <ann@x.example>", "Your friend Ann"),
        ('"Lee, Ann" <a.lee@x.example>', "Ann Lee"),
        ("hnakagawa@x.example", "Hiroshi Nakagawa\nVP Claims"),
        ("Thaddeus Crane <t@x.example>", "Thad"),
        ("小野寺ひまり <h@x.example>", "ひまり"),
        ("x@y.example", "Best,\nTom Tailor\nThe Cutting Room"),
        ("x@y.example", "Peggy"),
        ("x@y.example", "Med venlig hilsen\n\nOle"),
        ("x@y.example", "よろしくお願いいたします。"),
        ("x@y.example", "Sent from Newton"),
        ("x@y.example", "-----\nSent from my BlackBerry Wireless Handheld (www.blackberry.example)"),
        (
            "x@y.example",
            "This e-mail is confidential. If you are not the intended recipient, please delete it at once.",
        ),
        ("x@y.example", "P Avant d'imprimer cet e-mail, pensez à l'environnement."),
        ("x@y.example", "Antes de imprimir este correo electrónico, piense bien si es necesario hacerlo."),
        ("x@y.example", "V/r\n\nDale Hutchins\nDSN 312-555-0190\n\nClassification: UNCLASSIFIED\nCaveats: NONE"),
        ("x@y.example", "____________________________________\nDo You Yahoo!?\nGet it free: http://mail.y.example/"),
    ],
)
def test_a_signature_is_off(sender: str, below: str) -> None:
    visible = of_message(message(sender, WORDS + below))
    assert (visible.text, " ".join(visible.signature.split())) == (WORDS.strip(), " ".join(below.split()))
    assert below.splitlines()[-1] in visible.full


@pytest.mark.parametrize(
    ("sender", "below"),
    [
        ("Ann Lee <ann@x.example>", "Ann\nBut the dates are wrong"),
        ("Ann Lee <ann@x.example>", "Agreed,\n2 by Friday"),
        ("Ann Lee <ann@x.example>", "The three who come:\nBen\nCem\nAnn"),
        ("Ann Lee <ann@x.example>", "Monday 3 May at 10:00"),
        ("Ann Lee <ann@x.example>", "- Ann: draft the RFC"),
        ("x@y.example", "Who should join?\n\nMehmet"),
        ("x@y.example", "Rua das Acácias, 1200\nBairro Novo\n00000-000 Vila Serena"),
        ("x@y.example", "Call him:\n\nLydia Crane  281-555-0107\nMike Aldous  713-555-0121"),
        ("x@y.example", "Yes"),
        ("x@y.example", "Sent from my desk, where the plant died."),
        ("x@y.example", "Best: we ask for an extension now."),
        ("x@y.example", "Before you print the contract, check that page 3 is the one we need."),
        ("x@y.example", "Antes de imprimir el catálogo, mira si es necesario cambiar la portada."),
        ("x@y.example", "Unclassified is what I would call it."),
        ("x@y.example", "Classification: internal"),
        ("x@y.example", "Thanks to Tom the fair was a success."),
        ("x@y.example", "--\n- first\n- second"),
        ("x@y.example", "```sql\n-- \n-- run it at night\n-- \nVACUUM;\n```\n\nTell me when it is through."),
        ("x@y.example", "The confidential report was sent in error, and I am sorry for it; it will not happen again."),
    ],
)
def test_words_that_look_like_one_stay(sender: str, below: str) -> None:
    assert of_message(message(sender, WORDS + below)).text.split() == (WORDS + below).split()


@pytest.mark.parametrize(
    "close", ["Ann", "Best,\nAnn", "Kind regards,\nAnn Lee\nHead of Platform\n+49 30 123456", "-- \nAnn Lee"]
)
def test_a_postscript_below_a_signature_is_words(close: str) -> None:
    visible = of_message(message("Ann Lee <ann@x.example>", f"{WORDS}{close}\n\nP.S. The fourth is dropped."))
    assert visible.text == f"{WORDS}P.S. The fourth is dropped."


def test_answers_below_a_closing_and_the_own_name_are_words() -> None:
    body = f"{WORDS}Best,\nAnn\n\nTo your other question: no, not before we have heard from finance."
    assert of_message(message("Ann Lee <ann@x.example>", body)).text == (
        f"{WORDS}To your other question: no, not before we have heard from finance."
    )


def test_who_signs_is_known_by_name_and_address() -> None:
    assert parse(b"From: a@x.example\n\nx").sender == Mailbox("", "a@x.example")


def test_a_gateways_banner_is_no_words() -> None:
    banner = "CAUTION: This email originated from outside of the organisation. Do not open attachments."
    assert of_message(message("a@x.example", f"{banner}\n\nYes to both.")).text == "Yes to both."
    warning = "Caution: the outside door sticks.\n\nYes to both."
    assert of_message(message("a@x.example", warning)).text == warning
