"""What replies mean, in many people's styles: every context, and above all no acceptance that was not given."""

from dataclasses import dataclass, field
from datetime import date, datetime

import pytest

from mailflow.cli.case import ReplyCase
from mailflow.mail.header import Mailbox
from mailflow.mail.visible import of_text
from mailflow.reading.item import Owner
from mailflow.reading.reply import Context, Item, Meeting, Party, Understanding, Verdict, read_reply

ON = date(2027, 3, 2)  # a Tuesday
PRIYA, TOM = Party("Priya Raman", "priya@example.com"), Party("Tom Ekdahl", "tom@example.com")
ITEMS = (
    Item(1, "report", "Draft the billing RFC", date(2027, 3, 31)),
    Item(2, "report", "Shadow the support desk", date(2027, 4, 16)),
    Item(3, "manager", "Introduce him to the platform lead", date(2027, 3, 12)),
    Item(4, "manager", "Ask finance about the certification fee", None),
)


def read(
    body: str,
    context: Context = "confirmation",
    author: Owner = "report",
    items: tuple[Item, ...] = ITEMS,
    locale: str = "en-GB",
) -> Understanding:
    writer = PRIYA if author == "manager" else TOM
    return read_reply(
        of_text(body, sent="", sender=Mailbox(writer.name, writer.address)).passages,
        context=context,
        author=author,
        on=ON,
        items=items,
        manager=PRIYA,
        report=TOM,
        locale=locale,
    )


def short(found: Understanding) -> str:
    """Operations in one line: "2 move 2027-04-30; 3 drop"."""
    return "; ".join(
        " ".join(filter(None, (str(x.n), x.op, x.due.isoformat() if x.due else "", f"[{x.text}]" if x.text else "")))
        for x in sorted(found.items, key=lambda x: (x.n, x.op != "reword"))
    )


@dataclass(frozen=True)
class Case:
    body: str
    verdict: Verdict
    items: str = ""
    context: Context = "confirmation"
    author: Owner = "report"
    add: tuple[tuple[str, str, str | None], ...] = ()
    send: bool = False
    shown: tuple[Item, ...] = field(default=ITEMS)


ACCEPTANCES = [
    "I confirm.",
    "Confirmed, thanks Priya.",
    "Yes please!",
    "Yes to all four points.",
    "Agreed on all points, and thank you for the chat.",
    "All correct from my side.",
    "It's all fine by me. Go ahead.",
    "Hi Priya,\n\nlooks right to me.\n\nBest,\nTom",
    "That is exactly what we discussed, so I'm glad to accept.",
    "Hello! I'm completely happy with this.",
    "Absolutely. Nothing to add.",
    "Approved 👍",
    "I've read it twice. Agreed as written.",
    "Yep, count me in!",
    "OK",
    "You have my agreement.\n\nTom Ekdahl\nBilling Systems | Floor 3",
    "1: yes\n2: ok\n3: fine\n4: agreed",
    "1, 2, 3 and 4 are all right.",
    "Works for me, Priya. The cake was great, by the way.",
    "\U0001f44d",
    "Yes to all four. I'm away next week, for urgent matters please contact Kim.",
    "Hello! How was Whitby? I hope the children didn't fall in the harbour again.\n\nYes to everything.",
    "Confirmed. See you Thursday.",
]

NOT_ACCEPTANCES = [
    ("Yes.\nBilling excluded", "question"),
    ("Yes.\n\nTom\nDepends on finance", "question"),
    ("Yes.\nCheers - certification excluded", "question"),
    ("Yes.\nHmm", "question"),
    ("Agreed \U0001f62c", "none"),
    ("I can't say I agree with this.", "reject"),
    ("Hi Priya, sorry but no.", "reject"),
    ("I'd rather not sign this.", "reject"),
    ("Thanks!", "none"),
    ("Thank you, Priya. Great talk.", "none"),
    ("Got this.", "none"),
    ("I'll go over it at the weekend.", "none"),
    ("Sure, will look at it tomorrow.", "none"),
    ("Yes, saw it, I'll answer after my holiday.", "none"),
    ("I'm neither agreeing nor refusing for the moment, give me a few days.", "none"),
    ("Agreed, if finance pays the fee first.", "question"),
    ("I agree, provided that 3 happens before 2.", "question"),
    ("Yes, but I have a bad feeling about the dates.", "question"),
    ("Agreed. Although the second one seems ambitious to me.", "question"),
    ("I agree with most of it.", "question"),
    ("Happy to confirm once my works council has seen it.", "question"),
    ("Otherwise agreed.", "question"),
    ("Agreed except 2.", "question"),
    ("I'd agree to this only under protest.", "none"),
    ("Is it agreed, then?", "question"),
    ("Did I say yes to all of this?", "question"),
    ('You wrote "I agree" at the bottom, who wrote that?', "question"),
    ("What happens if I confirm?", "question"),
    ("I want 1 gone.", "question"),
    ("I never said number 2 like that.", "question"),
    ("Perfect, thank you!", "none"),
    ("\U0001f44d?", "question"),
    ("\U0001f644", "none"),
    ("I withdraw my agreement.", "reject"),
    ("I can't agree to this.", "reject"),
    ("I do not confirm.", "reject"),
    ("No.", "reject"),
    ("Not agreed!", "reject"),
    ("I'm not happy with this at all.", "reject"),
    ("That's not what we agreed.", "reject"),
    ("Please stop writing to me.", "reject"),
    ("I never agreed to any of this, and I won't sign it.", "reject"),
    ("My wife says I should say yes.", "none"),
    ("He said it looks good.", "none"),
    ("Tom Ekdahl\nEngineer", "none"),
    ("", "none"),
    ("I am out of the office until Monday. If it is urgent, please contact the desk. Yes, we are open.", "none"),
    ("Automatic reply: agreed\n\nI agree to answer when I am back.", "none"),
    ('> 1. You: Draft the billing RFC\n> Reply "I agree" to confirm.\n', "none"),
    (
        "---------- Forwarded message ---------\nFrom: Someone <x@example.org>\n"
        "To: Tom <tom@example.com>\nSubject: yes\n\nI agree.",
        "none",
    ),
]

