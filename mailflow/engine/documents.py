"""Documents: attached files are read in a process of their own, whose time and memory end.

The libraries for .docx, .pdf and .rtf are well kept and still not made for files that somebody built to hang or fill
them. In a process of its own such a file costs its sender an answer ("I could not read it") and nobody else anything.
"""

import asyncio
import json
import os
import resource
import sys
from collections.abc import Sequence
from contextlib import suppress

from mailflow.mail import document
from mailflow.mail.message import Attachment

SECONDS = 20.0  # for one file
ALL_SECONDS = 30.0  # for those of one mail
MEMORY = 2**30  # bytes
LENGTH = 200_000  # characters of its words; twice what is read of a mail's notes


async def texts_of(attachments: Sequence[Attachment]) -> list[str | None]:
    """The words of a mail's files, in order; None for one that has none that can be read, or not in time."""
    loop = asyncio.get_running_loop()
    end = loop.time() + ALL_SECONDS
    return [await text_of(attachment, min(SECONDS, end - loop.time())) for attachment in attachments]


async def text_of(attachment: Attachment, seconds: float = SECONDS) -> str | None:
    """The words of an attached file; None if it has none that can be read, within the time and a gigabyte."""
    if seconds <= 0:
        return None
    if not document.is_foreign(attachment):
        text = await asyncio.to_thread(document.text_of, attachment)
        return text[:LENGTH] if text is not None else None
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAILFLOW_")},
    )
    # the name goes in with the content: a list of processes shows arguments to everybody on the machine
    label = json.dumps([attachment.name, attachment.media_type]).encode()
    try:
        async with asyncio.timeout(seconds):
            out, _ = await child.communicate(label + b"\n" + attachment.content)
    except TimeoutError:
        return None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        return None
    text = json.loads(out)
    return text if isinstance(text, str) else None


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS), int(SECONDS)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no file
    with suppress(ValueError):  # macOS knows the limit and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    name, media_type = json.loads(sys.stdin.buffer.readline())
    text = document.text_of(Attachment(name, media_type, sys.stdin.buffer.read()))
    sys.stdout.write(json.dumps(text[:LENGTH] if text is not None else None))


if __name__ == "__main__":
    _main()
