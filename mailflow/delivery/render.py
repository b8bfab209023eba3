"""Render: a mail as a value becomes the words that one person reads, as text and as HTML.

The words are in templates/<mail>/<language>.md, one source per mail (markup.py says how it is written): a line
"Subject: …", then the letter. Jinja fills in the values, each of them inert. A site's own templates come
first, file by file, so that one mail can be reworded without copying the others. The templates see:

    mail       the mail itself (playbook/mails.py)       dates      how the reader is told days and times
    to, other  the two people; `other` may be None       service    .name, .address and .operator
    role       the reader's part: manager or report      now        the instant of writing
    receipt    what their mail was understood to say

and besides a few of Jinja's filters `rows` (the lines of a longer text) and `bar` (a progress bar).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from pathlib import Path
from traceback import extract_tb

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from mailflow import share
from mailflow.delivery import markup
from mailflow.delivery.dates import dates
from mailflow.delivery.samples import RECEIPT, SAMPLES
from mailflow.playbook import mails
from mailflow.playbook.mails import Mail, Receipt
from mailflow.playbook.model import Person, Role

FALLBACK = "en"
_SUBJECT = "Subject: "
_THREADS = (
    "conversation",
    "contract",
)  # playbook/thread.py: their subject is constant, so that clients keep them whole
_FILTERS = (
    *("default", "first", "join", "last", "length", "list", "map", "reject", "rejectattr"),
    *("select", "selectattr", "unique"),
)
_LONGEST_BAR = 20


@dataclass(frozen=True, slots=True)
class Rendered:
    """One mail's words. `subject` is one line; `text` and `html` say the same."""

    subject: str
    text: str
    html: str


class TemplateError(Exception):
    """A template cannot be used. The text names the file, the line and the fix; it holds nobody's words."""


@dataclass(frozen=True, slots=True)
class Service:
    """Who writes. `operator` is the address of the people who run the service, or empty."""

    name: str
    address: str
    operator: str


