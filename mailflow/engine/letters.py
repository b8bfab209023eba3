"""From what a decision wants sent to the bytes that will be sent, whatever happens in between."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailflow.delivery.render import Rendered, folder_of
from mailflow.engine.house import House
from mailflow.mail import calendar
from mailflow.mail.compose import Calendar, Letter, compose
from mailflow.mail.token import message_id, reply_address
from mailflow.playbook.effects import Effect, MeetingEntry, PromiseEntry, Send
from mailflow.playbook.mails import Mail
from mailflow.playbook.model import Pair, Person, Role, other
from mailflow.store.outbox import NewLetter


@dataclass(frozen=True, slots=True)
class Answered:
    """The mail that a letter answers: our id of it, its author, and how it names itself and its thread."""

    inbound: str
    author: Role | None
    message_id: str
    references: tuple[str, ...]


def of_decision(
    house: House, pair: Pair, effects: Sequence[Effect], now: datetime, answered: Answered | None = None
) -> list[NewLetter]:
    """One letter for each Send, in order."""
    return [_of_send(house, pair, effect, now, answered) for effect in effects if isinstance(effect, Send)]


def outside_pair(house: House, mail: Mail, to: Person, intent: str, now: datetime, answered: Answered) -> NewLetter:
    """A letter that belongs to no pair: to a stranger, or about a mail that could not be placed."""
    token = house.tokens.derive(intent)
    rendered = house.renderer.render(mail, to=to, other=None, role=None, receipt=None, now=now)
    letter = replace(
        _letter(house, mail, rendered, to, token, now),
        in_reply_to=answered.message_id or None,
        references=_chain(answered),
        replied=True,
    )
    return NewLetter(
        token=token,
        pair=None,
        person=to.id or None,
        role=None,
        ask=None,
        cause=answered.inbound,
        mail=folder_of(type(mail)),
        recipient=to.address,
        raw=compose(letter),
        created_at=now,
    )


def _of_send(house: House, pair: Pair, send: Send, now: datetime, answered: Answered | None) -> NewLetter:
    to = pair.person(send.to)
    token = house.tokens.derive(f"pair/{pair.id}/{send.intent}")
    root = message_id(house.tokens.derive(f"pair/{pair.id}/thread/{send.thread}/{send.to}"), house.service.domain)
    reply = answered if answered is not None and answered.author == send.to else None
    rendered = house.renderer.render(
        send.mail,
        to=to,
        other=pair.person(other(send.to)),
        role=send.to,
        receipt=send.receipt,
        now=now,
        thread=send.thread,
        reply_to=reply_address(house.service.address, token),
    )
    letter = replace(
        _letter(house, send.mail, rendered, to, token, now),
        in_reply_to=(reply.message_id or None) if reply else root,
        references=(root, *(r for r in _chain(reply) if r != root)) if reply else (root,),
        replied=reply is not None,
        calendar=_calendar(house, pair, send, now),
    )
    return NewLetter(
        token=token,
        pair=pair.id,
        person=to.id,
        role=send.to,
        ask=send.ask,
        cause=answered.inbound if reply and answered else None,
        mail=folder_of(type(send.mail)),
        recipient=to.address,
        raw=compose(letter),
        created_at=now,
    )


def _letter(house: House, mail: Mail, rendered: Rendered, to: Person, token: str, now: datetime) -> Letter:
    """The mail as it stands alone: without the thread that it belongs to and what comes with it."""
    return Letter(
        token=token,
        name=folder_of(type(mail)),
        service=house.service.address,
        service_name=house.service.name,
        to_name=to.name,
        to_address=to.address,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        sent_at=now,
        language=to.language,
    )


def _chain(answered: Answered) -> tuple[str, ...]:
    return (*answered.references, answered.message_id) if answered.message_id else answered.references


def _calendar(house: House, pair: Pair, send: Send, now: datetime) -> Calendar | None:
    if send.meeting is not None:
        entry = calendar.cancellation if send.meeting.cancelled else calendar.invitation
        return entry(_meeting(house, pair, send.to, send.meeting, now))
    if send.promises:
        return calendar.promises([_promise(house, pair, entry) for entry in send.promises], now)
    return None


def _meeting(house: House, pair: Pair, to: Role, entry: MeetingEntry, now: datetime) -> calendar.Meeting:
    person = pair.person(to)
    return calendar.Meeting(
        uid=f"{house.tokens.derive(f'pair/{pair.id}/meeting/{entry.conversation}')}@{house.service.domain}",
        sequence=entry.sequence,
        start=entry.start.astimezone(person.tzinfo),
        minutes=entry.minutes,
        summary="Career conversation",
        organizer_name=house.service.name,
        organizer=house.service.address,
        attendee_name=person.name,
        attendee=person.address,
        stamp=now,
        language=person.language,
    )


def _promise(house: House, pair: Pair, entry: PromiseEntry) -> calendar.Promise:
    uid = f"{house.tokens.derive(f'pair/{pair.id}/promise/{entry.commitment}')}@{house.service.domain}"
    return calendar.Promise(uid=uid, sequence=entry.sequence, day=entry.day, summary=entry.text)
