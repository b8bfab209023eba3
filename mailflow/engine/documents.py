"""Documents: attached files are read in a process of their own, whose time and memory end.

The libraries for .docx, .pdf and .rtf are well kept and still not made for files that somebody built to hang or fill
them. In a process of its own such a file costs its sender an answer ("I could not read it") and nobody else anything.
"""

import asyncio
import json
import resource
import sys
from contextlib import suppress

from mailflow.mail import document
from mailflow.mail.message import Attachment

SECONDS = 20
MEMORY = 2**30  # bytes


async def text_of(attachment: Attachment) -> str | None:
    """The words of an attached file; None if it has none that can be read, within twenty seconds and a gigabyte."""
    if not document.is_foreign(attachment):
        return await asyncio.to_thread(document.text_of, attachment)
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    # the name goes in with the content: a list of processes shows arguments to everybody on the machine
    label = json.dumps([attachment.name, attachment.media_type]).encode()
    try:
        async with asyncio.timeout(SECONDS):
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
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    with suppress(ValueError):  # macOS knows the limit and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    name, media_type = json.loads(sys.stdin.buffer.readline())
    text = document.text_of(Attachment(name, media_type, sys.stdin.buffer.read()))
    sys.stdout.write(json.dumps(text))


if __name__ == "__main__":
    _main()