CHANGES = [
    Case("Please move 2 to 27 April. No. 3 is right.", "accept_with_changes", "2 move 2027-04-27; 3 accept"),
    Case(
        "Could you shift the whole lot by a week?",
        "accept_with_changes",
        "1 move 2027-04-07; 2 move 2027-04-23; 3 move 2027-03-19",
    ),
    Case("Drop 4, it was not agreed. The rest is fine.", "accept_with_changes", "4 drop"),
    Case("2 and 3 no bother, agreed. On 1, will finance be ready by then?", "question", "2 accept; 3 accept"),
    Case("All good, agreed.\n_last item can go_", "accept_with_changes", "4 drop"),
    Case("2 by 30 April please, the rest is fine.", "accept_with_changes", "2 move 2027-04-30"),
    Case("Please move number 1 to the end of April. Otherwise agreed.", "accept_with_changes", "1 move 2027-04-30"),
    Case(
        "Happy with all of it apart from 2, which should be the end of May.", "accept_with_changes", "2 move 2027-05-31"
    ),
    Case("Number two: 7 May. Rest fine", "accept_with_changes", "2 move 2027-05-07"),
    Case("Drop 4. The rest stands.", "accept_with_changes", "4 drop"),
    Case("I'm fine with it, just take the support desk out, I did that in January.", "accept_with_changes", "2 drop"),
    Case(
        "The RFC won't be ready in March. Make that 15 April, otherwise happy.",
        "accept_with_changes",
        "1 move 2027-04-15",
    ),
    Case("Could the RFC go to 23 April? Otherwise yes.", "accept_with_changes", "1 move 2027-04-23"),
    Case(
        '2 should read "Shadow the support desk for two days". Apart from that I agree.',
        "accept_with_changes",
        "2 reword [Shadow the support desk for two days]",
    ),
    Case("#2 -> 7/5\n#4 remove\nrest ok", "accept_with_changes", "2 move 2027-05-07; 4 drop"),
    Case(
        "1 yes\n2 make it 7 May\n3 yes\n4 yes", "accept_with_changes", "1 accept; 2 move 2027-05-07; 3 accept; 4 accept"
    ),
    Case(
        "First one fine, second one has to be 20 April, third and fourth fine.",
        "accept_with_changes",
        "1 accept; 2 move 2027-04-20; 3 accept; 4 accept",
    ),
    Case(
        "Nos. 1 and 2 both to 30 April please, otherwise good.",
        "accept_with_changes",
        "1 move 2027-04-30; 2 move 2027-04-30",
    ),
    Case(
        "Add one for me: I'll write the on-call guide by 9 April. Otherwise agreed.",
        "accept_with_changes",
        "",
        add=(("report", "Write the on-call guide", "2027-04-09"),),
    ),
    Case(
        "Yes to everything, and please add that Priya will review the RFC draft by 26 March.",
        "accept_with_changes",
        "",
        add=(("manager", "Review the RFC draft", "2027-03-26"),),
    ),
    Case(
        "2 by 15 March, drop 3, add: I introduce him to the security lead by Friday, send",
        "accept_with_changes",
        "2 move 2027-03-15; 3 drop",
        "draft",
        "manager",
        (("manager", "Introduce him to the security lead", "2027-03-05"),),
        send=True,
    ),
    Case("Take out 4, then it can go to Tom.", "accept_with_changes", "4 drop", "draft", "manager", send=True),
    Case("3 is 19 March.", "accept_with_changes", "3 move 2027-03-19", "draft", "manager"),
    Case(
        "> 1. Tom: Draft the billing RFC (by 31 March)\nok\n"
        "> 2. Tom: Shadow the support desk (by 16 April)\nplease drop\n"
        "> 3. You: Introduce him to the platform lead\nok\n"
        "> 4. You: Ask finance about the certification fee\nby 20 March",
        "accept_with_changes",
        "1 accept; 2 drop; 3 accept; 4 move 2027-03-20",
        "draft",
        "manager",
    ),
    Case(
        "No later than 10 March for the introduction, please. The others are fine.",
        "accept_with_changes",
        "3 move 2027-03-10",
        "change_request",
    ),
    Case(
        "Rather than 31 March I need until 14 April for the RFC. With that I'm happy to confirm.",
        "accept_with_changes",
        "1 move 2027-04-14",
    ),
]

CHANGES += [
    Case("1 through 3 are fine. Drop the last one.", "accept_with_changes", "1 accept; 2 accept; 3 accept; 4 drop"),
    Case("All fine except the third. Drop it.", "accept_with_changes", "3 drop"),
    Case("Push the support desk two weeks, the rest is fine.", "accept_with_changes", "2 move 2027-04-30"),
    Case("I need two more weeks for 1. Otherwise agreed.", "accept_with_changes", "1 move 2027-04-14"),
    Case(
        "Please push everything back a week.",
        "accept_with_changes",
        "1 move 2027-04-07; 2 move 2027-04-23; 3 move 2027-03-19",
    ),
    Case(
        "The 16th of April is too early, I'd rather do it on 7 May. Rest ok.",
        "accept_with_changes",
        "2 move 2027-05-07",
    ),
    Case("Happy with this if we move 2 to May.", "accept_with_changes", "2 move 2027-05-31"),
    Case("2: 7 May, no wait, the 14th. Others fine.", "accept_with_changes", "2 move 2027-05-14"),
    Case("1 and 2 are fine. 3 and 4 I need to think about.", "none", "1 accept; 2 accept"),
    Case(
        "I introduce you to Sam by Friday\n\nsend",
        "accept_with_changes",
        "",
        "draft",
        "manager",
        (("manager", "Introduce you to Sam", "2027-03-05"),),
        send=True,
    ),
]

