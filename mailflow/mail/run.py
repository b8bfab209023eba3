"""Run: lines of a body that follow each other and are of one kind: newly written, quoted, or passed on."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from mailflow.mail import attribution
from mailflow.mail.forward import forwards, replies
from mailflow.mail.line import Line, is_rule
from mailflow.mail.older import Older, OlderMails
from mailflow.mail.ours import Ours
from mailflow.mail.signer import Signer

MAX_OWN_QUOTATIONS = 50
MAX_FENCE = 500  # lines of a block of code

# "[...]", "<snip>": where somebody cut a quotation short
_ELISION = re.compile(r"\s*(?:[\[(<{]\s?(?:snip|…|\.{2,4}).{0,30}[\])>}]|\.{3,6}|…|snip\.{0,3})\s*", re.IGNORECASE)
_COMMENT = re.compile(r"\s{0,8}\[([^\[\]]{1,60})\]\s?:?\s*\S")


class Role(Enum):
    """What a run of lines is in its mail."""

    NEW = "new"
    QUOTED = "quoted"
    FORWARDED = "forwarded"


@dataclass(frozen=True, slots=True)
class Run:
    """`marked` says that each line carries marks of quotation, and no attribution or heading opens them."""

    role: Role
    lines: Sequence[Line]
    marked: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a mail beside its body: who signs it, its subject, whether it answers another, and ours."""

    signer: Signer
    subject: str
    answers: bool
    ours: Ours


def runs_of(lines: Sequence[Line], about: About) -> list[Run]:
    """The body cut into what is new, quoted and forwarded; nothing is dropped but the rules drawn between them."""
    cutter = _Cutter(about)
    answers = about.answers or replies(about.subject) or forwards(about.subject)
    older = OlderMails(lines, answers=answers, strict=about.signer.strict)
    fence = -1  # the line that closes the block of code around this one
    i = 0
    while i < len(lines):
        line = lines[i]
        if i > fence and not line.depth and line.text.lstrip().startswith("```"):
            fence = _fence_end(lines, i)
        found = older.at(i) if i > fence else None
        if found is not None:
            cutter.older(found, lines[i : found.end])
            i = found.end
            continue
        inline = attribution.inline_at(lines, i)
        if inline:
            cutter.new.append(replace(line, text=line.text[:inline].rstrip()))
            cutter.older(Older(i + 1), [replace(line, text=line.text[inline:])])
        else:
            cutter.new.append(_written(line))
        i += 1
    cutter.close(quoted_next=False)
    return _own_quotations(cutter.runs)


class _Cutter:
    """The runs so far, and the lines of the new one that is not yet closed."""

    def __init__(self, about: About) -> None:
        self.runs: list[Run] = []
        self.new: list[Line] = []
        self._about = about
        self._roles: set[Role] = set()

    def older(self, found: Older, lines: Sequence[Line]) -> None:
        """Add an older mail below the new lines."""
        self.close(quoted_next=True)
        role = self._role(found)
        run = Run(role, lines, marked=found.marked)
        self.runs.extend([run] if role is Role.FORWARDED else _with_answers(run, self._about.signer))
        self._roles.add(role)

    def close(self, *, quoted_next: bool) -> None:
        """Make a run of the new lines, without the rules and the signs of omission at its edges."""
        lines, self.new = self.new, []
        while lines and (
            lines[-1].blank or is_rule(lines[-1].text) or (quoted_next and _ELISION.fullmatch(lines[-1].text))
        ):
            lines.pop()
        start = 0
        while self.runs and start < len(lines) and (lines[start].blank or _ELISION.fullmatch(lines[start].text)):
            start += 1
        if any(not line.blank for line in lines[:start]):
            lines = lines[start:]
        if any(not line.blank for line in lines):
            self.runs.append(Run(Role.NEW, tuple(lines)))
            self._roles.add(Role.NEW)

    def _role(self, older: Older) -> Role:
        """A mail that is headed is forwarded if a line or the subject says so, or if nothing was written above it.

        With nothing above it in an answer, the answer is likely to stand somewhere in it.
        """
        attributed = bool(self.runs) and self.runs[-1].role is Role.QUOTED
        if attributed or Role.FORWARDED in self._roles:
            return Role.QUOTED
        bare = Role.NEW not in self._roles and not self._about.answers
        if older.forwarded or (older.headed and (forwards(self._about.subject) or bare)):
            return Role.FORWARDED
        return Role.QUOTED


def _with_answers(run: Run, signer: Signer) -> Iterator[Run]:
    """The quotation, cut where its lines begin with the writer's name in brackets: so Outlook marks comments."""
    start = 0
    for i, line in enumerate(run.lines):
        found = _COMMENT.match(line.text)
        if found and not line.depth and signer.rest(found[1]) == "":
            if i > start:
                yield replace(run, lines=run.lines[start:i])
            yield Run(Role.NEW, [line])
            start = i + 1
    if start < len(run.lines):
        yield replace(run, lines=run.lines[start:])


def _written(line: Line) -> Line:
    """The line with its marks as words: they quote nothing, and are the writer's own."""
    return Line(f"{'>' * line.depth} {line.text}".rstrip()) if line.depth else line


def _fence_end(lines: Sequence[Line], start: int) -> int:
    for i in range(start + 1, min(start + MAX_FENCE, len(lines))):
        if not lines[i].depth and lines[i].text.strip() == "```":
            return i
    return -1


def _own_quotations(runs: Sequence[Run]) -> list[Run]:
    """The runs, with what is marked as quoted above the older mail, and is not in it, taken for the writer's own.

    Who answers below a line of the mail and leaves all of it underneath quotes what is there again; a passage that is
    not there is a draft, a rule or somebody else's words, which the writer put before the reader.
    """
    below = next((i for i, run in enumerate(runs) if run.role is not Role.NEW and not run.marked), len(runs))
    marked = sum(run.marked for run in runs[:below])
    if below == len(runs) or not 0 < marked <= MAX_OWN_QUOTATIONS:
        return list(runs)
    older = Ours("\n".join(line.text for run in runs[below:] if run.role is not Role.NEW for line in run.lines))
    out: list[Run] = []
    for i, run in enumerate(runs):
        own = i < below and run.marked and not older.has_any(run.lines)
        mine = Run(Role.NEW, tuple(map(_written, run.lines))) if own else run
        if out and out[-1].role is mine.role is Role.NEW:
            out[-1] = Run(Role.NEW, (*out[-1].lines, Line(""), *mine.lines))
        else:
            out.append(mine)
    return out
