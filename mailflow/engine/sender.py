"""Who wrote, and what they answer: a token bound to a person, and that person's registered address, together.

Design, mail rules: a token alone does not act, an address alone does not answer. The outer sender acts; what a
forward carries inside is only text.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.engine.house import House
from mailflow.mail.message import Mailbox, Message
from mailflow.mail.token import tokens_of
from mailflow.playbook.mails import Impostor, Mail, Stranger, WhichReport
from mailflow.playbook.model import Person, Role
from mailflow.store.connection import LostRace, Transaction
from mailflow.store.inbound import Inbound
from mailflow.store.outbox import LetterRef
from mailflow.store.people import PairRef

DAY = timedelta(days=1)
MOST_A_DAY = 30  # answers to one address; a person never writes so much, a machine does


@dataclass(frozen=True, slots=True)
class Placed:
    """The mail is `role`'s of `pair`; `ask` is what it answers, `letter` the letter of ours whose token it carries."""

    pair: int
    role: Role
    ask: int | None = None
    letter: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The mail acts on nothing. `mail` goes to `to`, if anybody is to be told; `held` keeps it for the operator."""

    reason: str
    mail: Mail | None = None
    to: Person | None = None
    held: bool = False


async def place(house: House, row: Inbound, mail: Message) -> Placed | Refused:
    if mail.sender is None:
        return Refused("no_sender")
    sender = mail.sender
    tokens = _tokens(house, row, mail)
    since = house.clock() - DAY

    async def look(tx: Transaction) -> Placed | Refused:
        refs = [ref for token in tokens if (ref := await tx.letter_by_token(token)) is not None]
        person = await tx.person_by_address(sender.address)
        answers_to = person.address if person else sender.address
        if await tx.answers_to(answers_to, since) >= MOST_A_DAY:
            return Refused("too_many_answers", held=True)
        if person is None:
            return await _unknown(tx, sender, refs)
        for ref in refs:
            if ref.person == person.id and ref.pair is not None and ref.role is not None:
                return Placed(ref.pair, ref.role, ref.ask, ref.id)
        return _fresh(person, await tx.pairs_of(person.id), mail)

    async def _unknown(tx: Transaction, sender: Mailbox, refs: list[LetterRef]) -> Refused:
        """An address that is not registered. Whoever holds the token hears of it, else the sender does: once a day."""
        holder = next((ref.person for ref in refs if ref.person is not None), None)
        if holder is not None:
            person = await tx.person(holder)
            if person is None or await tx.answers_to(person.address, since) >= MOST_A_DAY:
                return Refused("token_of_another")
            return Refused("token_of_another", Impostor(), person)
        if await tx.answers_to(sender.address, since):
            return Refused("unknown_sender")
        return Refused("unknown_sender", Stranger(), Person(0, sender.name, sender.address))

    return await house.store.read(look)


async def still_answerable(tx: Transaction, address: str, now: datetime) -> None:
    """To be asked where the answer is stored. Raises LostRace if `place` would refuse by now: others were answered."""
    if await tx.answers_to(address, now - DAY) >= MOST_A_DAY:
        raise LostRace(f"mail from {address} had its last answer of the day meanwhile")


async def bounced_letter(house: House, row: Inbound, mail: Message) -> LetterRef | None:
    """The letter of ours that a bounce is about: it came back to the letter's own return path."""
    tokens = _tokens(house, row, mail)

    async def look(tx: Transaction) -> LetterRef | None:
        refs = [ref for token in tokens if (ref := await tx.letter_by_token(token)) is not None]
        return refs[0] if refs else None

    return await house.store.read(look)


def _tokens(house: House, row: Inbound, mail: Message) -> list[str]:
    addresses = (*row.recipients, *(mailbox.address for mailbox in mail.recipients))
    found = tokens_of(house.service.address, addresses, mail.in_reply_to, mail.references)
    return [token for token in found if house.tokens.valid(token)]


def _fresh(person: Person, pairs: tuple[PairRef, ...], mail: Message) -> Placed | Refused:
    """A mail that answers none of ours: whose pair it is about can only be read from the names it mentions."""
    managed = [pair for pair in pairs if pair.role == "manager"] or list(pairs)
    if not managed:
        return Refused("no_pair", Stranger(), person)
    if len(managed) > 1:
        said = f"{mail.subject}\n{mail.text or mail.html or ''}".casefold()
        named = [p for p in managed if _mentions(said, p.other)]
        if len(named) != 1:
            return Refused("which_report", WhichReport(tuple(p.other.name for p in managed)), person)
        managed = named
    return Placed(managed[0].id, managed[0].role)


def _mentions(said: str, person: Person) -> bool:
    name = re.escape(person.first_name.casefold())
    return re.search(rf"(?<!\w){name}(?!\w)", said) is not None or person.address.casefold() in said