STATUS = [
    Case(
        "Everything is done but 4, I'm about a third through that.",
        "none",
        "1 done; 2 done; 3 done; 4 progress",
        "review",
    ),
    Case("1 done\n2 going well so far\n4 no answer from them yet", "none", "1 done; 2 progress; 4 blocked", "review"),
    Case("3 is done, the rest is under way.", "none", "1 progress; 2 progress; 3 done; 4 progress", "review"),
    Case("1 done, 2 blocked", "none", "1 done; 2 blocked", "review"),
    Case("RFC is finished. The support desk shadowing is under way.", "none", "1 done; 2 progress", "review"),
    Case("Both done", "none", "1 done; 2 done", "review"),
    Case("1. Finished\n2. Not started", "none", "1 done", "review"),
    Case("Everything's done.", "none", "1 done; 2 done; 3 done; 4 done", "review"),
    Case(
        "I drafted the RFC last week.\nStill waiting for support to give me a slot.",
        "none",
        "1 done; 2 blocked",
        "review",
    ),
    Case("The first one is submitted.", "none", "1 done", "review"),
    Case("2 is finished, on Friday", "none", "2 done", "review"),
    Case("Sent it last week.", "none", "1 done", "reminder", shown=ITEMS[:1]),
    Case("3: done yesterday\n4: stuck, finance is not answering", "none", "3 done; 4 blocked", "review", "manager"),
    Case("Please push 1 to 20 April.", "none", "1 move 2027-04-20", "review"),
    Case("1 is on track. Nothing new on the rest.", "none", "1 progress", "review"),
    Case("Not done yet, about 60% there.", "none", "1 progress", "reminder", shown=ITEMS[:1]),
    Case("done", "none", "1 done", "reminder", shown=ITEMS[:1]),
    Case("Finished it on Sunday!", "none", "1 done", "reminder", shown=ITEMS[:1]),
    Case("Can it be 12 April? The audit eats my month.", "none", "1 move 2027-04-12", "reminder", shown=ITEMS[:1]),
    Case("I'll have it done by 9 April.", "none", "1 move 2027-04-09", "reminder", shown=ITEMS[:1]),
    Case("Scrap it, the RFC process was abolished.", "none", "1 drop", "reminder", shown=ITEMS[:1]),
    Case("Introduced them on Monday, they got on well.", "none", "3 done", "reminder", "manager", shown=ITEMS[2:3]),
    Case("Who is the platform lead these days?", "question", "", "reminder", "manager", shown=ITEMS[2:3]),
    Case("Please stop these reminders.", "reject", "", "reminder", shown=ITEMS[:1]),
    Case("Thanks for the reminder.", "none", "", "reminder", shown=ITEMS[:1]),
    Case(
        "RFC done. I'll also present it to the guild by 19 March.",
        "none",
        "1 done",
        "review",
        add=(("report", "Present it to the guild", "2027-03-19"),),
    ),
]

DRAFTS = [
    Case("Send it.", "accept", "", "draft", "manager", send=True),
    Case("Looks right, ship it", "accept", "", "draft", "manager", send=True),
    Case("All correct. You can send it to Tom now.", "accept", "", "draft", "manager", send=True),
    Case("That's what we said.", "accept", "", "draft", "manager"),
    Case("Don't send it yet.", "none", "", "draft", "manager"),
    Case("Do not send this to Tom.", "reject", "", "draft", "manager"),
    Case("Send it to HR.", "none", "", "draft", "manager"),
    Case("Send it once Tom's director has agreed.", "question", "", "draft", "manager"),
    Case("Throw the draft away please.", "reject", "", "draft", "manager"),
    Case("Will Tom see my notes?", "question", "", "draft", "manager"),
]


FORMS_OF_YES = {
    "what is meant, and how it is": [
        "All four points are spot on.",
        "From my side everything is correct.",
        "I found everything correct.",
        "Both of us happy. Agreed!",
        "For me all is fine.",
        "Everything's as it should be. I confirm.",
    ],
    "what it is like": [
        "It matches my notes. Confirmed.",
        "They reflect our conversation accurately and I am glad to confirm them.",
        "You've captured it well, I agree.",
        "This is how I remember our conversation, so yes.",
    ],
    "what is done with it": [
        "Please treat this email as my confirmation.",
        "I consent to all of the above.",
        "Put me down as a yes.",
        "I endorse the plan.",
        "Wouldn't change a word. Yes.",
        "I have no objection to any of the points. Agreed.",
    ],
    "talk beside it": [
        "Kia ora Priya, sweet as, all good from me. See you at smoko!",
        "Hi Priya, hope the kids are better! Yes, agreed on everything. Have a good weekend.",
        "Thanks for taking so much time, and for being so open about the desk. I agree with all of it.",
        "Yes, agreed.\n\nDr Tom Ekdahl\nBilling Systems",
        "Ok, agreed. Sorry for the late answer, was off sick.",
        "Yes, happy with that. Can't wait to start!",
        "Confirmed! And thanks for the coffee.",
        "Yes. (Sent from my phone, excuse typos.)",
        "You can count on me. Agreed.",
    ],
}
NO_FORM_OF_YES = [
    "Looks good to me so far, but let me read it again.",
    "They are all correct as far as I can tell.",
    "Is everything correct?",
    "I agree with most of it.",
    "No problem.",
    "The dates are right.",
    "Put me down as a maybe.",
    "Take this as my refusal.",
    "You have my consent once Lena agrees.",
    "That's not what I remember.",
    "I can go along with it for now.",
    "I accept that you wrote it.",
    "Everything is in order, I am told.",
    "OK from me if OK from Lena.",
    "Please take this as my agreement to 1 only.",
    "Reads like what we said, minus the raise.",
    "Happy to sign off tomorrow.",
    "This covers half of what we discussed.",
    "Hope it's all fine.",
    "Agreed. Sorry for the hassle, the fee must rise.",
    "Yes, agreed. Sorry for being slow, course excluded.",
    "I agree. Can't wait until June though.",
    "Agreed. And thanks for dropping the desk.",
    "Yes. And thanks for making the RFC optional.",
    "All as discussed, except the fee.",
    "I take my yes back.",
]


@pytest.mark.parametrize("body", [body for bodies in FORMS_OF_YES.values() for body in bodies])
def test_a_yes_may_have_any_form(body: str) -> None:
    assert read(body).verdict == "accept"


@pytest.mark.parametrize("body", NO_FORM_OF_YES)
def test_what_only_looks_like_one_is_none(body: str) -> None:
    found = read(body)
    assert found.verdict in ("question", "none", "reject")


@pytest.mark.parametrize(
    "body",
    [
        "Perfect. Off it goes.",
        "Is everything correct. You can send to Tom also today.",
        "I have gone through the draft and found the same to be in order. Kindly proceed with sending to Tom.",
        "Happy for this to go to Tom.",
        "That's all right. Can you send it to Tom now?",
        "Yes, go.",
    ],
)
def test_a_draft_is_sent_in_many_words(body: str) -> None:
    found = read(body, "draft", "manager")
    assert (found.verdict, found.send) == ("accept", True)