def rows(text: str) -> tuple[str, ...]:
    """The lines of `text`, without empty ones at its ends."""
    lines = [line.strip() for line in text.splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return tuple(lines)


def bar(done: int, total: int) -> str:
    """ "▓▓░░░" for 2 of 5; never more than 20 cells."""
    cells = min(total, _LONGEST_BAR)
    full = done * cells // total if total else 0
    return "▓" * full + "░" * (cells - full)


class Renderer:
    """Compiles each template once and keeps it. `site` is a folder laid out like templates/, or None."""

    def __init__(self, *, service_name: str, service_address: str, operator: str, site: Path | None = None) -> None:
        self._service = Service(service_name, service_address, operator)
        folders = [*([site] if site else []), share.folder("templates")]
        self._environment = SandboxedEnvironment(
            loader=jinja2.FileSystemLoader(folders),
            undefined=jinja2.StrictUndefined,
            finalize=markup.inert,
            autoescape=True,  # makes macros and {% set %} blocks return Markup, which tells them from people's words
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,
        )
        own = self._environment.filters
        self._environment.filters = {name: own[name] for name in _FILTERS} | {"rows": rows, "bar": bar}
        self._languages: dict[tuple[str, str], str] = {}

    def render(
        self,
        mail: Mail,
        *,
        to: Person,
        other: Person | None,
        role: Role | None,
        receipt: Receipt | None,
        now: datetime,
        thread: str | None = None,
        reply_to: str | None = None,
    ) -> Rendered:
        """The words of `mail` for `to`, in their language (English where there is no template in it), dates and zone.

        A `thread` of the pair ("conversation/3", "contract/3") sets the subject, else the template does.
        `reply_to` is the address that a link's reply goes to; without it there are no links.
        Raises TemplateError.
        """
        name = folder_of(type(mail))
        language = self._language(name, to.language)
        context = {
            "mail": mail,
            "to": to,
            "other": other,
            "role": role,
            "receipt": receipt,
            "now": now,
            "dates": dates(to.zone, to.locale, language),
            "service": self._service,
        }
        head, _, letter = self._source(f"{name}/{language}.md", context).partition("\n")
        if not head.startswith(_SUBJECT):
            raise TemplateError(f"{self._path(name, language)}:1: has no subject. Fix: begin it with “{_SUBJECT}…”.")
        subject = head.removeprefix(_SUBJECT)
        kind = (thread or "").partition("/")[0]
        if other is not None and kind in _THREADS:
            spoken = self._language("subject", language)
            subject = self._source(f"subject/{spoken}.md", {"thread": kind, "other": other})
        subject = markup.plain(subject.strip())
        blocks = markup.parse(letter)
        html = markup.html(blocks, title=subject, language=language, reply_to=reply_to)
        return Rendered(subject, markup.text(blocks), html)

    def check(self) -> None:
        """Render every mail there is with made-up people, in every language that has templates.

        Raises TemplateError for one that is missing, that fails, or that leaves out the receipt or says nothing.
        """
        missing = {folder_of(kind) for kind in every_mail()} - {folder_of(type(s.mail)) for s in SAMPLES}
        if missing:
            raise TemplateError(f"no sample for {', '.join(sorted(missing))}. Fix: add one to delivery/samples.py.")
        for sample in SAMPLES:
            name = folder_of(type(sample.mail))
            for language in self._written(name):
                to = sample.to_in(language)
                letter = self.render(
                    sample.mail,
                    to=to,
                    other=sample.other,
                    role=sample.role,
                    receipt=RECEIPT if sample.other else None,
                    now=sample.now,
                    thread=sample.thread,
                )
                path = self._path(name, language)
                if not letter.subject or not letter.text.strip():
                    raise TemplateError(f"{path}:1: says nothing. Fix: write a subject and a letter.")
                if sample.other and RECEIPT.problems[0].words[0] not in letter.text:
                    include = f'{{% include "receipt/{language}.md" %}}'
                    raise TemplateError(f"{path}:2: leaves out the receipt. Fix: write {include} near its top.")

    def _source(self, name: str, context: Mapping[str, object]) -> str:
        try:
            return self._environment.get_template(name).render(context)
        except jinja2.TemplateSyntaxError as error:
            raise TemplateError(
                f"{error.filename or name}:{error.lineno}: {error.message}. Fix: mend that line."
            ) from None
        except jinja2.TemplateNotFound as error:
            raise TemplateError(
                f"{error.name}: there is no such template. Fix: restore it, or mend its name."
            ) from None
        except Exception as error:  # a template may raise anything; its message may hold what people wrote
            raise TemplateError(f"{self._place(error, name)}: {_reason(error)}. Fix: mend that line.") from None

    def _place(self, error: Exception, name: str) -> str:
        lines = [f"{frame.filename}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
        return next((line for line in reversed(lines) if ".md:" in line), f"{name}:1")

    def _path(self, name: str, language: str) -> str:
        return self._environment.get_template(f"{name}/{language}.md").filename or f"{name}/{language}.md"

    def _language(self, name: str, wanted: str) -> str:
        """`wanted` ("fr", "pt-BR") if the mail is written in it, else its main language, else English."""
        known = self._languages.get((name, wanted))
        if known is None:
            written = self._written(name)
            choice = (wanted, wanted.partition("-")[0])
            known = self._languages[(name, wanted)] = next((c for c in choice if c in written), FALLBACK)
        return known

    def _written(self, name: str) -> tuple[str, ...]:
        found = {t.partition("/")[2].removesuffix(".md") for t in self._names() if t.startswith(f"{name}/")}
        return tuple(sorted({FALLBACK, *found}))

    def _names(self) -> list[str]:
        return [name for name in self._environment.list_templates(extensions=["md"]) if name.count("/") == 1]


def folder_of(kind: type[Mail]) -> str:
    """ "own-reflection" for OwnReflection."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__).lower()


def every_mail() -> tuple[type[Mail], ...]:
    """The classes of mail that can be sent."""
    kinds = [kind for kind in vars(mails).values() if isinstance(kind, type) and is_dataclass(kind)]
    return tuple(kind for kind in kinds if issubclass(kind, Mail))


def _reason(error: Exception) -> str:
    if isinstance(error, jinja2.TemplateError):
        return str(error)
    if isinstance(error, TypeError) and "cannot be shown" in str(error):
        return str(error)
    return f"fails with {type(error).__name__}"
