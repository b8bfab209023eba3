# ruff: noqa: E501 - notes stand here as people write them, with a paragraph on a line
"""Notes → contract: whole sets of notes in many styles, and what must hold for any text at all."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.reading.notes import Party, Reading, read_notes
from tests.reading.calls import calls


@dataclass(frozen=True, slots=True)
class Case:
    """A set of notes and what they say: "owner | text | due | flags", "month | review", open questions."""

    name: str
    manager: str
    report: str
    held: str
    locale: str
    notes: str
    commitments: tuple[str, ...]
    reviews: tuple[str, ...]
    open_questions: tuple[str, ...]


CASES = (
    Case(
        "letter in bullets",
        "Hilde Brandt",
        "Omar Farouk",
        "2025-05-07",
        "en-GB",
        """\
Hi Omar,

good talk today. So we don't lose it:

You:
- will take the Kubernetes exam before the summer break, by 20 June
- sign up as a mentor for the apprentices this week
- you'll show the cost dashboard at the July demo, 10 July

Me:
- speak to Anneke about a slot on the platform guild by next Wednesday
- I'll pair with you on the capacity model every other week
- find out what the staff track really asks for

I can't promise the staff role, that is the panel's decision.

In September we'll check how the mentoring sits with everything else.

Still open: is people management off the table for good?

Cheers
Hilde
""",
        (
            "report | Take the Kubernetes exam before the summer break | 2025-06-20",
            "report | Sign up as a mentor for the apprentices | 2025-05-09",
            "report | Show the cost dashboard at the July demo | 2025-07-10",
            "manager | Speak to Anneke about a slot on the platform guild | 2025-05-14",
            "manager | Pair with Omar on the capacity model every other week | -",
            "manager | Find out what the staff track really asks for | - | no_date",
        ),
        ("2025-09 | How the mentoring sits with everything else",),
        ("Is people management off the table for good?",),
    ),
    Case(
        "prose with a private aside",
        "Marcus Webb",
        "Ines Duarte",
        "2026-01-19",
        "en-US",
        """\
Ines, 1/19

Ines committed to leading the Q1 vendor review and to presenting it to the leadership team by 3/27. She also agreed to shadow Priya on two enterprise renewals before the end of February. I promised to get her a seat in the pricing workshop on 2/12 and to introduce her to our VP of Customer Success within two weeks.

She used to run the partner program in Lisbon and would go back to partnerships if one opened. I floated a lateral move to sales; she wasn't interested.

Let's revisit in April whether the renewals work is giving her the commercial exposure she wants. Open question: does she need an MBA for any of this?

Off the record: Tom's numbers are so bad he'll be on a PIP by March, and I will give Ines his accounts.
""",
        (
            "report | Lead the Q1 vendor review and presenting it to the leadership team | 2026-03-27",
            "report | Shadow Priya on two enterprise renewals | 2026-02-28",
            "manager | Get her a seat in the pricing workshop | 2026-02-12",
            "manager | Introduce her to our VP of Customer Success | 2026-02-02",
        ),
        ("2026-04 | Whether the renewals work is giving her the commercial exposure she wants",),
        ("Does she need an MBA for any of this?",),
    ),
    Case(
        "markdown with numbered lists",
        "Agnes Lund",
        "Rahul Mehta",
        "2025-10-30",
        "en-GB",
        """\
**Career conversation – Rahul – 30 Oct 2025**

**Where are you now**
Rahul will have been on support for three years in January. He fixed the billing outage and everyone noticed.

**Commitments – Rahul**
1. Finish the Rust course (chapters 1-12) by the end of November.
2. Write two design notes, one by 14 November and one by 12 December.
3. Be more assertive in meetings.

**Commitments – Agnes**
1. Get Rahul promoted to senior in the spring round.
2. Read and comment on both design notes within a week of receiving them.
3. Ask Bo for a place on the payments rewrite ASAP.

**We will review**
- January: how the design notes were received
- April: whether support duty has come down

**Open questions**
- Is a move to Oslo realistic?

**Private**
- Bo is leaving in spring.
- Rahul's wife is ill, he asked me to keep it quiet.
""",
        (
            "report | Finish the Rust course (chapters 1-12) | 2025-11-30",
            "report | Write two design notes | 2025-12-12",
            "report | Be more assertive in meetings | - | no_date | vague",
            "manager | Get Rahul promoted to senior in the spring round | 2026-05-31 | overpromise",
            "manager | Read and comment on both design notes | - | no_date",
            "manager | Ask Bo for a place on the payments rewrite | - | vague",
        ),
        (
            "2026-01 | How the design notes were received",
            "2026-04 | Whether support duty has come down",
        ),
        ("Is a move to Oslo realistic?",),
    ),
    Case(
        "dialogue",
        "Dana Whitfield",
        "Chris O'Neill",
        "2025-03-11",
        "en-US",
        """\