@pytest.mark.parametrize(
    "body",
    [
        "Forward it to me, please.",
        "Send it when 2 is fixed.",
        "Share it with Lena.",
        "Can we send it to Tom?",
        "Send it?",
    ],
)
def test_a_draft_is_not_sent_elsewhere_or_on_a_question(body: str) -> None:
    found = read(body, "draft", "manager")
    assert not found.send
    assert found.verdict != "accept"


@pytest.mark.parametrize(
    ("body", "items"),
    [
        ("Please drop the RFC and the support desk.", "1 drop; 2 drop"),
        ("Drop the support desk. The RFC and the introduction are fine.", "1 accept; 2 drop; 3 accept"),
        ("Please strike 2. I agree with the RFC and the introduction.", "1 accept; 2 drop; 3 accept"),
        ("1 to 8 April. Or - sorry - the 15th, the audit is until then.", "1 move 2027-04-15"),
        ("1 by 8 April. No wait. The 15th.", "1 move 2027-04-15"),
        ("1 isn't due till 15 April this year, so by 15/4 please rather than March.", "1 move 2027-04-15"),
        (
            "The RFC can't be before the audit, which ends on 10 April. Please set that one to 15 April.",
            "1 move 2027-04-15",
        ),
        ("1: the board only sits on 8 and 15 April, so please write 15 April.", "1 move 2027-04-15"),
        ("Item 1 I can't make in March, only in April. Please put 15 April.", "1 move 2027-04-15"),
        ("My only change: RFC on 15 April.", "1 move 2027-04-15"),
        ("First one: I'm not drafting it, I'll \"Review the billing RFC\"", "1 reword [Review the billing RFC]"),
    ],
)
def test_rows_of_items_and_dates_that_are_corrected(body: str, items: str) -> None:
    found = read(body)
    assert (found.verdict, short(found)) == ("accept_with_changes", items)


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("31 March works for me. Approved.", "accept"),
        ("31 March it is, agreed.", "accept"),
        ("That doesn't work for me.", "reject"),
        ("That doesn't work for me, make it 15 April.", "accept_with_changes"),
        ("The original date stands.", "reject"),
        ("I have not agreed to that. I'm saying no now.", "reject"),
        ("I don't think I want to be a tech lead after all. Can we talk before I confirm?", "question"),
    ],
)
def test_a_changed_date_is_taken_or_refused(body: str, verdict: Verdict) -> None:
    assert read(body, "change_request", "report", ITEMS[:1]).verdict == verdict


@pytest.mark.parametrize(
    ("body", "items"),
    [
        ("Postponed to 15 April because of the audit.", "1 move 2027-04-15"),
        ("Move to 15 April, Lena is out this week.", "1 move 2027-04-15"),
        ("Hi Priya, hope the move went well! Still working on it.", "1 progress"),
        ("Did it on Monday.", "1 done"),
        ("Nothing moves until HR signs.", "1 blocked"),
    ],
)
def test_a_state_is_no_reason_and_no_wish(body: str, items: str) -> None:
    found = read(body, "reminder", "report", ITEMS[:1])
    assert (found.verdict, short(found)) == ("none", items)


@pytest.mark.parametrize(
    "body",
    ["Enough of this. I'm not doing the plan any more.", "Take me off these reminders for good.", "Stop reminding me."],
)
def test_a_reminder_is_refused_for_good(body: str) -> None:
    assert read(body, "reminder", "report", ITEMS[:1]).verdict == "reject"


@pytest.mark.parametrize("body", ACCEPTANCES)
def test_a_clear_yes_is_an_acceptance(body: str) -> None:
    found = read(body)
    assert (found.verdict, found.unclear) == ("accept", ())


@pytest.mark.parametrize(("body", "verdict"), NOT_ACCEPTANCES)
def test_anything_less_is_none(body: str, verdict: Verdict) -> None:
    found = read(body)
    assert found.verdict == verdict
    assert all(x.op != "accept" for x in found.items)


@pytest.mark.parametrize("case", [*CHANGES, *STATUS, *DRAFTS], ids=lambda c: c.body[:50])
def test_changes_states_and_sending(case: Case) -> None:
    found = read(case.body, case.context, case.author, case.shown)
    assert (found.verdict, short(found)) == (case.verdict, case.items)
    assert tuple((a.owner, a.text, a.due and a.due.isoformat()) for a in found.add) == case.add
    assert found.send is case.send


@pytest.mark.parametrize(
    ("body", "quoted"),
    [
        ("Move it to 5 May.", "Move it to 5 May."),
        ("Please move 2. Otherwise agreed.", "Please move 2."),
        ("2 by 31/4 please", "2 by 31/4 please"),
        ("2 by 3 January 2027 please", "2 by 3 January 2027 please"),
        ("Please add: I write to the vendor by 1 March 2027.", "Please add: I write to the vendor by 1 March 2027."),
        ("Agreed, if finance pays.", "Agreed, if finance pays."),
        ("2 to 5 May or 12 May, otherwise fine", "2 to 5 May or 12 May, otherwise fine"),
        ("3 is wrong.", "3 is wrong."),
    ],
)
def test_what_cannot_be_read_with_certainty_is_asked_back_in_the_persons_words(body: str, quoted: str) -> None:
    found = read(body)
    assert found.verdict == "question"
    assert quoted in found.unclear


def test_the_locale_decides_which_number_is_the_month() -> None:
    body = "2 -> 5/7\notherwise good"
    assert read(body).items[0].due == date(2027, 7, 5)
    assert read(body, locale="en-US").items[0].due == date(2027, 5, 7)


@pytest.mark.parametrize("body", ["UNDO", "undo", "Undo that please.", "Undo!\n\n> 1. You: Draft the billing RFC"])
def test_undo_alone_undoes(body: str) -> None:
    assert read(body).undo


