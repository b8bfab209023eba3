"""Secrecy and confidence: what stays with the manager, in whatever words, and what only sounds like it."""

import pytest

from mailflow.reading import confidence, private
from mailflow.reading.owner import Pair
from mailflow.reading.party import Party
from mailflow.reading.word import split

PAIR = Pair.of(Party("Moira Lennox", "m@example.com"), Party("Ben Ashcroft", "b@example.com"), "he him his")


@pytest.mark.parametrize(
    "text",
    [
        "I haven't told Ben yet but I will move him to another team by July.",
        "Ben doesn't know but I will move him.",
        "Without Ben: I'll plan the reorg. I haven't told Ben about it.",
        "I'll look into a bonus for him by June - he doesn't know yet.",
        "Ben mustn't see this.",
        "he must not hear about this",
        "HR follow-up (Ben not to know)",
        "Not discussed with Ben:",
        "don't tell him",
        "Please leave the next two lines out.",
        "Leave that out.",
        "Keep this to yourself",
        "keep it between us",
        "Hide from Ben: look for a successor",
        "Please don't forward the following to Ben.",
        "don't share this",
        "dont put that in",
        "please do not include this",
        "not to be repeated",
        "(do not send)",
        "not for the contract",
        "isn't for the contract",
        "not to go in the notes",
        "this isn't for him",
        "(not for Ben)",
        "Not for Ben",
        "private",
        "Private:",
        "Very private: I will look",
        "Personal note - I will look",
        "Internal note - I will look",
        "In strict confidence, I will look",
        "off the record, I will look",
        "Eyes only - I will look",
        "To myself: look",
        "🔒 I will look",
        "I will look for a successor by June, confidential!",
    ],
)
def test_this_stays_with_the_manager(text: str) -> None:
    assert private.marked(split(text), PAIR) or private.opens(split(text), PAIR)


@pytest.mark.parametrize(
    "text",
    [
        "Personal development",
        "Personal goals",
        "Private cloud migration",
        "Confidential computing",
        "Sensitive data handling:",
        "leave out the charts from the deck",
        "redact the customer names",
        "don't mention the price in the demo",
        "delete from the backlog",
        "Ben shouldn't know all answers. He'll ask Omar.",
        "agree the scope between us and the client",
        "Pastry isn't for him.",
        "no, not for him",
        "What I cannot tell you is whether it will come.",
        "We don't know.",
        "he doesn't know whether he wants nights",
        "Ben will not share the draft with customers",
        "do not send the customer the old price list",
        "He did not see the point of audits",
        "He hasn't told his team about the move",
        "Keep the team informed",
        "take him off the rota and keep it that way",
    ],
)
def test_this_only_sounds_like_a_secret(text: str) -> None:
    assert not private.marked(split(text), PAIR)
    assert not private.opens(split(text), PAIR)


@pytest.mark.parametrize(
    "text",
    [
        "I'll fire Aisha by June.",
        "I'll let Simon go by July",
        "Replace Simon by June",
        "Review Aisha's compensation",
        "Discuss Aisha's low scores with HR",
        "Have the exit conversation with Tom",
        "Cover for Tom (mat leave)",
        "as Anna is having a baby",
        "Visit Anna in hospital",
        "Whether Sonia has improved after her warning",
        "Should Greg keep his job?",
        "Ask about Anna's health",
    ],
)
def test_this_is_another_persons(text: str) -> None:
    assert confidence.confidential(split(text), PAIR)


@pytest.mark.parametrize(
    "text",
    [
        "Ben will ask Omar about the rating service",
        "introduce Ben to Aisha in the health team",
        "update the operation manual with Tom",
        "Ask Priya about the heart monitor",
        "build the payment capability with Tom",
        "replace the Jenkins server",
        "Ask Dana about the performance tests",
        "two days with the stroke team at the Royal",
    ],
)
def test_this_is_work(text: str) -> None:
    assert not confidence.confidential(split(text), PAIR)