Dana: Okay Chris, what are you taking away?
Chris: I'm going to rewrite the onboarding guide.
Dana: When would that be done?
Chris: By April 4.
Chris: And I'd like to do a talk at the summit, if they accept it.
Dana: Let me know. I'll review your abstract by next Friday.
Chris: I will submit the abstract by March 28.
Dana: I'll also ask Lena whether you can join the steering group, by the end of the month.
Chris: Great. I already spoke to Lena about it last week.
Dana: In June let's look at how the guide landed with the new starters.
Chris: What I don't know is whether I want to stay on the tools side.
""",
        (
            "report | Rewrite the onboarding guide | 2025-04-04",
            "manager | Review Chris's abstract | 2025-03-21",
            "report | Submit the abstract | 2025-03-28",
            "manager | Ask Lena whether you can join the steering group | 2025-03-31",
        ),
        ("2025-06 | How the guide landed with the new starters",),
        ("Whether I want to stay on the tools side",),
    ),
    Case(
        "table",
        "Pieter de Vries",
        "Sanne Bakker",
        "2025-08-25",
        "en-NL",
        """\
Notes 25/8

| Owner | Action | Due |
|---|---|---|
| Sanne | Run the September retrospectives | 30/9 |
| Sanne | Draft a proposal for the data mesh pilot | mid-October |
| Pieter | Introduce Sanne to the CDO | by Friday |
| Pieter | Regular coaching | monthly |
| Joost | Upgrade the cluster | 1/10 |

Review in November: how the pilot proposal landed.
Unclear: is architecture a full-time role here?
""",
        (
            "report | Run the September retrospectives | 2025-09-30",
            "report | Draft a proposal for the data mesh pilot | 2025-10-15",
            "manager | Introduce Sanne to the CDO | 2025-08-29",
            "manager | Regular coaching | -",
        ),
        ("2025-11 | How the pilot proposal landed",),
        ("Is architecture a full-time role here?",),
    ),
    Case(
        "long prose with a tagged private line",
        "Lorraine Hicks",
        "Abdul Rahman",
        "2025-11-12",
        "en-GB",
        """\
Spoke with Abdul for an hour. He's enjoying the school liaison work and finds the rota planning thankless. We talked about whether he might go for the inspector exam; he's not ready to decide.

Agreed that Abdul will lead the winter safety campaign, starting with a plan on my desk by 28 November. Abdul also agreed to coach two probationers until the end of March. He'll keep a reflective log weekly.

For my part I agreed to put his name forward for the leadership programme by 5 December, and to sit down with him to go through the application form in the week of 17 November. I also said I would try to protect his Wednesdays.

We agreed to review in February how the campaign went.

One thing we did not settle: whether he would relocate for a promotion.

NB not for the contract - Sgt Cole has been signed off with stress and won't be back before Easter. Abdul will cover for him, he doesn't know yet.
""",
        (
            "report | Lead the winter safety campaign, starting with a plan on Lorraine's desk | 2025-11-28",
            "report | Coach two probationers | 2026-03-31",
            "report | Keep a reflective log weekly | -",
            "manager | Put his name forward for the leadership programme | 2025-12-05",
            "manager | Sit down with him to go through the application form | 2025-11-21",
            "manager | Try to protect his Wednesdays | - | no_date | vague",
        ),
        ("2026-02 | How the campaign went",),
        ("Whether he would relocate for a promotion",),
    ),
    Case(
        "to-do lines",
        "Joy Abara",
        "Felix Grant",
        "2026-04-21",
        "en-GB",
        """\
Felix – career chat
> Now: loves mentoring, hates on-call
> Next: principal engineer

TODO Felix: finish observability RFC (30 Apr), speak at the May guild meetup (21 May)
TODO Joy: budget for conference, by end of Q2; intro to Rasmus next week

Next session: 14 July
Felix to bring a list of three stretch projects to our next session
Joy to ask HR for the principal criteria before then

Revisit July – is on-call down to one week in six?
""",
        (
            "report | Finish observability RFC | 2026-04-30",
            "report | Speak at the May guild meetup | 2026-05-21",
            "manager | Budget for conference | 2026-06-30",
            "manager | Intro to Rasmus | 2026-05-01",
            "report | Bring a list of three stretch projects | 2026-07-14",
            "manager | Ask HR for the principal criteria | 2026-07-14",
        ),
        ("2026-07 | Is on-call down to one week in six?",),
        (),
    ),
    Case(
        "assistant's summary",
        "Beth Sandoval",
        "Terrell James",
        "2025-06-05",
        "en-US",
        """\