@pytest.mark.parametrize("body", ["I can't undo this.", "Please undo 2", "Agreed"])
def test_undo_among_other_words_does_not(body: str) -> None:
    assert not read(body).undo


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("Ask me again on 15 March.", date(2027, 3, 15)),
        ("Remind me next week please", date(2027, 3, 8)),
        ("Could somebody ping me tomorrow", date(2027, 3, 3)),
        ("Leave me alone until 1 April.", date(2027, 4, 1)),
        ("Not before 20 March, please.", date(2027, 3, 20)),
        ("I'll write to the team by 20 March.", None),
        ("Please don't write before Monday 22 March.", date(2027, 3, 22)),
        ("I'm away, so no reviews until 22 March please.", date(2027, 3, 22)),
        ("Ask me in April, on the 12th.", date(2027, 4, 12)),
        ("Let's hold it before 22 March.", None),
        ("2 is not ready before 5 May.", None),
        ("Ask me again on 15 December.", date(2027, 12, 15)),
    ],
)
def test_snooze(body: str, day: date | None) -> None:
    found = read(body, "reminder")
    assert found.snooze == day
    assert not found.items


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("5", 5),
        ("Four.", 4),
        ("I'd give it a 2", 2),
        ("Honestly? Hm. 3 / 5", 3),
        ("3 or 4", None),
        ("6", None),
        ("10", None),
        ("Between 2 and 3, I think", None),
        ("No idea.", None),
        ("2 weeks ago I would have said yes", None),
        ("For me it is only a two, sorry.", 2),
        ("2. No wait, that's unfair on the team. 3.", 3),
        ("4? No, make it a 3.", 3),
        ("A lukewarm 3.", 3),
        ("I have 3 kids and 2 jobs.", None),
    ],
)
def test_rating(body: str, number: int | None) -> None:
    found = read(body, "pulse", items=())
    assert found.rating == number
    assert found.verdict in {"none", "question"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("I gave my notice today.", ("leaving",)),
        ("She was approached by another firm.", ("leaving",)),
        ("I've been thinking about leaving for a while.", ("leaving",)),
        ("From April I'll be joining the data team, with a new manager.", ("transition",)),
        ("I came back from maternity leave last week.", ("transition",)),
        ("She is up for promotion in May.", ("transition",)),
        ("My goals have changed since then.", ("goals_changed",)),
        ("I no longer want to become a team lead.", ("goals_changed",)),
        ("I've started applying elsewhere.", ("leaving",)),
        ("I got a call from a shipyard in Mobile and I'm seriously thinking about going there.", ("leaving",)),
        ("Someone from a competitor rang me and I said I'd listen.", ("leaving",)),
        ("I start as deputy on Monday.", ("transition",)),
        ("I was appointed team leader last week.", ("transition",)),
        ("We've been merged with the Leeds team.", ("transition",)),
        ("I don't think I want to be a manager after all.", ("goals_changed",)),
        ("I started here wanting to run a crew and I don't want that any more.", ("goals_changed",)),
        ("I now see my future in data rather than in support.", ("goals_changed",)),
        ("I start on the RFC on Monday.", ()),
        ("I got a call from finance about the fee.", ()),
        ("I'm leaving the house at nine.", ()),
        ("I don't want any more of these mails.", ()),
        ("The new office is lovely.", ()),
    ],
)
def test_signals(body: str, expected: tuple[str, ...]) -> None:
    assert read(body, "review").signals == expected


def test_a_post_scriptum_below_the_name_still_counts() -> None:
    assert read("Agreed.\n\nTom\n\nPS: but not number 2, please").verdict != "accept"
    assert read("Agreed.\n\nTom\nBut the dates are wrong").verdict != "accept"


@pytest.mark.parametrize(
    ("below", "verdict"),
    [("Ramsbottom Tiles", "accept"), ("Ramsbottom Tiles\nLancashire", "accept"), ("Subject to the budget", "question")],
)
def test_what_a_program_puts_below_a_sign_off_is_no_scrap_and_what_turns_a_yes_is(below: str, verdict: str) -> None:
    assert read(f"Agreed.\n\nBest wishes\nTom\n\n{below}").verdict == verdict


NUMBERED = (
    Item(1, "report", "Book room 3 for the workshop", date(2027, 3, 31)),
    Item(2, "report", "Write chapter 2 of the handbook", date(2027, 4, 16)),
    Item(3, "manager", "Run the refresher in room 4 for band 5 staff", date(2027, 5, 12)),
    Item(4, "manager", "Recruit five volunteers for phase 1", None),
)


@pytest.mark.parametrize(
    "body",
    [
        "1: Book room 3 for the workshop in room 5",
        "1: we meet in room 5",
        "1: can we talk about it in room 5?",
        "1: agreed. I sit in room 5 by the way.",
        "2: and chapter 3",
        "2: with chapter 3 as well",
        "2: also chapter 4 please",
        "2: after chapter 3",
        "2: I will start with chapter 1",
        "2: depends on chapter 1",
        "2: I've done chapter 1",
        "3: for band 6 too",
        "4: phase 2 comes later",
        "4: and two volunteers in reserve",
        "4: three volunteers have signed up",
        "I agree. 2: and chapter 3",
        "Yes. 4: and two volunteers in reserve",
    ],
)
def test_the_number_of_an_addition_or_a_place_is_no_other_number_of_the_item(body: str) -> None:
    found = read(body, items=NUMBERED)
    assert found.verdict in {"question", "none"}
    assert "reword" not in short(found)


@pytest.mark.parametrize(
    ("body", "items"),
    [
        ("1: Book room 5 for the workshop", "1 reword [Book room 5 for the workshop]"),
        ("1: room 5, not room 3", "1 reword [Book room 5 for the workshop]"),
        (
            "Book room 5 for the workshop by 20 May",
            "1 reword [Book room 5 for the workshop]; 1 move 2027-05-20",
        ),
        ("2: it should be chapter 3", "2 reword [Write chapter 3 of the handbook]"),
        ("2: chapter 3, not 2", "2 reword [Write chapter 3 of the handbook]"),
        ("3: is room 6 not 4", "3 reword [Run the refresher in room 6 for band 5 staff]"),
        ("3: in room 5", "3 reword [Run the refresher in room 5 for band 5 staff]"),
        ("3: I thought it was band 6", "3 reword [Run the refresher in room 4 for band 6 staff]"),
        ("4: we said seven volunteers", "4 reword [Recruit seven volunteers for phase 1]"),
        ("4: should be phase 2", "4 reword [Recruit five volunteers for phase 2]"),
    ],
)
def test_another_number_of_what_an_item_counts_is_put_right(body: str, items: str) -> None:
    assert short(read(body, items=NUMBERED)) == items


