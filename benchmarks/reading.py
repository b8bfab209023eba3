"""How well and how fast a mail's newly written words are found, beside the parsers that can be installed for it.

    .venv/bin/python -m benchmarks.reading                 # the golden mails, ordinary and hostile mail
    .venv/bin/pip install mail-parser-reply email-reply-parser quotequail unquotemail talon   # for the comparison
    .venv/bin/python -m benchmarks.reading --folder DIR    # other mails: NN.eml, with NN.json beside it

A parser that is not installed is left out and named. Each peer gets the text of a mail, as they all want it; for a mail
that has HTML alone it gets that, if it can read it, else the words in it. Of what they give back only the words count,
not where lines break. Peers run in processes of their own: some never end on some mails.
"""

import argparse
import html as markup
import importlib
import json
import multiprocessing
import re
import statistics
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mailflow.mail import bounce, hypertext
from mailflow.mail.kind import classify
from mailflow.mail.message import Message, Unreadable, parse
from mailflow.mail.visible import of_message

GOLDEN = Path(__file__).parent.parent / "tests" / "mail" / "samples"
SIGNATURE = 500  # characters at most
PATIENCE = 15.0  # seconds that a peer may take for one mail
OURS = "mailflow"
_RULE = re.compile(r"^\s*[-_=*]{5,}\s*$", re.MULTILINE)
_BOLD = re.compile(r"\*+")
Read = Callable[[str, str | None], str]


@dataclass(frozen=True, slots=True)
class Case:
    raw: bytes
    text: str
    quoted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    name: str
    exact: float
    signed: float
    lost: float
    milliseconds: float
    failed: int


def plain(text: str) -> str:
    return " ".join(_BOLD.sub("", _RULE.sub("", text)).split())


def cases(folder: Path) -> list[Case]:
    """The mails of people in a folder, with the words that they newly wrote."""
    found = []
    for path in sorted(folder.glob("*.eml")):
        want = json.loads(path.with_suffix(".json").read_bytes())
        if want["kind"] == "human" and "text" in want:
            found.append(Case(path.read_bytes(), want["text"], tuple(want.get("quoted_has", ()))))
    return found


# --- the peers --------------------------------------------------------------------------------------------------------


def _mail_parser_reply() -> Read:
    reader = importlib.import_module("mailparser_reply").EmailReplyParser(
        languages=["en", "de", "fr", "es", "pt", "it", "nl", "da", "sv", "pl", "cs", "ja", "ko", "zh"]
    )
    return lambda text, html: str(reader.parse_reply(text) or "")


def _email_reply_parser() -> Read:
    reader = importlib.import_module("email_reply_parser").EmailReplyParser
    return lambda text, html: str(reader.parse_reply(text))


def _quotequail() -> Read:
    quotequail = importlib.import_module("quotequail")

    def read(text: str, html: str | None) -> str:
        parts = quotequail.quote_html(html) if html else quotequail.quote(text)
        new = "\n".join(part for is_new, part in parts if is_new)
        return _words(new) if html else new

    return read


def _unquotemail() -> Read:
    unquote = importlib.import_module("unquotemail").Unquote

    def read(text: str, html: str | None) -> str:
        found = unquote(html, None) if html else unquote(None, text)
        return _words(str(found.get_html() or "")) if html else str(found.get_text() or "")

    return read


def _talon() -> Read:
    quotations = importlib.import_module("talon.quotations")
    signature = importlib.import_module("talon.signature.bruteforce")

    def read(text: str, html: str | None) -> str:
        reply = _words(quotations.extract_from_html(html)) if html else quotations.extract_from_plain(text)
        return str(signature.extract_signature(reply)[0])

    return read


PEERS: dict[str, Callable[[], Read]] = {
    "mail-parser-reply": _mail_parser_reply,
    "email-reply-parser": _email_reply_parser,
    "quotequail": _quotequail,
    "unquotemail": _unquotemail,
    "talon": _talon,
}


def _words(html: str) -> str:
    return "\n".join(line.text for line in hypertext.lines_of(html))


def _peer(name: str, inbox: Any, outbox: Any) -> None:
    warnings.simplefilter("ignore")
    try:
        read = PEERS[name]()
    except ImportError as error:
        outbox.put(f"{name}: {error}")
        return
    outbox.put(None)
    while (job := inbox.get()) is not None:
        start = time.perf_counter()
        try:
            words: str | None = read(*job)
        except Exception:  # of whatever kind: it did not read the mail
            words = None
        outbox.put((words, time.perf_counter() - start))