Summary of conversation between Beth Sandoval and Terrell James

Terrell expressed interest in moving into data science. He completed the SQL certificate in April.

Next steps:
- Terrell to complete the intro statistics course by July 31, 2025.
- Terrell to build a churn dashboard for the retention team by end of Q3.
- Beth to connect Terrell with Marisol in analytics by June 13.
- Beth to explore a rotation with the analytics lead.
- Both to draft a list of target roles by 6/20.
- Marisol to share the reading list.

They will revisit progress toward the rotation in September.

Open items:
- Whether Terrell's current workload leaves room for the rotation.
""",
        (
            "report | Complete the intro statistics course | 2025-07-31",
            "report | Build a churn dashboard for the retention team | 2025-09-30",
            "manager | Connect Terrell with Marisol in analytics | 2025-06-13",
            "manager | Explore a rotation with the analytics lead | - | no_date | vague",
            "report | Draft a list of target roles | 2025-06-20",
            "manager | Draft a list of target roles | 2025-06-20",
        ),
        ("2025-09 | Progress toward the rotation",),
        ("Whether Terrell's current workload leaves room for the rotation",),
    ),
    Case(
        "dictated memo",
        "Ivan Horvat",
        "Leah Stone",
        "2025-09-18",
        "en-GB",
        """\
ok so leah, eighteenth of september, voice memo, um, she's doing well, she ran the whole autumn intake last year by herself. so what did we say. leah's going to write up the intake process and she'll get it to me by the tenth of october. she is going to sit in on the budget meeting in november. and I'm going to send her the budget template tomorrow. I also told her I'd talk to marion about the deputy post, I can't promise she gets it obviously, but I'll talk to marion by the end of next week. she wanted to know if she could work from leeds, I said no. um what else, we'll look at how the write-up went in november, and the open question is whether she wants to manage people at all. right and leave this bit out, marion's retiring at christmas and nobody knows.
""",
        (
            "report | Write up the intake process | 2025-10-10",
            "report | Sit in on the budget meeting | 2025-11-30",
            "manager | Send her the budget template | 2025-09-19",
            "manager | Talk to marion | 2025-09-26",
        ),
        ("2025-11 | How the write-up went",),
        ("Whether she wants to manage people at all",),
    ),
    Case(
        "points by name",
        "Grace Obi",
        "Tim Larsen",
        "2025-02-12",
        "en-GB",
        """\
Tim
- Tim to draft the sponsorship pack by 3 March
- Tim: own the volunteers' newsletter from now on
- I'll put Tim in front of the trustees at the April board meeting (17 April)
- I'll buy him the facilitation book this week
- We'll both attend the fundraising conference on 8-9 May
- Sheila will sort out the database access
- he asked about a pay rise, I said the scale is fixed
- Tim finished the Prince2 foundation in January

Review: end of May - is events work what he wants more of?
""",
        (
            "report | Draft the sponsorship pack | 2025-03-03",
            "report | Own the volunteers' newsletter | -",
            "manager | Put Tim in front of the trustees at the April board meeting | 2025-04-17",
            "manager | Buy him the facilitation book | 2025-02-14",
            "report | Attend the fundraising conference | 2025-05-09",
            "manager | Attend the fundraising conference | 2025-05-09",
        ),
        ("2025-05 | Is events work what he wants more of?",),
        (),
    ),
    Case(
        "what each will do",
        "Karen Muller",
        "Jo Pickering",
        "2025-07-14",
        "en-GB",
        """\
Jo wants to move towards service design. Jo said they'd be happy to stay another two years if the work changes.

What Jo will do
Map the complaints journey end to end by the end of August.
Ask the design team for a shadowing day before 1 August.

What Karen will do
Release Jo from the Thursday desk until October.
Send Jo's portfolio to the head of design by the 25th.

What we leave open
Could the role be split 50/50?
""",
        (
            "report | Map the complaints journey end to end | 2025-08-31",
            "report | Ask the design team for a shadowing day | 2025-07-31",
            "manager | Release Jo from the Thursday desk | 2025-10-31",
            "manager | Send Jo's portfolio to the head of design | 2025-07-25",
        ),
        (),
        ("Could the role be split 50/50?",),
    ),
    Case(
        "no commitments",
        "Rita Moreau",
        "Sam Okoro",
        "2026-03-02",
        "en-GB",
        """\
From: Rita Moreau <rita@example.com>
To: contracts@example.com
Subject: Sam

Sam and I talked for 75 minutes. No commitments today; the third conversation is on 20 March. Sam might write a blog post at some point. If the restructuring goes ahead he will need a new line manager. The new CFO will announce the budget in April. Sam's team is going to move to the third floor next week.