def test_a_booking_reply_gives_the_meeting() -> None:
    found = read("Friday 12 March at 2pm for an hour. Tom knows.", "booking", "manager", ())
    assert found.meeting is not None
    assert (found.meeting.start.isoformat(), found.meeting.minutes) == ("2027-03-12T14:00:00", 60)
    assert read("No thanks, not for us.", "booking", "manager", ()).verdict == "reject"
    assert read("How long does it have to be?", "booking", "manager", ()).verdict == "question"


def test_each_clause_is_told_with_what_it_was_read_as() -> None:
    found = read("Yes, but drop 2. Billing sounds nice.\n\nTom")
    assert [(x.text, x.outcome, x.numbers) for x in found.heard] == [
        ("Yes", "yes", ()),
        ("but drop 2.", "change", (2,)),
        ("Billing sounds nice.", "scrap", ()),
    ]


@pytest.mark.parametrize(
    ("body", "start"),
    [
        ("Same time next week", datetime(2027, 3, 11, 15)),
        ("An hour later please", datetime(2027, 3, 4, 16)),
        ("Same time on Friday", datetime(2027, 3, 5, 15)),
        ("Make it 4pm", datetime(2027, 3, 4, 16)),
        ("Can we do Friday at 10?", datetime(2027, 3, 5, 10)),
    ],
)
def test_a_time_is_meant_from_the_meeting_in_question(body: str, start: datetime) -> None:
    found = read_reply(
        of_text(body).passages,
        context="booking",
        author="manager",
        on=ON,
        items=(),
        manager=PRIYA,
        report=TOM,
        booked=Meeting(datetime(2027, 3, 4, 15), 60),
    )
    assert found.meeting == Meeting(start, 60)


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("Definitely a 5. I love it here.", 5),
        ("I was a 4 last time but since the move I'd put myself at a 2.", 2),
        ("Up from 2 to 4.", 4),
        ("Somewhere between 3 and 4", None),
        ("On a scale from 1 to 5: 4", 4),
        ("4. I've got 2 kids.", 4),
    ],
)
def test_a_rating_stands_anywhere(body: str, number: int | None) -> None:
    assert read(body, "pulse", items=()).rating == number


@pytest.mark.parametrize(
    "body",
    [
        "I may skip 2.",
        "I might drop 1.",
        "Please don't swap 1 and 2.",
        "Everything two weeks later. Everything three weeks later.",
    ],
)
def test_what_is_not_asked_for_outright_changes_nothing(body: str) -> None:
    found = read(body)
    assert (found.verdict, found.items) == ("question", ())


def test_what_was_asked_for_in_the_same_breath_is_taken_back() -> None:
    assert read("Drop 1. On second thoughts forget that.").items == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("I agree to all of it. I hand in my notice on Friday.", "leaves"),
        ("Agree to disagree on the whole lot.", "an idiom"),
        ("Yes, confirmed. I count on the extra day off in return.", "wants something for it"),
    ],
)
def test_likeness_to_a_yes_makes_none(body: str, reason: str) -> None:
    assert read(body).verdict != "accept", reason


@pytest.mark.parametrize(
    "body",
    ["*** I do not agree to 2 ***\nI agree to all of it.", "I agree to all of it.\n** Except number 2 **"],
)
def test_stars_around_words_do_not_unsay_them(body: str) -> None:
    assert read(body).verdict != "accept"


def test_only_the_writers_own_reaction_counts() -> None:
    assert read("Tom reacted to your message\n👍").verdict == "accept"
    assert read("Priya reacted to your message\n👍").verdict != "accept"


def test_a_drop_of_a_thing_called_drop_is_one() -> None:
    items = (Item(1, "report", "Run the drop tests for the hinge", date(2027, 3, 31)), ITEMS[1])
    assert short(read("Please drop the drop tests.", items=items)) == "1 drop"
    assert short(read("1: the drop tests are fine. Agreed.", items=items)).count("drop") == 0


def test_a_courtesy_in_front_of_a_goodbye_leaves_it_one() -> None:
    assert read("I agree to all of it. Cheers, see you tomorrow.").verdict == "accept"


def test_a_line_gone_from_the_quotation_is_noticed_whatever_words_the_others_have() -> None:
    items = (
        Item(1, "report", "Draft the new billing RFC", date(2027, 3, 31)),
        Item(2, "report", "Shadow the support desk", date(2027, 4, 16)),
    )
    body = "Yes, agreed.\n\n> 1. You: Draft the new billing RFC (by 31 March)\n>\n> Reply yes if this is right."
    assert read(body, items=items).verdict != "accept"


@pytest.mark.parametrize(
    "body",
    [
        "Got it, thanks for sending. On rounds all day, I'll open it tonight.",
        "Got this, ta. Tech week so I'll sit down with it properly on Sunday and answer then.",
    ],
)
def test_who_will_read_the_list_later_promises_nothing_and_has_not_answered(body: str) -> None:
    found = read(body)
    assert (found.verdict, found.add) == ("none", ())


def test_who_needs_more_time_for_an_item_and_names_the_day_puts_nothing_off() -> None:
    found = read("The RFC: I need more time, the test house is closed two weeks. 21 April please.")
    assert (found.verdict, short(found)) == ("accept_with_changes", "1 move 2027-04-21")


def test_an_item_may_be_moved_in_words_that_ask_us_to_change_its_date() -> None:
    found = read("For 1: the courier strikes, so I ask kindly to change the date to 5 May.")
    assert (short(found), found.add) == ("1 move 2027-05-05", ())


@pytest.mark.parametrize(
    ("body", "asks"), [("Can I just say thank you for the lunch.", False), ("Can I just say no?", True)]
)
def test_a_thing_that_is_only_put_as_a_question_needs_no_answer(body: str, asks: bool) -> None:
    assert any(h.outcome == "question" for h in read(body).heard) is asks


def test_who_is_away_and_reads_no_mail_has_not_answered() -> None:
    body = "I am on annual holiday until 20 April and will not be reading email. If your message concerns a hearing, "
    assert read(f"{body}please ring the clerks' room.").verdict == "none"


