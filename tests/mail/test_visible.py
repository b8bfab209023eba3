"""Which lines of a body are new words: the traps on both sides, one by one."""

import pytest

from mailflow.mail.visible import of_text

KEPT = [
    "On 3 May I will send the draft to Sam.",
    "On Thursday 6 May at 10:00 Ivo said, and I wrote:\nwe need more time",
    "From: bored\nTo: curious",
    "Date: 3 May\nTo: be agreed",
    "one\n\n----------\n\ntwo",
    "Ivo:\n- RFC\n\nme:\n- budget",
    "--\nIvo will\n- write the RFC\n- ask Mara",
    "a -> b\n> c is the arrow",
    "Thanks",
    "Best: option two. Thanks: to Mara.",
    "Sent from my desk, where the plan now hangs.",
    "Original message: be kind.",
    "Forwarded by Mara to the board, 2 is done.",
    "I wrote: yes",
]


@pytest.mark.parametrize("body", KEPT)
def test_words_that_only_look_like_mail_furniture_are_kept(body: str) -> None:
    """Notes hold dashes, colons, lists and dates; none of them begins a quotation or a signature."""
    assert of_text(body).text == body


ATTRIBUTIONS = [
    "On Mon, 3 May 2027 at 10:00, Ann Lee <ann@x.example> wrote:",
    "On Mon, May 3, 2027 at 10:00 AM Ann Lee <\nann@x.example> wrote:",
    "On May 3, 2027, at 10:00 AM, Ann Lee <ann@x.example>\nwrote:",
    "On 03/05/2027 10:00, Ann Lee wrote:",
    "On Mon, May 3, 2027 at 10:00 AM Ann Lee\n\n<\nmailto:ann@x.example\n> wrote:",
    "Am 03.05.2027 um 10:00 schrieb Ann Lee:",
    "Am Mo., 3. Mai 2027 um 10:00 Uhr schrieb Ann Lee <ann@x.example>:",
    "Le lun. 3 mai 2027 à 10:00, Ann Lee <ann@x.example> a écrit :",
    "El lun, 3 may 2027 a las 10:00, Ann Lee (<ann@x.example>) escribió:",
    "Il giorno lun 3 mag 2027 alle ore 10:00 Ann Lee <ann@x.example> ha scritto:",
    "Em seg., 3 de mai. de 2027 às 10:00, Ann Lee <ann@x.example> escreveu:",
    "Op ma 3 mei 2027 om 10:00 schreef Ann Lee <ann@x.example>:",
    "Den mån 3 maj 2027 kl 10:00 skrev Ann Lee <ann@x.example>:",
    "man. 3. mai 2027 kl. 10:00 skrev Ann Lee <ann@x.example>:",
    "ma 3. toukok. 2027 klo 10.00 Ann Lee (ann@x.example) kirjoitti:",
    "pon., 3 maj 2027 o 10:00 Ann Lee <ann@x.example> napisał(a):",
    "пн, 3 мая 2027 г. в 10:00, Ann Lee <ann@x.example>:",
    "2027年5月3日(月) 10:00 Ann Lee <ann@x.example>:",
    "Ann Lee <ann@x.example> 于2027年5月3日周一 10:00写道：",
    "2027년 5월 3일 (월) 오전 10:00, Ann Lee <ann@x.example>님이 작성:",
    "Ann Lee <ann@x.example>, 3 May 2027 Mon, 10:00 tarihinde şunu yazdı:",
]


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
@pytest.mark.parametrize("mark", ["> ", ""], ids=["marked", "unmarked"])
def test_quotation_below_an_attribution_is_no_new_text(attribution: str, mark: str) -> None:
    """In every language, hard-wrapped or not, with quote marks or without."""
    visible = of_text(f"Yes to both.\n\n{attribution}\n\n{mark}Answer YES to confirm.")
    assert visible.text == "Yes to both."
    assert "Answer YES" in visible.quoted


def test_a_telephone_sets_the_quoted_words_behind_its_attribution() -> None:
    quoted = "  On Mon, 3 May 2027 at 10:00, Ann Lee\n<ann@x.example> wrote:   Hi Tom,\n\nAnswer YES to confirm.\n"
    assert of_text(f"Not yet.\n\nSent from Yahoo Mail on Android\n\n{quoted}").text == "Not yet."
    told = "On Monday, 3 May, Ann Lee wrote:  Hi Tom, is that so? I agree."
    assert of_text(told).text == told


HEADINGS = [
    "From: Ann Lee <ann@x.example>\nSent: Monday, 3 May 2027 10:00\nTo: B\nSubject: Plan",
    "Von: Ann Lee <ann@x.example>\nGesendet: Montag, 3. Mai 2027 10:00\nAn: B\nBetreff: Plan",
    "De : Ann Lee <ann@x.example>\nEnvoyé : lundi 3 mai 2027 10:00\nÀ : B\nObjet : Plan",
    "*From:* Ann Lee [mailto:ann@x.example]\n*Sent:* Monday, 3 May 2027 10:00\n*To:* B\n*Subject:* Plan",
    "-----Original Message-----\nFrom: Ann Lee\nSubject: Plan",
    "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Friday, March 13, 2020 7:12 PM, Ann Lee <ann@x.example> wrote:",
    "Ann Lee/Werk2/X@X\n14.06.2006 11:03\n\nAn\nTom Ott/Zentrale/X@X\nKopie\n\nThema\nPlan",
    "差出人: Ann Lee <ann@x.example>\n送信日時: 2027年5月3日 10:00\n宛先: B\n件名: Plan",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_older_mail_below_a_heading_is_no_new_text(heading: str) -> None:
    """Outlook marks no line of what it quotes; its heading is all there is."""
    visible = of_text(f"Fine with me.\n\n{heading}\n\nAnswer YES to confirm.")
    assert visible.text == "Fine with me."
    assert "Answer YES" in visible.quoted + (visible.forwarded.text if visible.forwarded else "")


SIGNED = [
    "Best regards,\nAnn",
    "Thanks,\nAnn Lee\nHead of Platform\n+49 30 123456",
    "Mit freundlichen Grüßen\nAnn Lee",
    "Bien cordialement,\nAnn",
    "-- \nAnn Lee\nPlatform",
    "Sent from my iPhone",
    "Von meinem iPad gesendet",
    "Envoyé de mon iPhone",
    "Get Outlook for Android<https://aka.ms/x>",
]


@pytest.mark.parametrize("signature", SIGNED)
def test_sign_off_and_signature_stand_apart(signature: str) -> None:
    """`text` ends before them, `full` and `signature` hold them."""
    visible = of_text(f"Number two is done.\n\n{signature}")
    assert (visible.text, visible.signature) == ("Number two is done.", signature)
    assert visible.full.endswith(signature)


def test_answers_between_quoted_lines_keep_their_order() -> None:
    """New words alone, each in its place."""
    visible = of_text("> 1. RFC by Friday?\nyes\n> 2. Talk to Mara?\n\nno, drop it\n\n> 3. Budget\nnext week")
    assert visible.text == "yes\n\nno, drop it\n\nnext week"
