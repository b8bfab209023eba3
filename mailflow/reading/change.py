"""What a reply asks and tells of single items: new dates and texts, which are to go, and how they stand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from mailflow.reading import acceptance, courtesy, due, refusal, stance
from mailflow.reading.asked import Asked
from mailflow.reading.clause import bare, quotations
from mailflow.reading.count import COUNT
from mailflow.reading.due import DuePhrase
from mailflow.reading.item import asks_for_it, says_of, says_other
from mailflow.reading.names import Names
from mailflow.reading.operation import (
    Distance,
    ItemOp,
    Move,
    Shift,
    Status,
    chosen,
    distance,
    drops,
    excepted,
    hedges,
    move,
    of_all,
    of_rest,
    shift,
    status,
    swaps,
)
from mailflow.reading.phrasebook import pattern, phrases
from mailflow.reading.rewording import corrected, quoted_anew, renames, replaces, rewording
from mailflow.reading.signal import by_words
from mailflow.reading.standing import likely, revised
from mailflow.reading.statement import Statement
from mailflow.reading.wish import moves, wish

_SO = re.compile(r" *so (?!that )")
_DAY_ALONE = re.compile(r"(?:^|\W)(?:\w+ ){0,2}the (?P<day>\d{1,2})(?:st|nd|rd|th)\W*$")
_ALREADY = re.compile(r"\balready (?:put|got|booked|told|asked|has|have|been)\b")
_OF_ALL = re.compile(r"\b(?:me|us|draft|contract|whole thing)\b")
_WORD = re.compile(r"[\w']+")
_IF = re.compile(r"\W*(?:if|unless|in case|suppose|supposing|should the)\b(?! (?:possible|poss|you|we|i|that|it)\b)")
_FEWEST = 3  # words in which an item is asked off the list as no rule knows
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_THING = re.compile(
    r"\b(?:the|my|his|her|our|their|your)"
    r" (?!(?:ones?|items?|points?|lines?|thing|bit|part|list|contract|draft|rest|lot|others?|whole|idea|dates?)\b)"
    r"(?P<thing>[a-z][\w'-]{2,})"
)
_THAT_DAY = re.compile(
    r"\b(?:by|before|until|till) then\b|\b(?:that|this)(?:'s| is)?(?: the)?(?: new)? (?:date|day|one)\b"
    r"|\b(?:use|take|make it|say|put|go with|have) (?:that|this|then)\b(?! \w+ (?:off|out))"
)
_COUNTS = re.compile(rf"\d|(?<!\w)(?!one\b)(?:{COUNT})(?!\w)")
_UNSAID = re.compile(r"n't\b|\b(?:not|never|cannot|no need|without|before|earlier|sooner|if|unless)\b")
_IT = frozenset({"it", "that", "this", "they"})
_ARTICLES = frozenset(phrases("item", "articles"))
_LEADS = frozenset({"", "on", "by", "at", "for", "until", "till"})
_JOINT = re.compile(r"^(?:(?:and|but|so|as|since|because|that) )+")
_KEEPS = re.compile(
    r"(?:n't|not|never)(?: \w+){0,2} (?:part with|taken? (?:\w+ )?(?:off|out|away)|removed?|drop(?:ped)?|lose|strike)\b"
    r"|\bleave (?:it|this|that|them|these|those)(?: ones?| two)? with (?:me|us)\b"
)
_DONE = re.compile(
    r"(?:\b(?:is|was|been|'s|already|now|as) (?:(?:already|now|all|just) )*|^(?:[\w'#.]+ ){0,4})"
    r"(?:done|finished|completed)"
    r"(?: (?:already|now|too|as well|by the way|btw|yesterday|today|last \w+))*$|\bmark (?:\w+ ){1,3}?(?:as )?done\b"
)
_UNDONE = re.compile(
    r"n't\b|\b(?:not|will|would|should|could|can|must|want|gets?|half|nearly|almost|practically|best|easily|being|to be"
    r"|when|once|if|until|by(?! the way))\b"
)
_TOO_TIGHT = re.compile(r"\btoo (?:tight|early|soon|late|close|short|ambitious|far off)\b|\b(?:date|deadline)s?\b")
_WEEKDAY = re.compile("|".join(_DAYS))
_FROM_THAT = re.compile(
    r" (?:after that|after it|after the (?:date|day|deadline)(?: (?:you|we|they)(?:'ve| have)? \w+)?|after(?=\W*$)"
    r"|of (?P<same>(?:that|the same) week)|(?P<alike>in the same week))"
)


def _words_of(statement: Statement, phrase: DuePhrase) -> str:
    return statement.sentence.plain[phrase.start : phrase.end]


class Changes:
    """What has been asked and told so far of the items that a mail showed, by their numbers."""

    def __init__(self, asked: Asked, said: Sequence[Statement]) -> None:
        self.asked, self.said, self.names = asked, said, asked.names
        self.by_n = {item.n: item for item in asked.items}
        self.order: list[int] = []
        self.moves: dict[int, list[Move]] = {}
        self.texts: dict[int, str] = {}
        self.dropped: set[int] = set()
        self.states: dict[int, list[Status]] = {}
        self.supposed: dict[int, Status] = {}  # what no rule has read, but most likely is so
        self.rest: Status | None = None
        self.place = -1  # the sentence that is being read
        self.current: set[int] = set()  # what it has asked to be changed so far
        self.latest: set[int] = set()  # what the sentence before asked to be changed
        self.unclear: list[str] = []

    @property
    def known(self) -> set[int]:
        """The items of which something was asked or told."""
        return {*self.moves, *self.texts, *self.dropped, *self.states}

    def of(self, n: int) -> tuple[ItemOp, ...]:
        """What is to be done with item `n`; nothing if its dates contradict each other, which is then unclear."""
        day, contradict = chosen(self.moves.get(n, []), self.by_n[n].due, not self.asked.deciding)
        if contradict:
            self.unclear += self._of_dates(n)
            return ()
        states = self.states.get(n, [])
        if n in self.dropped:
            return (ItemOp(n, "drop"),)
        if states and states[0] == "done":
            return (ItemOp(n, "done"),)
        changes = [ItemOp(n, "reword", text=self.texts[n])] if n in self.texts else []
        changes += [ItemOp(n, "move", due=day)] if day else []
        if not (changes or states) and n in self.supposed:
            changes = [ItemOp(n, self.supposed[n])]
        if not changes and states:
            changes = [ItemOp(n, "blocked" if "blocked" in states and states[-1] != "progress" else states[0])]
        return tuple(changes)

    def _of_dates(self, n: int) -> tuple[str, ...]:
        """The first sentence that gives item `n` a date, or moves all of them."""
        dated = [s for s in self.said if s.dates or shift(s) or distance(s)]
        of_it = [s for s in dated if n in s.topic] or dated or self.said
        return (of_it[0].sentence.text,)

    def note(self, numbers: Iterable[int]) -> None:
        self.order += [n for n in numbers if n not in self.order]

    def ask(self, statement: Statement, *, correcting: bool) -> bool:
        """Note what the clause asks to be changed, if it asks anything.

        `correcting`: it puts right what was said before it.
        """
        if statement.place != self.place:
            self.place, self.current = statement.place, set()
        anew = quoted_anew(statement, self.asked.items, self.names) if self.asked.deciding else None
        topic = (anew[0].n,) if anew else self._topic(statement)
        right = {topic[0]: anew[1]} if anew else self._put_right(statement, {*statement.topic, *topic})
        if not self._may_ask(statement, right):
            return False
        if swaps(statement) and (two := self._two_of(statement)):
            return self._swap(*two)
        if not topic:
            return self._unplaced(statement)
        if pattern("change", "take_back", "whole").match(statement.plain.strip(" ,.!-")):
            return self._take_back(self.current or self.latest)
        found = False
        text = None
        if len(topic) == 1:
            text = right.get(topic[0]) or rewording(statement, self.by_n[topic[0]], self.names)
            if text is None and quotations(statement.sentence.text) and wish(statement, self.asked) == "alter":
                text = rewording(statement, self.by_n[topic[0]], self.names, wished=True)
        if text:
            self.texts[topic[0]] = text
            found = True
        elif drops(statement, self.names, [self.by_n[n] for n in topic]) or self._unwanted(statement, topic):
            if not statement.named and not statement.mentions and self._names_other(statement, topic):
                self.unclear.append(statement.sentence.text)
                return True
            self.dropped |= set(topic)
            found = True
        before = [s for s in self.said if s.place == statement.place and s.clause.end <= statement.clause.start]
        conditional = self.asked.deciding and _IF.match(statement.plain) is not None
        if conditional and (any(acceptance.grants(s) for s in before) or wish(statement, self.asked) == "move"):
            conditional = False  # "fine if 2 moves to May"
        by = None if conditional or self._dated_after(statement) else shift(statement)
        if by and all(self.by_n[n].due is None for n in topic):
            self.unclear.append(statement.sentence.text)
        again = any(corrects(s.clause.plain) for s in before) or (correcting and not before)
        for n in topic:
            shown = self.by_n[n].due
            if by and shown:
                self.moves.setdefault(n, []).append(Move(n, by.of(shown), strong=True, corrects=False))
                found = True
            dates = () if text and self._are_worded(statement, f"{text} {self.by_n[n].text}") else statement.dates
            dated = replace(statement, dates=dates)
            for new in self._new_dates(dated, n, by, conditional=conditional, corrected=again):
                self.moves.setdefault(n, []).append(new)
                found = found or new.day != shown  # who says the date that is offered changes nothing
        if not found and len(topic) == 1 and (day := self._that_day(statement, topic[0])):
            self.moves.setdefault(topic[0], []).append(Move(topic[0], day, strong=True, corrects=again, wished=True))
            found = True
        if found:
            self.note(topic)
            self.current |= set(topic)
        return found

    @staticmethod
    def _are_worded(statement: Statement, text: str) -> bool:
        """Whether the days that a clause names are words of an item, old or new ("Thursday should read Tuesday")."""
        plain = statement.sentence.plain
        return all(plain[d.start : d.end] in text.lower() for d in statement.dates)

    def _that_day(self, statement: Statement, n: int) -> date | None:
        """The only other day that was just named, if the clause asks to take "that" one ("she leaves on 30 June, so it
        has to be done by then")."""
        if not _THAT_DAY.search(statement.clause.plain) or wish(statement, self.asked) != "move":
            return None
        near = {
            d.day
            for s in self.said
            if statement.place - 1 <= s.place <= statement.place and not s.follows(statement)
            for d in s.dates
            if d.day and d.day != self.by_n[n].due and d.day >= self.asked.on
        }
        return near.pop() if len(near) == 1 else None

    def _unwanted(self, statement: Statement, topic: Sequence[int]) -> bool:
        """Whether the clause asks, in words of no rule, to take the one item of which it speaks off the list."""
        if not self.asked.deciding or len(topic) != 1:
            return False
        alone = len(self.by_n) == 1 and not statement.of_item
        if alone or hedges(statement) or acceptance.is_partial(statement):
            return False
        if _KEEPS.search(statement.clause.plain):
            return False
        named = statement.named or statement.mentions
        if not named and topic[0] in self.known:
            return False  # "On 3, say “Ask the board”. I can't promise more"
        if pattern("change", "move").search(statement.clause.plain) or _TOO_TIGHT.search(statement.clause.plain):
            return False
        if len(statement.words.split()) < _FEWEST or wish(statement, self.asked) != "drop":
            return False
        declines = self.asked.context == "change_request" or not named
        return not (declines and stance.refuses(statement.sentence, self.asked))  # a change, or the whole

    def _topic(self, statement: Statement) -> tuple[int, ...]:
        """The items of which the clause may ask something."""
        topic = tuple(n for n in statement.topic if n in self.by_n)
        items = self.asked.items
        if not statement.mentions and (meant := replaces(statement, items) or renames(statement, items)):
            topic = (meant.n,)
        if (far := distance(statement)) and far.item is not None:
            there = [s for s in self.said if s.place == statement.place]
            named = [n for s in there for m in s.mentions for n in m.numbers if n != far.item]
            topic = tuple(dict.fromkeys(named)) or tuple(n for n in topic if n != far.item)
        return topic

    def _put_right(self, statement: Statement, numbers: Iterable[int]) -> Mapping[int, str]:
        """The texts of those of the items in which the clause puts words right."""
        if not self.asked.deciding:
            return {}
        texts = {n: corrected(statement, self.by_n[n]) for n in numbers if n in self.by_n}
        return {n: text for n, text in texts.items() if text}

    def _dated_after(self, statement: Statement) -> bool:
        """Whether the sentence goes on to a day of its own ("a full fortnight, so 30 January")."""
        later = [s for s in self.said if s.place == statement.place and s.clause.start > statement.clause.start]
        return any(d.day and _SO.match(s.clause.plain) for s in later for d in s.dates)

    def _names_other(self, statement: Statement, topic: Iterable[int]) -> bool:
        """Whether a clause that goes on with its topic names a thing that is no item of it ("scratch the headset")."""
        things = [m["thing"] for m in _THING.finditer(self.names.veiled(statement.plain))]
        items = [self.by_n[n] for n in topic]
        return bool(things) and not any(says_of(thing, item) for thing in things for item in items)

    def _take_back(self, numbers: Iterable[int]) -> bool:
        """What was asked of these items last is not to be done; whether that was anything."""
        numbers = set(numbers)
        self.dropped -= numbers
        for n in numbers:
            self.moves.pop(n, None)
            self.texts.pop(n, None)
        return bool(numbers)

    def _two_of(self, statement: Statement) -> tuple[int, int] | None:
        """The two items of which a clause speaks, None if they are not just two that have dates."""
        before = (s.topic for s in reversed(self.said) if s.place in (statement.place, statement.place - 1))
        own = tuple(n for n, item in self.by_n.items() if item.owner == self.asked.author)
        pools = [statement.topic, own if pattern("item", "my_two").search(statement.plain) else (), *before]
        if len(self.by_n) == 2:
            pools.append(tuple(self.by_n))
        two = next((pool for pool in pools if len(pool) == 2 and all(n in self.by_n for n in pool)), None)
        if two is None or any(self.by_n[n].due is None for n in two):
            return None
        return two[0], two[1]

    def _swap(self, one: int, two: int) -> bool:
        for n, other in ((one, two), (two, one)):
            day = self.by_n[other].due
            if day is not None and not self.moves.get(n):
                self.moves[n] = [Move(n, day, strong=True, corrects=False)]
        self.note((one, two))
        self.current |= {one, two}
        return True

    def _may_ask(self, statement: Statement, right: Mapping[int, str]) -> bool:
        """Whether the clause can ask for a change of an item at all, and does not decide on the whole.

        `right` are the texts in which it puts words right.
        """
        if not self.asked.of_items:
            return False
        if self.asked.context == "draft" and acceptance.sends(statement, self.names):
            return False  # "then it can go"
        if self.asked.context == "change_request" and acceptance.grants_changes(statement, self.names):
            return False
        alone = len(self.by_n) == 1 and not statement.named
        dated = any(d.day for d in statement.dates)
        if alone and self.asked.deciding and refusal.refuses_softly(statement) and not dated:
            return False
        if (
            not statement.named
            and _OF_ALL.search(statement.plain)
            and refusal.refuses(statement, self.names, draft=False)
        ):
            return False  # "take me off", "bin the draft" is no item's
        if self._only_tells(statement, right) and wish(statement, self.asked) in (None, "done"):
            return False  # "Marcus put me on his Thursday calls already"
        signals = not statement.outright and not shift(statement) and by_words(statement.sentence, self.names)
        if signals and not (statement.named and wish(statement, self.asked) == "move"):
            return bool(statement.topic) and drops(statement, self.names)  # "my last day is 31 July" moves nothing
        explicit = statement.named or statement.candidates or (statement.topic and drops(statement, self.names))
        return bool(explicit) or not tells_of_aims(statement, self.names)

    def _only_tells(self, statement: Statement, right: Mapping[int, str]) -> bool:
        """Whether the clause tells of something that happened, or of an absence, and puts no words `right`."""
        if statement.mentions:
            return False
        told = courtesy.only_tells(statement, self.names) or _ALREADY.search(statement.plain) is not None
        deciding = self.asked.deciding and not any(n in right for n in statement.topic)
        return (told and deciding) or courtesy.is_absence(statement.sentence)

    def _new_dates(
        self, statement: Statement, n: int, by: Shift | None, *, conditional: bool, corrected: bool
    ) -> list[Move]:
        """The new dates that the clause names for item `n`."""
        item, out, last = self.by_n[n], list[Move](), 0
        if not conditional and (far := distance(statement)):
            if (anchor := self._anchor(statement, far)) is not None:
                out.append(Move(n, far.shift.of(anchor), strong=True, corrects=corrected))
            else:
                self.unclear.append(statement.sentence.text)
            return out
        for named in statement.dates:
            phrase = _after_that(statement, named, item.due)
            if by and phrase.start < by.end and by.start < phrase.end:
                continue
            today = replace(phrase, day=self.asked.on)
            if phrase.meaning == "past" and move(statement, today, item, self.names):
                self.unclear.append(statement.sentence.text)
            # The encoder is asked of its wish only where that may count: what no wish makes a new date is none.
            new = None if conditional else move(statement, phrase, item, self.names, wished=True)
            if new and wish(statement, self.asked) != "move":
                new = move(statement, phrase, item, self.names)
            if new and not statement.outright and statement.named and says_other(statement.plain, item):
                self.unclear.append(statement.sentence.text)
            elif new and (self.asked.deciding or new.strong):
                words = statement.sentence.plain[phrase.start : phrase.end]
                if " or " in words or statement.sentence.plain[: phrase.start].endswith(" or "):
                    self.unclear.append(statement.sentence.text)
                gap = statement.sentence.plain[last : phrase.start].strip() if out else "-"
                goes_on = gap in ("", ",") and _DAY_ALONE.search(words) is not None  # "to May, the 28th"
                new = replace(new, corrects=new.corrects or corrected or goes_on)
                out.append(self._in_month(new, phrase, out, statement))
                last = phrase.end
        return out

    def _anchor(self, statement: Statement, far: Distance) -> date | None:
        """The day from which the clause counts: the one named last before it, or the only one named there."""
        if far.item is not None:
            return self.by_n[far.item].due if far.item in self.by_n else None
        near = [
            d.day
            for s in self.said
            if statement.place - 2 <= s.place <= statement.place
            and s.clause.end <= statement.clause.start + (0 if s.place == statement.place else len(s.sentence.plain))
            for d in s.dates
            if d.day is not None and d.meaning == "day"
        ]
        return near[-1] if near and (far.that or len(set(near)) == 1) else None

    def _in_month(self, new: Move, phrase: DuePhrase, here: Sequence[Move], statement: Statement) -> Move:
        """A day alone ("the 14th") means the month that it corrects, that was named with it just before, or that the
        item has now."""
        words = _words_of(statement, phrase)
        alone = _DAY_ALONE.search(words)
        if alone is None:
            return new
        same = [s for s in self.said if s.place == statement.place]
        led = [d.day for s in same for d in s.dates if d.day and d.end <= phrase.start and d.meaning == "day"]
        if led and self._on_day(new, led[-1], int(alone["day"])).day > led[-1] >= self.asked.on:
            return self._on_day(new, led[-1], int(alone["day"]))  # "away until 11 June, so it would need the 18th"
        near = [
            d.day
            for s in self.said
            if statement.place - 1 <= s.place <= statement.place
            for d in s.dates
            if d.day is not None and (d.day != new.day or s.sentence.plain[d.start : d.end] != words)
            if re.search(rf"(?<!\d){alone['day']}(?!\d)", s.sentence.plain[d.start : d.end])
        ]
        if shown := self.by_n[new.n].due:
            near += [shown] if shown.day == int(alone["day"]) else []
        if near:
            return self._on_day(new, near[-1], int(alone["day"]))
        before = [d.day for d in due.find(words[: alone.start()], self.asked.on, self.asked.locale) if d.day]
        said = [*(move.day for move in (*self.moves.get(new.n, []), *here)), *before]
        if not said or not (new.corrects or before):
            return new
        return self._on_day(new, said[-1], int(alone["day"]))

    @staticmethod
    def _on_day(new: Move, month: date, day: int) -> Move:
        """The move to that day of the month in which `month` lies, as it is if there is no such day."""
        try:
            return replace(new, day=month.replace(day=day))
        except ValueError:
            return new

    def _unplaced(self, statement: Statement) -> bool:
        """A change that is asked for, while it is not certain of which item."""
        cue = pattern("change", "imperative").search(statement.plain)
        dated = any(d.day and d.day >= self.asked.on for d in statement.dates)
        out = drops(statement, self.names)
        if self.asked.context == "draft" and acceptance.sends(statement, self.names):
            return False
        by = shift(statement)
        if by and pattern("item", "every").search(statement.plain):
            dates = {n: item.due for n, item in self.by_n.items() if item.due}
            for n, day in dates.items():
                self.moves.setdefault(n, []).append(Move(n, by.of(day), strong=True, corrects=False))
            self.note(dates)
            return bool(dates)
        if dated and pattern("item", "every").search(statement.plain):
            moves = [
                m for n in self.by_n for m in self._new_dates(statement, n, None, conditional=False, corrected=False)
            ]
            for new in moves:
                self.moves.setdefault(new.n, []).append(new)
            self.note(new.n for new in moves)
            return bool(moves)
        could = bool(statement.candidates) or (len(self.by_n) > 1 and asks_for_it(statement.plain))
        if out and pattern("item", "every_one").search(statement.plain):
            kept = {n for s in self.said if s.place == statement.place and excepted(s) for n in s.topic}
            if kept:
                self.dropped |= set(self.by_n) - kept
                self.note(n for n in self.by_n if n not in kept)
                return True
        if could and (out or (cue and dated) or (dated and pattern("change", "move").search(statement.plain))):
            if refusal.refuses(statement, self.names, draft=self.asked.context == "draft"):
                return False
            self.unclear.append(statement.sentence.text)
            return True
        return False

    def tell(self, statement: Statement, *, after_question: bool) -> bool:
        """Note how the clause says that items stand, if it says it."""
        if not self.asked.of_items:
            return False
        if self.asked.deciding:
            return self._overtaken(statement)
        here = [s for s in self.said if s.place == statement.place]
        out = frozenset(n for s in here if excepted(s) for n in s.topic)
        if not (statement.named and not excepted(statement)):
            numbers, state = of_all(statement, self.asked.items, self.asked.author, out)
            if state:
                for n in numbers:
                    self.states.setdefault(n, []).append(state)
                self.note(numbers)
                return True
            self.rest = of_rest(statement) or self.rest
        if excepted(statement) and self._excepts(statement, here):
            return True
        if excepted(statement) and not status(statement, self.by_n[statement.topic[0]]):
            return False
        if after_question and not statement.named:
            return False
        for n in statement.topic:
            state = status(statement, self.by_n[n])
            if state == "done" and len(statement.topic) == 1:
                state = revised(statement.clause.plain, self.by_n[n], self.names)
            if state and pattern("status", "settles").search(statement.plain):
                self.states[n] = []
            if state:
                self.states.setdefault(n, []).append(state)
                self.note((n,))
        if not statement.topic and statement.candidates:
            return False
        return any(n in self.states for n in statement.topic)

    def _overtaken(self, statement: Statement) -> bool:
        """Note that the one item which a clause names has been done before it was agreed to, if it says so."""
        counts = _COUNTS.search(statement.rest) is not None  # "2: I've done chapter 1"
        if not statement.named or len(statement.topic) != 1 or counts:
            return False
        said = _DONE.search(statement.plain) and not _UNDONE.search(statement.plain)
        said = said and status(statement, self.by_n[statement.topic[0]]) == "done"
        if not (said or wish(statement, self.asked) == "done"):
            return False
        self.states.setdefault(statement.topic[0], []).append("done")
        self.note(statement.topic)
        return True

    def suppose(self, here: Sequence[Statement]) -> bool:
        """Note how the one item of which a sentence speaks most likely stands, if no rule has read anything in it."""
        named = {n for s in here if s.named and not excepted(s) for n in s.topic}
        others = {n for s in here for n in s.topic} - named
        if self.asked.deciding or not self.asked.of_items or len(named) != 1 or others:
            return False
        (n,) = named
        if n in self.moves or any(s.candidates for s in here):
            return False
        state = likely(here[0].sentence.plain, self.by_n[n], self.names)
        if state is None:
            return False
        self.supposed.setdefault(n, state)
        self.note((n,))
        return True

    def reschedule(self, here: Sequence[Statement]) -> bool:
        """Note the only new day of a sentence that asks to move the one item of which it speaks, and says in another
        clause when that will now be ("kindly adjust 2, the sports will now be held on 4 June")."""
        sentence = here[0].sentence
        named = {n for s in here if s.named or s.mentions for n in s.topic}
        others = {n for s in here for n in s.topic} - named
        if len(named) != 1 or others or _UNSAID.search(sentence.plain) or not moves(sentence, self.asked):
            return False
        (n,) = named
        if any(s.candidates and n not in s.candidates for s in here):
            return False
        days = [(s, d) for s in here for d in s.dates if d.day and any(map(str.isdigit, _words_of(s, d)))]
        if len(days) != 1:
            return False
        told, when = days[0]
        day = when.day
        if day is None or day <= self.asked.on or day == self.by_n[n].due or not self._is_now(told, when, n):
            return False
        self.moves.setdefault(n, []).append(Move(n, day, strong=True, corrects=False, wished=True))
        self.note((n,))
        self.current |= {n}
        return True

    def _is_now(self, told: Statement, when: DuePhrase, n: int) -> bool:
        """Whether a clause says of the item, and of nothing else, that it is now on a day."""
        before = told.sentence.plain[told.clause.start : when.start]
        verb = pattern("change", "lands").search(before)
        if verb is None or before[verb.end() :].strip() not in _LEADS:
            return False
        subject = _JOINT.sub("", bare(before[: verb.start()]))
        return subject in _IT or all(says_of(word, self.by_n[n]) for word in subject.split() if word not in _ARTICLES)

    def _excepts(self, statement: Statement, here: Sequence[Statement]) -> bool:
        """Whether the state that the clause names is that of all others ("all but 4 are done")."""
        before = [s for s in here if s.clause.end <= statement.clause.start]
        state = status(statement, self.by_n[statement.topic[0]])
        if not (state and before and pattern("status", "every", "whole").match(before[-1].plain.strip(" ,"))):
            return False
        numbers = [n for n in self.by_n if n not in statement.topic]
        for n in numbers:
            self.states.setdefault(n, []).append(state)
        self.note(numbers)
        return True

    def settle_rest(self) -> None:
        """What was said of "the rest" is said of the items that nothing else was said of."""
        if self.rest is None:
            return
        left = [n for n in self.by_n if n not in self.order]
        for n in left:
            self.states[n] = [self.rest]
        self.note(left)


def _after_that(statement: Statement, phrase: DuePhrase, shown: date | None) -> DuePhrase:
    """A day of the week that is meant from the date shown ("the Friday after that", "the Friday of the same week")."""
    plain = statement.sentence.plain
    day = _WEEKDAY.search(plain[phrase.start : phrase.end])
    meant = _FROM_THAT.match(plain[phrase.end :]) if day else None
    if shown is None or day is None or meant is None:
        return phrase
    step = _DAYS.index(day.group()) - shown.weekday()
    if not (meant["same"] or meant["alike"]):
        step = step % 7 or 7
    end = phrase.end + meant.end()
    if step > (date.max - shown).days:
        return phrase
    return replace(phrase, end=end, day=shown + timedelta(days=step))


def corrects(plain: str) -> bool:
    """Whether a clause only takes back what was said before it ("or - sorry - the 21st")."""
    words = _WORD.findall(plain)
    rest = pattern("change", "correction", "start").match(" ".join(words).removeprefix("or "))
    return rest is not None and all(w in phrases("change", "correcting") for w in words)


def tells_of_aims(statement: Statement, names: Names) -> bool:
    """Whether the sentence tells of the person's own aims, and asks for nothing."""
    return "goals_changed" in by_words(statement.sentence, names)
