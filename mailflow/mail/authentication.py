"""Authentication: what the one trusted server found out about who really sent a mail (RFC 8601)."""

import re
from collections.abc import Iterator

from mailflow.mail.message import Message

_METHOD = re.compile(r"\s*(dmarc|dkim|spf)\s*(?:/\s*\d{1,3}\s*)?=\s*([a-z]{1,20})", re.IGNORECASE)


def failed(message: Message, authserv_id: str) -> bool:
    """Whether the trusted server says that the mail is not from whom it claims.

    Only fields of exactly `authserv_id` count, and of those only the unbroken group at the top: a sender may write
    the same field below, but not above the server that receives last (RFC 8601 section 5). `dmarc=fail`
    is a failure; without a word on DMARC, a failing DKIM or SPF is one unless the other passes. An empty `authserv_id`
    trusts nobody, so nothing fails.
    """
    if not authserv_id:
        return False
    results: dict[str, set[str]] = {"dmarc": set(), "dkim": set(), "spf": set()}
    for value in _trusted(message, authserv_id.lower()):
        for clause in _without_comments(value).split(";")[1:]:
            found = _METHOD.match(clause)
            if found:
                results[found[1].lower()].add(found[2].lower())
    dmarc = results["dmarc"]
    if dmarc & {"pass", "fail"}:
        return "fail" in dmarc
    signs = results["dkim"] | results["spf"]
    return "fail" in signs and "pass" not in signs


def _trusted(message: Message, authserv_id: str) -> Iterator[str]:
    begun = False
    for value in message.all_headers("authentication-results"):
        server = _without_comments(value).split(";", 1)[0].split()
        if server and server[0].strip('"').lower() == authserv_id:
            begun = True
            yield value
        elif begun:
            return


def _without_comments(value: str) -> str:
    """The value without its comments and quoted strings, in which a sender's own words may stand."""
    out: list[str] = []
    depth = 0
    quoted = escaped = False
    for c in value:
        if escaped:
            escaped = False
        elif c == "\\" and (quoted or depth):
            escaped = True
        elif c == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif c == "(":
            depth += 1
        elif c == ")" and depth:
            depth -= 1
        elif not depth:
            out.append(c)
    return "".join(out)