Sam decided not to apply for the Berlin job.
""",
        (),
        (),
        (),
    ),
    Case(
        "nested points",
        "Maria Costa",
        "Ben Archer",
        "2025-09-29",
        "en-US",
        """\
Career convo w/ Ben 9/29

What Ben committed to
  - Lead the October incident review (10/22)
  - Publish 2 blog posts before Thanksgiving
  - Book a call with Yusuf — next Tuesday
  - He will keep a brag doc, updated weekly
What I committed to
  - Sponsor his talk proposal; deadline 10/15
  - Will raise his promo case with Karin at calibration in November
  - More frequent feedback
  - Make sure he gets the promo this cycle
Parked: Berlin relocation (not this year)
To revisit in Jan: is staff+ still the goal?
Still unanswered: who backfills on-call?
""",
        (
            "report | Lead the October incident review | 2025-10-22",
            "report | Publish 2 blog posts | 2025-11-26",
            "report | Book a call with Yusuf | 2025-10-07",
            "report | Keep a brag doc, updated weekly | -",
            "manager | Sponsor his talk proposal | 2025-10-15",
            "manager | Raise his promo case with Karin at calibration | 2025-11-30",
            "manager | More frequent feedback | - | no_date | vague",
            "manager | Make sure he gets the promo this cycle | - | no_date | overpromise",
        ),
        ("2026-01 | Is staff+ still the goal?",),
        ("Who backfills on-call?",),
    ),
    Case(
        "formal letter",
        "Tom Barker",
        "Eilidh Munro",
        "2026-05-18",
        "en-GB",
        """\
Dear Eilidh

It was good to talk on Friday... well, this morning actually. I promised to put what we agreed in writing.

You agreed to finish the risk register training by 12 June and to take the minutes at the next two boards. You also said you would ask Fergus about the NHS secondment before the summer holidays, by 26 June.

I agreed to write to Fergus first, which I will do today. I will also arrange for you to observe the audit committee on 9 July. As for the band 7 post, I will do everything I can but the decision is not mine.

We will look at this again in August, in particular how the secondment enquiry went.

One question neither of us could answer: is clinical governance a career here or a detour?

With best wishes
Tom
""",
        (
            "manager | Put what we agreed in writing | - | no_date",
            "report | Finish the risk register training | 2026-06-12",
            "report | Take the minutes at the next two boards | - | no_date",
            "report | Ask Fergus about the NHS secondment before the summer holidays | 2026-06-26",
            "manager | Write to Fergus first | 2026-05-18",
            "manager | Arrange for Eilidh to observe the audit committee | 2026-07-09",
            "manager | Do everything I can but the decision is not mine | - | no_date | vague",
        ),
        ("2026-08 | This again, in particular how the secondment enquiry went",),
        ("Is clinical governance a career here or a detour?",),
    ),
    Case(
        "day-first dates with a private part",
        "Lena Fischer",
        "Marco Rossi",
        "2025-01-27",
        "en-GB",
        """\
Marco, 27.1.

Marco will:
1) draft onboarding checklist until 14.2.
2) take part in the English course from March, ongoing
3) hold a brown bag on testing, end of Q1

Lena will:
1) clarify budget for certification by 7.2.
2) introduce Marco to Petra (architecture board)
3) give feedback after every customer demo

Review in April: does he get enough time for testing?

Private notes (not for the contract)
Petra is on sick leave since last week.
Marco's salary is below Jonas's; I will talk to HR by 10.2.
""",
        (
            "report | Draft onboarding checklist | 2025-02-14",
            "report | Take part in the English course from March | -",
            "report | Hold a brown bag on testing | 2025-03-31",
            "manager | Clarify budget for certification | 2025-02-07",
            "manager | Introduce Marco to Petra (architecture board) | - | no_date",
            "manager | Give feedback after every customer demo | -",
        ),
        ("2025-04 | Does he get enough time for testing?",),
        (),
    ),
    Case(
        "semicolons",
        "Oliver Grant",
        "Nina Kowalski",
        "2025-06-30",
        "en-GB",
        """\
So Nina and I spoke this morning. She's clearly outgrown the helpdesk. She told me she had been offered a job at Atos and turned it down. I told her I'd fight for the senior grade but couldn't promise anything.

Actions: Nina to finish her ITIL course by end of August; Nina to shadow the network team one day a week in July; me to speak with Raj about the shadowing by Wednesday; me to read her blog draft as soon as I can.

She's not sure whether she wants to go technical or managerial, so that stays open.