class Peer:
    """A peer in its process, started anew when a mail hangs it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.missing: str | None = None
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._inbox, self._outbox = context.Queue(), context.Queue()
        self._process = context.Process(target=_peer, args=(self.name, self._inbox, self._outbox), daemon=True)
        self._process.start()
        self.missing = self._outbox.get()

    def read(self, text: str, html: str | None) -> tuple[str | None, float]:
        """What it takes for newly written, None if it raised or hung; and the seconds that it took."""
        self._inbox.put((text, html))
        try:
            found: tuple[str | None, float] = self._outbox.get(timeout=PATIENCE)
        except Exception:  # queue.Empty, of a class that the context chooses
            self._process.kill()
            self._start()
            return None, PATIENCE
        return found

    def close(self) -> None:
        self._process.kill()


# --- scores -----------------------------------------------------------------------------------------------------------


def score(name: str, answers: Iterable[tuple[str | None, float]], golden: list[Case]) -> Score:
    exact = signed = lost = failed = 0
    times = []
    for (words, seconds), case in zip(answers, golden, strict=True):
        times.append(seconds)
        failed += words is None
        found, want = plain(words or ""), plain(case.text)
        exact += found == want
        signed += found == want or _is_signed(found, want, case.quoted)
        lost += bool(Counter(want.split()) - Counter(found.split()))
    count = len(golden)
    return Score(name, exact / count, signed / count, lost / count, 1000 * statistics.mean(times), failed)


def _is_signed(found: str, want: str, quoted: tuple[str, ...]) -> bool:
    """Whether nothing but a sign-off or signature follows the words: not every peer means to take those off."""
    rest = found.removeprefix(want)
    return (
        bool(want) and len(rest) < len(found) and len(rest) <= SIGNATURE and not any(plain(q) in rest for q in quoted)
    )


def ours(golden: list[Case]) -> Iterable[tuple[str | None, float]]:
    for case in golden:
        start = time.perf_counter()
        words = of_message(parse(case.raw)).text
        yield words, time.perf_counter() - start


def theirs(peer: Peer, golden: list[Case]) -> Iterable[tuple[str | None, float]]:
    for case in golden:
        message = parse(case.raw)
        only_html = message.html if message.text is None else None
        yield peer.read(message.text if message.text is not None else _words(message.html or ""), only_html)


# --- speed ------------------------------------------------------------------------------------------------------------

_PARAGRAPH = "I have looked at the draft and think that the second section needs another example, for the reader.\n\n"


def mail(body: str, media_type: str = "text/plain") -> bytes:
    head = "From: Ann Lee <ann@x.example>\r\nTo: b@x.example\r\nSubject: Re: x\r\nContent-Transfer-Encoding: 8bit"
    return f"{head}\r\nContent-Type: {media_type}; charset=utf-8\r\n\r\n{body}".encode()


def ordinary(size: int) -> dict[str, bytes]:
    quoted = "".join(f"> {line}\n" for line in (_PARAGRAPH * size).split("\n"))
    said = "On 3 May 2027, at 10:00, Tom <t@x.example> wrote:"
    text = f"Hello Tom,\n\n{_PARAGRAPH * 40}Kind regards,\nAnn\n\n{said}\n{quoted}"
    shown = "".join(f"<p class=MsoNormal><span>{markup.escape(p)}<o:p></o:p></span></p>" for p in [_PARAGRAPH] * 40)
    older = "".join(f"<div>{_PARAGRAPH}</div>" for _ in range(size))
    html = f"<body>{shown}<div class=gmail_quote><blockquote class=gmail_quote>{older}"
    return {"text": mail(text[:size]), "HTML": mail(html[:size], "text/html")}


def hostile(size: int) -> dict[str, bytes]:
    """Mails that once took some parser, ours or another, very long."""
    units = {
        "spaces": " ", "lines that begin with On": "On\n", "dated lines": "On 3 May 2027 at 10:00\n", "dashes": "-",
        "rows of dashes": "-----\n", "From lines": "From: a\n", "addresses": "From: a@x.example\n",
        "attributions": "On 3 May 2027 at 10:00 Ann <a@x.example> wrote:\n> a\n", "quote marks": ">",
        "answers": "> a\nb\n",
        "Original Message lines": "-----Original Message-----\n", "colons": "a:\n", "closings": "Regards,\n",
        "names": "Ann Lee\n",
        "brackets": "<a@b.example>\n", "letters": "x", "words": "word ", "fences": "```\n", "markers": "[snip]\n",
        "tabs": "\t",
        "arrows": ">>> a 1 >>>\n", "delimiters": "-- \n", "signed blocks": "-----BEGIN PGP SIGNED MESSAGE-----\n\n",
        "stamps": "Kim Ward\n03/14/2001 09:12 AM\nTo: x\n",
    }  # fmt: skip
    tags = {
        "<p>": "<p>a", "<div>": "<div>", "<blockquote>": "<blockquote>", "<br>": "<br>", "<li>": "<ul><li>a",
        "<td>": "<tr><td>a",
        "comments": "<!--", "entities": "&amp;", "pre": "<pre>a\n", "rules": "<hr>",
        "signatures": "<div class=gmail_signature>a</div>",
    }  # fmt: skip
    text = {name: mail((unit * size)[:size]) for name, unit in units.items()}
    return text | {name: mail((unit * size)[:size], "text/html") for name, unit in tags.items()}


def seconds(raw: bytes, times: int = 1) -> float:
    """The best time of everything that is read in a mail."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        try:
            message: Message = parse(raw)
            of_message(message)
            classify(message)
            bounce.read(message)
        except Unreadable:
            pass
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=GOLDEN)
    folder: Path = parser.parse_args().folder
    golden = cases(folder)
    print(f"{len(golden)} mails of people in {folder.name}")
    print(f"{'':20} exact  exact but for a signature  words lost  ms a mail  raised or hung")
    scores = [score(OURS, ours(golden), golden)]
    for name in PEERS:
        peer = Peer(name)
        if peer.missing:
            print(f"left out: {peer.missing}")
        else:
            scores.append(score(name, theirs(peer, golden), golden))
        peer.close()
    for found in scores:
        print(
            f"{found.name:20} {found.exact:5.3f}  {found.signed:25.3f}  {found.lost:10.3f}  {found.milliseconds:9.2f}"
            f"  {found.failed:14}"
        )
    print("\nOrdinary mail of 20 KB, all that is read in it:")
    for name, raw in ordinary(20_000).items():
        print(f"  {name}: {1000 * seconds(raw, 20):.1f} ms")
    for size in (200_000, 1_000_000):
        slowest = sorted(((seconds(raw), name) for name, raw in hostile(size).items()), reverse=True)
        told = ", ".join(f"{name} {1000 * took:.0f} ms" for took, name in slowest[:5])
        print(f"Hostile mail of {size // 1000} KB, {len(slowest)} kinds; the slowest: {told}")


if __name__ == "__main__":
    main()
