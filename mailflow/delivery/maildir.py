"""The development outbox: mails are laid into a Maildir instead of being sent, to be read with any mail program.

A mail is written under tmp/, forced to the disk and renamed into new/, so that new/ holds whole mails only. Its
name is made from its id: handing it over again overwrites it, as long as no mail program has filed it away.
"""

import asyncio
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

from mailflow import log
from mailflow.delivery.outlet import Outcome, Outgoing, SubmissionUnavailable


class MaildirOutbox:
    """An outlet into the Maildir at `folder`, which is made when it is missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def submit(self, mail: Outgoing) -> Outcome:
        """Write the mail. A disk's trouble is `later`."""
        try:
            await asyncio.to_thread(self._write, mail)
        except OSError as error:
            log.failure("submission.disk", "-", error)
            return Outcome("later", None, "disk")
        return Outcome("sent", None, "maildir")

    async def check(self) -> None:
        """Make the folders. Raises SubmissionUnavailable."""
        try:
            await asyncio.to_thread(self._prepare)
        except OSError as error:
            raise SubmissionUnavailable(
                f"{self._folder}: cannot be written to: {error.strerror or error}. "
                "Fix: set [submission] maildir to a folder that this user may write to."
            ) from None

    async def close(self) -> None:
        """Nothing is held open."""

    def _prepare(self) -> None:
        for name in ("tmp", "new", "cur"):
            (self._folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(self._folder / name, os.W_OK | os.X_OK):
                raise PermissionError(None, "no right to write", name)

    def _write(self, mail: Outgoing) -> None:
        self._prepare()
        # ":" separates a Maildir name from its flags, "/" is a path's; both are quoted.
        finished = self._folder / "new" / f"{quote(mail.id, safe='')}.mailflow"
        descriptor, unfinished = tempfile.mkstemp(dir=self._folder / "tmp")  # readable by this user only
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(mail.raw)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).replace(finished)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        folder = os.open(finished.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