Next conversation is booked for 2 October. By then she'll have written a one-page plan for the knowledge base. We'll review the shadowing at that conversation.
""",
        (
            "report | Finish her ITIL course | 2025-08-31",
            "report | Shadow the network team one day a week | 2025-07-31",
            "manager | Speak with Raj about the shadowing | 2025-07-02",
            "manager | Read her blog draft | - | vague",
            "report | Write a one-page plan for the knowledge base | 2025-10-02",
        ),
        ("2025-10 | The shadowing",),
        ("Whether she wants to go technical or managerial",),
    ),
    Case(
        "check boxes",
        "Priscilla Adams",
        "Duc Tran",
        "2026-02-17",
        "en-US",
        """\
PA/DT 2/17

DT
[ ] finish CPA section 2 -- 5/30
[ ] present month-end close improvements to controllers, week of 3/9
[x] update resume
[ ] join ERG board? (thinking about it)

PA
[ ] connect DT w/ treasury lead -- by EOW
[ ] 360 feedback for DT -- end of Mar
[ ] find stretch project -- no date yet

mtg w/ Sam re: Tran's bonus -> keep this between us
Jill underperforming, moving her accounts to DT in Q2 (confidential)

rev in May: close improvements
""",
        (
            "report | Finish CPA section 2 | 2026-05-30",
            "report | Present month-end close improvements to controllers | 2026-03-13",
            "manager | Connect DT w/ treasury lead | 2026-02-20",
            "manager | 360 feedback for DT | 2026-03-31",
            "manager | Find stretch project | - | no_date",
        ),
        ("2026-05 | Close improvements",),
        (),
    ),
    Case(
        "auto transcript",
        "Harriet Shaw",
        "Kofi Mensah",
        "2025-10-09",
        "en-GB",
        """\
Transcript (auto)
Harriet Shaw  00:01
Right, so what have we landed on?
Kofi Mensah  00:04
I'm going to apply for the chartership by the end of November.
Harriet Shaw  00:09
And I'll sign off your hours by next Friday.
Kofi Mensah  00:15
Okay. I could maybe mentor one of the grads.
Harriet Shaw  00:19
Let's park that. I'll also get you onto the Thames bid, I'd say within a month.
Kofi Mensah  00:27
Perfect. I'll write up the Severn lessons learned by the 24th.
Harriet Shaw  00:33
Let's look at the Thames bid experience in January.
""",
        (
            "report | Apply for the chartership | 2025-11-30",
            "manager | Sign off Kofi's hours | 2025-10-17",
            "manager | Get Kofi onto the Thames bid | 2025-11-09",
            "report | Write up the Severn lessons learned | 2025-10-24",
        ),
        ("2026-01 | The Thames bid experience",),
        (),
    ),
    Case(
        "undertakings in prose",
        "Rosalind Kemp",
        "Javier Ortiz",
        "2026-03-24",
        "en-GB",
        """\
Javier's career conversation, Tuesday 24th March

We covered a lot. Javier is restless in field service. He'd been approached by Siemens in January and said no, which I was glad to hear.

Javier undertook to complete the PLC module before Easter and to send me a page on what he'd want from a design role by the 17th. I undertook to get him in front of Moira for an hour next month, and to find out by the end of this week whether the design team has a graduate scheme he could join late.

He has been asked to train two apprentices and he's happy to: first session on 14 April. I need to give him my honest view of his report writing by 10 April, which I've been dodging.

Come July we'll see whether design still pulls him. We don't know whether he could take the drop in overtime.

This stays between us: Moira's team lost two people to burnout and she's hiring quietly; Dev Patel is the weakest of the fitters and won't have a job by summer.
""",
        (
            "report | Complete the PLC module | 2026-04-02",
            "report | Send Rosalind a page on what he'd want from a design role | 2026-04-17",
            "manager | Get him in front of Moira for an hour | 2026-04-30",
            "manager | Find out whether the design team has a graduate scheme he could join late | 2026-03-27",
            "manager | Give him my honest view of his report writing | 2026-04-10",
        ),
        ("2026-07 | Whether design still pulls him",),
        ("Whether he could take the drop in overtime",),
    ),
    Case(
        "recap with numbered lists",
        "Nate Collins",
        "Sofia Reyes",
        "2025-08-06",
        "en-US",
        """\
Hey Sofia — quick recap of what we landed on so it's in writing.

**You**
1. Own the migration plan for the EU region; first draft to me by 8/20.
2. Find a mentor outside of our org (I suggested Dale or Mirela) by end of September.
3. Give the brown-bag on feature flags in October.

**Me**
1. I'll nominate you for the fall leadership cohort — nominations close 8/15, so by then.
2. I'll ask Priya about letting you run the quarterly planning, and get back to you within a week.
3. Make you tech lead when Andre rotates out in Q4.

We'll check back in on the mentor thing in November.

