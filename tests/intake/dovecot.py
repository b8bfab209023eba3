"""A real Dovecot, started by the test and without root. Every test gets a mailbox of its own in it."""

import grp
import imaplib
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

from mailflow import settings

PASSWORD = "correct-horse"
_NUMBERS = itertools.count()


def program() -> str:
    """Dovecot's path. Without one the test is skipped, and fails where CI promises one."""
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        reason = "Dovecot is not installed (Debian: dovecot-imapd)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What its owner has: their own mail program, and somebody who delivers."""

    port: int
    user: str

    def settings(self, **changes: object) -> settings.Imap:
        values = {"host": "localhost", "port": self.port, "tls": "none", "user": self.user}
        return settings.Imap.model_validate({**values, "password": PASSWORD, **changes})

    def client(self, folder: str = "INBOX") -> imaplib.IMAP4:
        """Logged in, with `folder` open."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.login(self.user, PASSWORD)
        client.select(folder)
        return client

    def put(self, *mails: bytes, flags: str = "") -> None:
        """Lay the mails into the inbox."""
        with self.client() as client:
            for mail in mails:
                client.append("INBOX", flags, "", mail)

    def mails(self, folder: str) -> list[tuple[bytes, bytes]]:
        """Flags and bytes of every mail in the folder, its name as IMAP writes it."""
        with self.client(folder) as client:
            _, answers = client.uid("FETCH", "1:*", "(FLAGS BODY.PEEK[])")
            return [(answer[0], answer[1]) for answer in answers if isinstance(answer, tuple)]


class Dovecot:
    """`with Dovecot() as server`: it listens on 127.0.0.1, `server.port`. `tls` are a chain and its key."""

    def __init__(self, *, port: int = 0, capabilities: str = "", tls: tuple[Path, Path] | None = None) -> None:
        self.port = port
        self._capabilities = capabilities
        self._tls = tls

    def __enter__(self) -> Self:
        binary = program()
        with socket.create_server(("127.0.0.1", self.port)) as probe:
            self.port = probe.getsockname()[1]
        # A short path of its own: Dovecot's sockets lie under it, and their names must stay below 108 bytes.
        self._folder = tempfile.TemporaryDirectory(prefix="dovecot-", ignore_cleanup_errors=True)
        configuration = Path(self._folder.name) / "dovecot.conf"
        configuration.write_text(self._configuration(Path(self._folder.name)))
        self._process = subprocess.Popen(
            [binary, "-F", "-c", configuration], stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        for line in self._process.stderr or ():
            if "starting up" in line:
                return self
        raise RuntimeError(f"Dovecot ended with {self._process.wait()}")

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        # The whole group: a mailbox's process would go on serving its client for a while.
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        self._folder.cleanup()

    def mailbox(self) -> Mailbox:
        """A new, empty one."""
        return Mailbox(self.port, f"contract{next(_NUMBERS)}")

    def _configuration(self, folder: Path) -> str:
        me = pwd.getpwuid(os.geteuid())
        # Neither a login process nor a mailbox may be root's: started as root, Dovecot becomes somebody else.
        owner = pwd.getpwnam("nobody") if me.pw_uid == 0 else me
        mail = folder / "mail"
        mail.mkdir()
        if owner is not me:
            os.chown(mail, owner.pw_uid, owner.pw_gid)
            folder.chmod(0o755)
        tls = f"ssl = yes\nssl_cert = <{self._tls[0]}\nssl_key = <{self._tls[1]}" if self._tls else "ssl = no"
        return f"""
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
{tls}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_internal_user = {owner.pw_name}
default_login_user = {owner.pw_name}
default_internal_group = {grp.getgrgid(owner.pw_gid).gr_name}
first_valid_uid = 1
mail_location = maildir:{mail}/%u
{f"imap_capability = {self._capabilities}" if self._capabilities else ""}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={mail}/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
namespace inbox {{
  inbox = yes
}}
"""