def test_a_conversation_that_is_not_needed_is_refused() -> None:
    found = read("We don't need another one, thanks. We talk every day on site as it is.", "booking", "manager", ())
    assert found.verdict == "reject"
    assert read("We don't need another room. 20 April at 10.", "booking", "manager", ()).meeting is not None


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("I will read this carefully tonight after my shift and give my answer tomorrow.", "none"),
        ("I will read it tonight, but please move 2 to 5 June.", "accept_with_changes"),
    ],
)
def test_the_hour_at_which_the_list_will_be_read_is_no_change(body: str, verdict: Verdict) -> None:
    assert read(body).verdict == verdict


@pytest.mark.parametrize(
    ("body", "context"),
    [
        ("Please take me out of this program. I like my press.", "confirmation"),
        ("I'd rather we didn't change it.", "change_request"),
        ("Please stop asking me this by e-mail.", "pulse"),
    ],
)
def test_a_no_in_other_words(body: str, context: Context) -> None:
    assert read(body, context).verdict == "reject"


def test_a_yes_to_the_new_date_of_one_item_is_no_change_of_it() -> None:
    found = read("The new date for 2 is fine. And please take 3 off as well.", "change_request", "manager")
    assert (found.verdict, short(found)) == ("accept_with_changes", "2 accept; 3 drop")


@pytest.mark.parametrize(
    ("body", "items"),
    [
        ('One wrong. So "Shadow the support team", and 16 April is right.', "2 reword [Shadow the support team]"),
        (
            'It must say "Ask finance about half the certification fee".',
            "4 reword [Ask finance about half the certific",
        ),
        ('"Shadow the support team" is what you wrote yesterday.', ""),
        ('Who wrote "Shadow the support team"?', ""),
    ],
)
def test_a_quotation_that_says_most_of_an_item_is_its_new_text(body: str, items: str) -> None:
    assert short(read(body)).startswith(items)
    assert bool(items) is bool(read(body).items)


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("How did the half marathon go?", "accept"),
        ("Does Priya know?", "question"),
        ("Is that what you wanted?", "question"),
    ],
)
def test_small_talk_needs_no_answer(question: str, verdict: Verdict) -> None:
    assert read(f"I agree to all of it. {question}").verdict == verdict


@pytest.mark.parametrize(
    "yes",
    [
        "Fine with me, 25 March it is.",
        "Fine with me, July it is.",
        "Any later date is fine with me, say April.",
        "Both suit me down to the ground.",
        "The new dates are perfect for Tom.",
        "31 March for all of them suits me down to the ground.",
    ],
)
def test_a_yes_to_other_days_or_fewer_changes_or_for_somebody_else_is_none(yes: str) -> None:
    assert read(yes, "change_request", "manager").verdict != "accept"


@pytest.mark.parametrize(
    ("body", "context"),
    [
        ("You can count on me for all of it.", "confirmation"),
        ("Morning Priya, bit of a week. Consider the whole of it signed and sealed by me.", "confirmation"),
        ("Lovely, away it goes to him with my blessing.", "draft"),
        ("The later dates suit me down to the ground.", "change_request"),
    ],
)
def test_a_yes_in_words_of_no_rule(body: str, context: Context) -> None:
    assert read(body, context, "report" if context == "confirmation" else "manager").verdict == "accept"


@pytest.mark.parametrize(
    "body",
    [
        "You can count on me for all of it (not).",
        "You can count on me for all of it, in your dreams.",
        "You can count on me for everything up to the desk.",
        "I'm on board with looking at all of it.",
        "I'm delighted with the list as a start.",
        "All of it suits you down to the ground.",
        "You can count on me for all of it. See my notes.",
        "I agree to all of it. The views of the desk differ, so strike that.",
        "Agreed to all of it.\nOffice of Tom Ekdahl\nRichard Miles",
        "The cake was great, I agree.",
    ],
)
def test_a_yes_in_words_of_no_rule_is_none_if_words_turn_it_round(body: str) -> None:
    assert read(body).verdict != "accept"


def test_a_footer_neither_refuses_nor_puts_off() -> None:
    footer = "This mail is confidential. If you received it in error, notify us at once and delete it."
    assert read(f"The new dates are accepted.\n\nTom Ekdahl\nBilling\n\n{footer}", "change_request").verdict == "accept"


def test_what_stands_below_a_heading_without_addresses_is_no_answer() -> None:
    case = ReplyCase.of(
        {
            "context": "reminder",
            "from": "report",
            "date": "2027-03-02",
            "manager": {"name": "Priya Raman", "email": "priya@example.com"},
            "report": {"name": "Tom Ekdahl", "email": "tom@example.com"},
            "items": [{"n": 1, "owner": "report", "text": "Draft the billing RFC", "due": "2027-03-02"}],
            "body": "All done.\n\nFrom: Career talks\nSent: Tuesday, March 2, 2027 5:00 AM\nTo: Tom Ekdahl\n"
            "Subject: Due today\n\n1. Draft the billing RFC (March 2)\nHow did it go?",
        }
    )
    assert (case.understood("en-US").verdict, short(case.understood("en-US"))) == ("none", "1 done")


def test_the_whole_draft_is_refused_and_not_the_item_spoken_of_last() -> None:
    body = "No, this must not go out. The desk was only one possibility. Please bin the draft."
    assert (read(body, "draft", "manager").verdict, read(body, "draft", "manager").items) == ("reject", ())


@pytest.mark.parametrize(
    ("body", "items"),
    [
        ("The support desk please remove, I have small children. The rest yes.", "2 drop"),
        ("For the support desk the list arrives only on 1 May, so I ask 4 May.", "2 move 2027-05-04"),
        ("The support desk can't be in April, so I would propose 15 July for that.", "2 move 2027-07-15"),
    ],
)
def test_changes_as_people_put_them_in_a_second_language(body: str, items: str) -> None:
    assert short(read(body)) == items


def test_a_word_of_a_date_names_no_item() -> None:
    items = (Item(1, "report", "Lead the meeting on Mondays in June", date(2027, 6, 30)), ITEMS[1])
    assert short(read("Number 2 is too tight. Please make it 12 June.", items=items)) == "2 move 2027-06-12"


@pytest.mark.parametrize(
    ("body", "context"),
    [
        ("Yes ok to both changes Tom. Enjoy your week off", "change_request"),
        ("I accept all of it. I will study hard.", "confirmation"),
        ("All agreed. I was nervous about it, but I'll do it!", "confirmation"),
    ],
)
def test_a_promise_or_a_count_of_changes_holds_no_yes_back(body: str, context: Context) -> None:
    assert read(body, context, "report" if context == "confirmation" else "manager").verdict == "accept"