Something for both of us to think about: do you want breadth or depth next?

Nate
""",
        (
            "report | Own the migration plan for the EU region | 2025-08-20",
            "report | Find a mentor outside of our org (I suggested Dale or Mirela) | 2025-09-30",
            "report | Give the brown-bag on feature flags | 2025-10-31",
            "manager | Nominate Sofia for the fall leadership cohort — nominations close | 2025-08-15",
            "manager | Ask Priya about letting Sofia run the quarterly planning, and get back to Sofia | 2025-08-13",
            "manager | Make Sofia tech lead when Andre rotates out | 2025-12-31 | overpromise",
        ),
        ("2025-11 | The mentor thing",),
        ("Do you want breadth or depth next?",),
    ),
    Case(
        "lower-case jottings",
        "Ellen Park",
        "Jordan Blake",
        "2025-12-03",
        "en-US",
        """\
jordan 12/3

energy: design reviews. drain: ticket triage
jordan will shadow PM for a sprint in jan, write retro doc after
jordan will own accessibility audit, due 1/16
i will move jordan off triage starting january
i will intro jordan -> Mei (PM lead) this week
i'd love to get them a PM title someday but can't
we both read "Inspired" by new year's and swap notes
check back march: PM or still eng?
q: can they do PM part time w/o losing eng level?
dont share: Mei might leave, her team gets reorged in feb, jordan could take her slot
""",
        (
            "report | Shadow PM for a sprint, write retro doc after | 2026-01-31",
            "report | Own accessibility audit | 2026-01-16",
            "manager | Move jordan off triage | 2026-01-31",
            "manager | Intro jordan -> Mei (PM lead) | 2025-12-05",
            'report | Read "Inspired" and swap notes | 2026-01-01',
            'manager | Read "Inspired" and swap notes | 2026-01-01',
        ),
        ("2026-03 | PM or still eng?",),
        ("Can they do PM part time w/o losing eng level?",),
    ),
    Case(
        "names before colons",
        "Siobhan Daly",
        "Emeka Obi",
        "2025-10-15",
        "en-IE",
        """\
Emeka and I had our second conversation, where he wants to go. He'd like to be a consultant anaesthetist with a teaching post. He has published one paper and wants to publish another. I said I'd see what I could do about study leave.

To do:
Emeka: abstract to the Dublin meeting, 31 October
Emeka: ask Prof Lynch re supervision asap
Siobhan: swap his November nights so that he can attend
Siobhan: letter for the fellowship, by 21/11
Aoife (rota): confirm the swaps

We said we would look at the fellowship application together in December.

