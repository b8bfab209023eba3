"""Advance: one stored mail is read, understood, decided upon and answered.

Read outside any write transaction; saved in one. If another worker changed the pair in between, nothing of the
first reading is kept: it is loaded and decided again.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

from mailflow import log
from mailflow.engine import documents, letters
from mailflow.engine.house import House
from mailflow.engine.letters import Answered
from mailflow.engine.saving import save
from mailflow.engine.sender import Placed, Refused, bounced_letter, place, still_answerable
from mailflow.mail import authentication, bounce, kind, message, visible
from mailflow.mail.message import Message, Unreadable
from mailflow.mail.visible import Passage
from mailflow.playbook.decide import decide
from mailflow.playbook.effects import Decision, Note
from mailflow.playbook.events import Undoable, Wrote
from mailflow.playbook.mails import Unreadable as UnreadableMail
from mailflow.playbook.model import Pair
from mailflow.reading import second
from mailflow.reading.command import command
from mailflow.reading.second import FLAG, Answer, Consultation, Heard
from mailflow.second.endpoint import Endpoint
from mailflow.store.connection import LostRace, StoreUnavailable, Transaction
from mailflow.store.inbound import Applied, Inbound, InboundState
from mailflow.store.outbox import NewLetter
from mailflow.store.pairs import Loaded

RACES = 8
FAILURES = 3  # that ended in an exception of ours
SHORT = 8 * 1024  # bytes of a whole mail
ATTEMPTS = 10  # that were begun and never ended: a crash need not be this mail's fault, ten of them may be

P = ParamSpec("P")
T = TypeVar("T")


async def advance(house: House, inbound: str, *, again: bool = False) -> None:
    """Take the mail as far as it goes. `again` says that an earlier attempt has not ended, and counts it.

    A mail that cannot be read, that fails three times or that is never finished is held for the operator. Raises
    StoreUnavailable, and what failed for the first times.
    """
    if again and await house.store.transact(lambda tx: tx.count_attempt(inbound)) > ATTEMPTS:
        await _hold(house, inbound, "never_finished")
        return
    heard: dict[Consultation, Answer] = {}  # a lost race decides again, and asks nobody again
    try:
        for _ in range(RACES):
            try:
                await _advance(house, inbound, heard)
            except LostRace:
                continue
            return
        log.event("inbound.contended", inbound)  # the sweep rings again
    except Unreadable as error:
        await _hold(house, inbound, error.reason)
    except StoreUnavailable:
        raise
    except Exception as error:
        if await house.store.transact(lambda tx: tx.count_failure(inbound)) < FAILURES:
            raise
        log.failure("inbound.failed", inbound, error)
        await _hold(house, inbound, f"failed {type(error).__name__}")


async def _advance(house: House, inbound: str, heard: dict[Consultation, Answer]) -> None:
    row = await house.store.read(lambda tx: tx.inbound(inbound))
    if row is None or row.state != "stored":
        return
    mail = await _aside(row, message.parse, row.raw)
    now = house.clock()
    what = await _aside(row, kind.classify, mail, null_sender=row.sender == "", own_address=house.service.address)
    if what != "human":
        await _set_aside(house, row, mail, what)
        return
    if authentication.failed(mail, house.service.authserv_id):
        await _ignore(house, row, "authentication_failed")
        return
    placed = await place(house, row, mail)
    if isinstance(placed, Refused):
        await _answer_outside(house, row, placed, mail, now)
        return
    await _apply(house, row, mail, placed, now, heard)


async def _aside(row: Inbound, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """A long mail must not stop the loop, and its doors; a short one is read before a thread has taken it over."""
    if len(row.raw) <= SHORT:
        return work(*args, **kwargs)
    return await asyncio.to_thread(work, *args, **kwargs)


@dataclass(frozen=True, slots=True)
class _Words:
    """What a mail says, taken apart: newly written, brought along, and what could not be read."""

    written: tuple[Passage, ...]
    notes: str
    unreadable: tuple[str, ...]


async def _words(house: House, row: Inbound, mail: Message, placed: Placed) -> _Words:
    sent = await _sent(house, placed)
    seen = await _aside(row, visible.of_message, mail, sent)
    notes = []
    if seen.forwarded is not None and not _is_ours(house, seen.forwarded.sender):
        notes.append(seen.forwarded.text)
    files = [
        attachment
        for attachment in mail.attachments
        if attachment.media_type not in _NOT_NOTES
        and not (seen.forwarded and attachment.media_type == "message/rfc822")
        and not (seen.passages and attachment.media_type.startswith(_BESIDE_WORDS))
    ]
    unreadable = []
    for attachment, text in zip(files, await documents.texts_of(files), strict=True):
        if text is not None:
            notes.append(text)
        else:
            unreadable.append(attachment.name or attachment.media_type)
    return _Words(seen.passages, "\n\n".join(notes), tuple(unreadable))


async def _sent(house: House, placed: Placed) -> str:
    """The words of the letter that a mail answers, "" if it answers none or they were deleted."""
    letter = placed.letter
    if letter is None:
        return ""
    raw = await house.store.read(lambda tx: tx.letter_raw(letter))
    return (message.parse(raw).text or "") if raw else ""


# the logo under an answer, and the invitation that goes with one
_BESIDE_WORDS = ("image/", "text/calendar", "application/ics")
_NOT_NOTES = (
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "application/pgp-keys", "text/vcard", "text/x-vcard",
)  # fmt: skip


def _is_ours(house: House, sender: message.Mailbox | None) -> bool:
    return sender is not None and sender.address == house.service.address


async def _apply(
    house: House, row: Inbound, mail: Message, placed: Placed, now: datetime, heard: dict[Consultation, Answer]
) -> None:
    words = await _words(house, row, mail, placed)
    wrote = Wrote(
        inbound=row.id,
        author=placed.role,
        passages=words.written,
        notes=words.notes,
        unreadable=words.unreadable,
        ask=placed.ask,
        replied=placed.letter is not None,
        received_at=row.received_at,
    )

    async def load(tx: Transaction) -> tuple[Loaded | None, Applied | None]:
        last = await tx.last_applied(placed.pair) if command(wrote.visible) == "undo" else None
        return await tx.load_pair(placed.pair), last

    loaded, last = await house.store.read(load)
    if loaded is None:
        await _ignore(house, row, "pair_gone")
        return
    wrote = replace(wrote, undo=_undoable(house, loaded.pair, last, placed, now))
    answered = Answered(row.id, placed.role, mail.message_id, mail.references)

    def decided() -> tuple[Decision, list[NewLetter]]:
        decision = decide(loaded.pair, wrote, now, house.playbook, house.date_style)
        return decision, letters.of_decision(house, loaded.pair, decision.effects, now, answered)

    decision, out = await _aside(row, decided)
    if house.second is not None and decision.consultation is not None:
        said = await _second(house.second, row, decision.consultation, heard)
        if said is not None:
            wrote = replace(wrote, second=said)
            decision, out = await _aside(row, decided)
    told = tuple(letter.role for letter in out if letter.role is not None and letter.role != placed.role)

    sender = loaded.pair.person(placed.role)

    async def settle(tx: Transaction, version: int) -> None:
        await still_answerable(tx, sender.address, now)
        await tx.settle_inbound(
            row.id,
            "applied" if decision.undoable else "answered",
            pair=placed.pair,
            author=placed.role,
            pair_version=version,
            before=loaded.pair if decision.undoable else None,
            told=told,
            applied_at=now,
        )
        if decision.undid and last is not None:
            await tx.mark_undone(last.id)

    await save(house, loaded, decision, out, now, inbound=row.id, settle=settle)
    drafted = decision.state.contract_in("draft")
    if wrote.second is not None and drafted is not None:
        log.event("second.counted", row.id, lines=sum(FLAG in item.flags for item in drafted.commitments))
    log.event("inbound.applied" if decision.undoable else "inbound.answered", row.id, pair=placed.pair)


async def _second(
    endpoint: Endpoint, row: Inbound, notes: Consultation, heard: dict[Consultation, Answer]
) -> Answer | None:
    """What the second reader says of the notes; None if they hold no public word to ask about.

    It is asked between transactions. A crash while it thinks leaves the mail `stored`, and the next attempt asks
    again; nothing rests on an answer until the decision that it led to is committed.
    """
    if notes not in heard:
        if not await _aside(row, second.public, notes):
            return None
        said = heard[notes] = await endpoint.ask(notes)
        if isinstance(said, Heard):
            log.event("second.heard", row.id, suggestions=len(said.suggestions))
        else:
            log.event("second.unheard", row.id, level=logging.WARNING, why=said.why, detail=said.detail)
    return heard[notes]


def _undoable(house: House, pair: Pair, last: Applied | None, placed: Placed, now: datetime) -> Undoable | None:
    if last is None or last.author is None:
        return None
    expired = now - last.applied_at > timedelta(hours=house.playbook.undo_hours)
    # people may have changed their name or address since: who they are is never taken back
    before = replace(last.before, manager=pair.manager, report=pair.report)
    return Undoable(last.author, before, last.told, last.applied_at, expired, overtaken=last.author != placed.role)


async def _set_aside(house: House, row: Inbound, mail: Message, what: str) -> None:
    """Mail that no person wrote acts on nothing and is answered by nothing; a bounce is put on record."""
    failed = bounce.read(mail) if what == "bounce" else None
    reason = f"bounce {failed.status or 'unknown'}" if failed else what
    ref = await bounced_letter(house, row, mail) if failed else None
    now = house.clock()

    async def work(tx: Transaction) -> None:
        await tx.settle_inbound(row.id, "ignored", reason=reason, pair=ref.pair if ref else None)
        if ref is not None and ref.pair is not None:
            await tx.add_history(ref.pair, now, [Note("letter.bounced", "service", ref.id)], row.id)

    await house.store.transact(work)
    log.event("inbound.ignored", row.id, reason=reason)


async def _ignore(house: House, row: Inbound, reason: str) -> None:
    await house.store.transact(lambda tx: tx.settle_inbound(row.id, "ignored", reason=reason))
    log.event("inbound.ignored", row.id, reason=reason)


async def _answer_outside(house: House, row: Inbound, refused: Refused, mail: Message, now: datetime) -> None:
    """The mail could not be placed with a pair: nothing is applied; one mail says what can be done about it."""
    out = []
    if refused.to is not None and refused.mail is not None:
        theirs = mail.sender is not None and refused.to.owns(mail.sender.address)
        # what a stranger wrote into a mail's ids goes to nobody but the stranger
        thread = (mail.message_id, mail.references) if theirs else ("", ())
        answered = Answered(row.id, None, *thread)
        out.append(letters.outside_pair(house, refused.mail, refused.to, f"outside/{row.id}", now, answered))

    async def work(tx: Transaction) -> list[int]:
        for letter in out:
            await still_answerable(tx, letter.recipient, now)
        state: InboundState = "held" if refused.held else "answered" if out else "ignored"
        await tx.settle_inbound(row.id, state, reason=refused.reason)
        return await tx.add_letters(out)

    ids = await house.store.transact(work)
    log.event("inbound.not_placed", row.id, reason=refused.reason)
    if ids:
        await house.bell.letters(ids)


async def _hold(house: House, inbound: str, reason: str) -> None:
    """Keep the mail for the operator. If its sender is one of ours, they are told that a person will look."""
    now = house.clock()
    row = await house.store.read(lambda tx: tx.inbound(inbound))
    if row is None or row.state != "stored":
        return
    person = await house.store.read(lambda tx: tx.person_by_address(row.sender)) if row.sender else None

    async def work(tx: Transaction) -> list[int]:
        await tx.settle_inbound(inbound, "held", reason=reason)
        if person is None:
            return []
        answered = Answered(inbound, None, row.message_id, ())
        return await tx.add_letters(
            [letters.outside_pair(house, UnreadableMail(), person, f"held/{inbound}", now, answered)]
        )

    ids = await house.store.transact(work)
    log.event("inbound.held", inbound, reason=reason)
    if ids:
        await house.bell.letters(ids)