@pytest.mark.parametrize(
    ("body", "context"),
    [
        ("I'll do it tomorrow.", "confirmation"),
        ("I will study it at the weekend.", "confirmation"),
        ("I agree to both.", "confirmation"),
        ("I agree to both changes.", "confirmation"),
        ("Agreed. Thanks for waiving the support desk.", "confirmation"),
        ("Agreed. Typed for me by Lena.", "confirmation"),
        ("Agreed. Good of you to let me off the support desk.", "confirmation"),
    ],
)
def test_an_answer_put_off_a_smaller_count_and_another_hand_do(body: str, context: Context) -> None:
    assert read(body, context).verdict != "accept"


@pytest.mark.parametrize(
    ("body", "context"),
    [
        ("Looks good, send it to Dan first.", "draft"),
        ("Perfect, send it to Marta.", "draft"),
        ("Sure, send him to me.", "change_request"),
        ("Yes, that's me.", "draft"),
        ("Yes, that's what he's asking.", "change_request"),
        ("That's what Tom asked for, yes.", "change_request"),
    ],
)
def test_a_yes_to_another_person_or_of_another_matter_is_none(body: str, context: Context) -> None:
    assert read(body, context, "manager").verdict != "accept"


def test_a_yes_below_one_quoted_item_is_of_that_item() -> None:
    found = read("> 2. You: Shadow the support desk, 16 April\nagreed")
    assert (found.verdict, short(found)) == ("none", "2 accept")


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("Granted.", "accept"),
        ("Consider it moved.", "accept"),
        ("He has my blessing.", "accept"),
        ("Granted, but not 2.", "question"),
    ],
)
def test_changes_are_granted_in_few_words(body: str, verdict: Verdict) -> None:
    assert read(body, "change_request", "manager").verdict == verdict


@pytest.mark.parametrize(
    ("body", "context"),
    [
        ("May suits me down to the ground.", "change_request"),
        ("Looks good, send it to dan first.", "draft"),
    ],
)
def test_a_month_or_a_person_that_was_not_offered_makes_no_yes(body: str, context: Context) -> None:
    assert read(body, context, "report" if context == "confirmation" else "manager").verdict != "accept"


def test_an_altered_item_that_is_quoted_alone_is_not_accepted() -> None:
    found = read("> 2. You: Shadow the support desk, 16 June\nagreed")
    assert found.verdict == "question"
    assert any("16 June" in words for words in found.unclear)


def test_what_is_not_proposed_moves_nothing() -> None:
    assert read("For the support desk I don't suggest 15 July.").items == ()


@pytest.mark.parametrize(
    "body",
    [
        "Yes.\n\nOn Tue, Marta Silva wrote:\n> Shall we get pizza?",
        "Fine.\n\nOn Mon, Dan wrote:\n> Can you cover my shift?",
    ],
)
def test_a_yes_above_another_question_answers_that(body: str) -> None:
    assert read(body).verdict != "accept"


def test_a_yes_above_our_own_question_answers_us() -> None:
    assert read("Yes, agreed.\n\nOn Tue, Career talks wrote:\n> Do you agree?").verdict == "accept"


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("Tom, no. I asked for something else. Can we talk properly please?", "reject"),
        ("Many thanks. In meetings all day, I'll cast an eye over it this evening.", "none"),
        ("The desk isn't free till May, so put 7 May on it. No 2 is right.", "question"),
        ("I'd have asked for more time on the RFC, so scrap that. Confirmed, no changes.", "question"),
        ("I have compared it with my notes and find no deviation. I confirm.", "accept"),
        ("No. 1 is right, no. 2 is right, no. 3 and no. 4 are right.", "accept"),
        ("Drop 2, the rest is not agreed.", "reject"),
        ("Thanks for the login. Works perfectly!", "none"),
    ],
)
def test_what_people_say_in_passing_changes_nothing(body: str, verdict: Verdict) -> None:
    found = read(body)
    assert found.verdict == verdict


def test_days_in_figures_with_points_are_read_where_people_write_so() -> None:
    found = read(
        "1. -> please 11.4.\n2. -> please 2.5. (the desk is full before)\nWith these changes I agree.", locale="de-DE"
    )
    assert (found.verdict, short(found)) == ("accept_with_changes", "1 move 2027-04-11; 2 move 2027-05-02")


def test_an_end_to_the_reviews_is_a_no_and_a_fear_of_losing_them_is_none() -> None:
    assert read("Let's give these check-ins a rest. Please end it for both of us.", "review").verdict == "reject"
    lost = read("Who is to do this? I don't want it to fall through the cracks.", "booking", "manager", ())
    assert lost.verdict == "question"
    assert read("Don't give these reviews a rest.", "review").verdict == "none"
    assert read("I don't want it to be sent to me any more.", "review").verdict == "reject"
    told = read("2 is done. What he is doing about the fee he'll tell you himself.", "review", "manager")
    assert told.verdict == "none"


@pytest.mark.parametrize(
    "body",
    [
        "Move 2 to 30 April. Otherwise: no changes.",
        "Move 2 to 30 April. Apart from that, no changes.",
        "The support desk should be 30 April. 2 is right with that change.",
    ],
)
def test_what_is_right_beside_a_change_does_not_cross_it(body: str) -> None:
    found = read(body)
    assert (found.verdict, short(found)) == ("accept_with_changes", "2 move 2027-04-30")


def test_a_line_left_with_its_promiser_is_not_dropped() -> None:
    found = read("1 and 3 are fine. The support desk I can't judge yet, leave that one with me.")
    assert found.verdict in ("none", "question")
    assert not [x for x in found.items if x.op == "drop"]


def test_a_list_of_other_things_moves_no_item() -> None:
    assert not read("The whole list of guests moves to 30 April. I agree.").items


def test_a_version_is_no_day() -> None:
    assert not read("2 in version 4.5. please. Agreed.", locale="de-DE").items


def test_a_day_said_before_the_request_counts_behind_if() -> None:
    assert read("If I'm back on Monday, please remind me then.", "reminder").snooze == date(2027, 3, 8)