Conf. - Dr Walsh's health is poor and he'll retire early; nobody on the ward knows.
""",
        (
            "report | Abstract to the Dublin meeting | 2025-10-31",
            "report | Ask Prof Lynch re supervision | - | vague",
            "manager | Swap his November nights | 2025-11-30",
            "manager | Letter for the fellowship | 2025-11-21",
        ),
        ("2025-12 | The fellowship application",),
        (),
    ),
)


def read(case: Case) -> Reading:
    return read_notes(
        case.notes,
        manager=Party(case.manager, "m@example.com"),
        report=Party(case.report, "r@example.com"),
        held=date.fromisoformat(case.held),
        locale=case.locale,
    )


def read_plain(notes: str, held: date = date(2026, 5, 6)) -> Reading:
    """The notes of Judith Amrein on Pavel Horak, 6 May 2026 (a Wednesday)."""
    return read_notes(
        notes, manager=Party("Judith Amrein", "j@example.com"), report=Party("Pavel Horak", "p@example.com"), held=held
    )


def lines(reading: Reading) -> list[str]:
    return [f"{x.owner}: {x.text}" for x in reading.commitments]


def words_out(reading: Reading) -> str:
    """All that may go on to a contract. (A source goes to the manager alone.)"""
    texts = [x.text for x in reading.commitments] + [x.text for x in reading.reviews]
    return " ".join([*texts, *(x.text for x in reading.open_questions), *(x.source for x in reading.commitments)])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_notes_in_this_style_are_read(case: Case) -> None:
    reading = read(case)
    found = tuple(
        " | ".join((x.owner, x.text, x.due.isoformat() if x.due else "-", *x.flags)) for x in reading.commitments
    )
    assert found == case.commitments
    assert tuple(f"{x.when or '-'} | {x.text}" for x in reading.reviews) == case.reviews
    assert tuple(x.text for x in reading.open_questions) == case.open_questions


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_source_stands_word_for_word_in_the_notes(case: Case) -> None:
    assert all(x.source and x.source in case.notes for x in read(case).commitments)


@pytest.mark.parametrize(
    "sentence",
    [
        "He finished the audit by Friday.",
        "He would like to lead the audit in June.",
        "He might lead the audit in June.",
        "If the budget comes, he'll lead the audit by June.",
        "He won't lead the audit in June.",
        "I can't promise him the audit by June.",
        "The vendor will deliver the audit by 1 June.",
        "Hana said she'd send him the audit by Friday.",
        "I asked whether he would lead the audit in June.",
        "The company is going to move to Brno in June.",
        "Pavel's team will get the audit on 1 June.",
        "He'd rather not lead the audit in June.",
        "In five years he sees himself leading audits.",
        "We agreed nothing this time.",
    ],
)
def test_what_nobody_of_the_two_said_they_would_do_is_no_commitment(sentence: str) -> None:
    assert read_plain(sentence).commitments == ()


@pytest.mark.parametrize(
    ("sentence", "owners"),
    [
        ("I'll draft the plan by Friday.", ["manager"]),
        ("He is going to draft the plan by Friday.", ["report"]),
        ("He said he'd draft the plan by Friday.", ["report"]),
        ("I told him I'd draft the plan by Friday.", ["manager"]),
        ("You'll draft the plan by Friday.", ["report"]),
        ("Pavel has agreed to draft the plan by Friday.", ["report"]),
        ("PH to draft the plan by Friday.", ["report"]),
        ("JA: draft the plan by Friday", ["manager"]),
        ("Me: draft the plan by Friday", ["manager"]),
        ("Pavel drafts the plan by Friday.", ["report"]),
        ("We will both draft the plan by Friday.", ["report", "manager"]),
        ("Judith and Pavel will each draft the plan by Friday.", ["report", "manager"]),
        ("Let's each draft the plan by Friday.", ["report", "manager"]),
        ("We'll draft the plan by Friday. That one is me.", ["manager"]),
        ("We said the plan has to be drafted by Friday, and Pavel is doing that.", ["report"]),
        ("- [ ] **Pavel**: draft the plan, by Friday", ["report"]),
        ("Agreed:\n- draft the plan by Friday (Judith)", ["manager"]),
    ],
)
def test_the_owner_is_whoever_acts(sentence: str, owners: list[str]) -> None:
    reading = read_plain(sentence)
    assert [x.owner for x in reading.commitments] == owners
    assert {x.text for x in reading.commitments} == {"Draft the plan"}
    assert {x.due for x in reading.commitments} == {date(2026, 5, 8)}


def test_who_is_who_in_the_head_of_the_notes_is_no_list() -> None:
    head = "Employee: Pavel Horak\nManager: Judith Amrein\nDate: 6 May 2026\n\n"
    reading = read_plain(head + "The assay runs without a query in December.\n\nPavel: write the memo by 8 May")
    assert [c.text for c in reading.commitments] == ["Write the memo"]
    listed = read_plain("Manager: Judith Amrein\nask Bob by 8 May\n\nEmployee: Pavel Horak\nwrite the memo by 9 May")
    assert [(c.owner, c.text) for c in listed.commitments] == [("manager", "Ask Bob"), ("report", "Write the memo")]


def test_a_title_with_both_names_is_no_row_of_a_table() -> None:
    reading = read_plain("Pavel <> Judith | Growth talk | 6 May 2026\n\nNext steps (Pavel)\n1) Write the memo by 8 May")
    assert [c.text for c in reading.commitments] == ["Write the memo"]


def test_what_somebody_said_they_would_do_heads_their_list() -> None:
    reading = read_plain("You said you would:\n- write the memo by 8 May\n\nI said I would:\n- ask Bob by 9 May")
    assert [c.owner for c in reading.commitments] == ["report", "manager"]


def test_struck_and_ticked_points_are_over() -> None:
    notes = "Agreed\n- [x] Pavel: book the room\n- ~~Pavel: drop this~~\n- [ ] Pavel: invite Hana by Friday"
    assert lines(read_plain(notes)) == ["report: Invite Hana"]


def test_a_dated_next_conversation_dates_what_is_due_by_it() -> None:
    notes = "Next conversation: 4 August 2026\n\nPavel will draft the plan before our next conversation."
    (found,) = read_plain(notes).commitments
    assert (found.due, found.flags) == (date(2026, 8, 4), ())


def test_an_undated_next_conversation_leaves_the_date_open() -> None:
    (found,) = read_plain("Pavel will draft the plan before our next conversation.").commitments
    assert (found.due, found.flags) == (None, ("no_date",))


def test_an_older_mail_below_the_notes_is_not_read() -> None:
    notes = "From: Judith\nSubject: notes\n\nPavel will draft the plan by Friday.\n\nFrom: Pavel\nSent: Monday\n\nI'll bring cake."
    assert lines(read_plain(notes)) == ["report: Draft the plan"]


@pytest.mark.parametrize(
    "private",
    [
        "Not for the contract: Zdenka Quill will take over his desk by Friday.",
        "Between us, I'll move Zdenka Quill to nights by June.",
        "(private: I will let Zdenka Quill go in June)",
        "Private\n- I will let Zdenka Quill go in June\n- Review in July: Zdenka Quill",
        "## Not for sharing\nI'll ask HR about Zdenka Quill by Friday.\n\nOpen: will Zdenka Quill go?",
        "Okay, next bit is just for me. I'll move Zdenka Quill by June. He doesn't know.",
        "I'll move Zdenka Quill by June. Leave that out.",
        "I'll move Zdenka Quill by June. Not for the contract.",
        "- I'll move Zdenka Quill by June (don't share)",
        "| Judith | Move Zdenka Quill (not for the contract) | June |",
        "My own note: is Zdenka Quill ready?",
        "dont share: Zdenka Quill might leave by June, I'll take her slot",
        "Conf. - Zdenka Quill's health is poor, I'll cover by June",
        "Off the record, Zdenka Quill earns more. I'll raise that by June.",
        "I'll talk to Zdenka Quill about her sick leave by Friday.",
        "Zdenka Quill's salary is higher, so I will ask HR about Zdenka Quill's pay by June.",
        "Open: how long will Zdenka Quill be on medical leave?",
        "In July we look at Zdenka Quill's performance.",
        "Private, not for the contract: Zdenka Quill has an offer. I'll answer Zdenka Quill by Friday.",
    ],
)
@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        "Mine:\n- send the rubric by Friday\n\n{}\n",
        "{}\n\nMine:\n- send the rubric by Friday",
        "Pavel will draft the plan by Friday.\n\n{}",
    ],
)
def test_private_remarks_and_other_peoples_affairs_go_nowhere(private: str, frame: str) -> None:
    assert "zdenka" not in words_out(read_plain(frame.format(private))).lower()


_PIECES = st.sampled_from(
    [
        "Mine:", "His commitments", "## Open", "- ", "1. ", "| a | b |", "|---|", "I'll ", "he said he'd ", "draft the plan ", "by Friday", "in May", ". ", "\n",
        "\n\n", "We will ", "look at ", "every sprint", "? ", ": ", "Pavel", "JA", "not for the contract ", "- [x] ", "~~", "From: x", "Judith: ", "(", ")", "and ", ", ", "**", "let's ", "owe ", "that one is me", "next conversation 4 May", "\u2019ll ", "\r\n", "\x00", "İ", "ß",
    ]
)  # fmt: skip


@given(
    st.one_of(st.text(), st.lists(_PIECES, max_size=40).map("".join)),
    st.dates(),
    st.text(max_size=12),
    st.text(max_size=12),
)
def test_any_text_is_read_without_an_error_and_quotes_only_itself(
    notes: str, held: date, manager: str, report: str
) -> None:
    reading = read_notes(notes, manager=Party(manager, ""), report=Party(report, ""), held=held)
    assert all(x.source in notes and x.text.strip() for x in reading.commitments)


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_no_word_under_a_private_heading_comes_out(notes: str) -> None:
    """Whatever stands above: the last, private part never reaches a contract."""
    hidden = (
        notes + "\n\n## Private, not for the contract\n\nI'll see Zdenka by Friday.\n- I will promote Zdenka in May\n"
    )
    assert "zdenka" not in words_out(read_plain(hidden)).lower()


@given(st.text(alphabet=" \n\t.,;:!?#*-_|()[]0123456789", max_size=200))
def test_noise_gives_an_empty_reading(notes: str) -> None:
    reading = read_plain(notes)
    assert (reading.commitments, reading.reviews, reading.open_questions) == ((), (), ())


@pytest.mark.parametrize(
    "piece",
    [
        "I'll draft the plan by Friday and ",
        "a ",
        "- x\n",
        "we look at ",
        "Mine:\n",
        "| a ",
        "(",
        "Pavel ",
        "next one ",
        "I'll do it. ",
        "private. ",
        "They can't say yet whether {}7 suits her.\n",
        "In May we will look at plan {}.\n",
        "Tomasz will draft paper {} by Friday.\n",
    ],
)
def test_reading_takes_steps_in_proportion_to_the_notes(piece: str) -> None:
    """`{}` is another number each time: what was said before is not looked through for each new thing."""

    def steps(times: int) -> int:
        notes = "".join(piece.format(n) for n in range(times))
        return calls(lambda: read_plain(notes))

    steps(10)  # what is worked out once, whatever the notes
    assert steps(1350) < 3.3 * steps(450)
