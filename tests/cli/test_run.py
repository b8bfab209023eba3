"""`mailflow run`: mail is answered, a stop loses nothing, and one data folder has one service."""

import contextlib
import itertools
import signal
import smtplib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailflow.jobs.embedded import EmbeddedQueue
from mailflow.settings import load
from tests.cli.commands import (
    BEN,
    CONFIG,
    MOIRA,
    PATIENCE,
    ROOT,
    SERVICE,
    enrol,
    environment,
    letters,
    mail,
    mailflow,
    reply_address,
    serving,
    site,
    until,
)

MAILS = 10  # that a sender has sent when the stop comes; it goes on with others


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = site(tmp_path / "site")
    enrol(folder)
    return folder


def test_a_booking_reply_is_answered_to_both(folder: Path) -> None:
    with serving(folder) as service:
        assert f"mailflow: mail for {SERVICE} comes in by SMTP on 127.0.0.1:{service.port}" in service.lines
        assert f"mailflow: mail goes out into the Maildir {folder}/outbox" in service.lines
        booking = service.letter(MOIRA, "booking")
        service.send(MOIRA, reply_address(booking), "Thursday 3pm for an hour.", "Re: Career conversation with Ben")
        assert "Understood: the conversation is on Thursday" in (service.letter(MOIRA, "invitation").text or "")
        assert "Your career conversation with Moira is on" in (service.letter(BEN, "invitation").text or "")
        assert service.stop() == 0


def test_quiet_says_where_mail_goes_and_nothing_of_what_goes_well(folder: Path) -> None:
    with serving(folder, "run", "--quiet") as service:
        service.letter(MOIRA, "booking")
        assert service.stop() == 0
    assert [line for line in service.lines if not line.startswith("mailflow: ")] == []


class Sender:
    """Sends mails one after another on a connection of its own until that is refused; keeps what got its 250."""

    def __init__(self, port: int, number: int) -> None:
        self.accepted: list[str] = []
        self.refused: Exception | None = None
        self.under_way = threading.Event()
        self._port, self._number = port, number
        self.thread = threading.Thread(target=self._send_all)
        self.thread.start()

    def _send_all(self) -> None:
        try:
            with smtplib.SMTP("127.0.0.1", self._port, timeout=PATIENCE) as client:
                for n in itertools.count(1):
                    sender = f"stranger-{self._number}-{n}@elsewhere.example"
                    client.sendmail(sender, [SERVICE], mail(sender, SERVICE, "Hello, who is this?"))
                    self.accepted.append(sender)
                    if n == MAILS:
                        self.under_way.set()
        except (smtplib.SMTPException, OSError) as refused:
            self.refused = refused
        self.under_way.set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_in_the_middle_of_the_mail_loses_none_of_it(folder: Path, number: signal.Signals) -> None:
    """Three connections send without a pause; whatever got its 250 is answered once, some of it after a new start."""
    with serving(folder) as service:
        senders = [Sender(service.port, n) for n in range(3)]
        for sender in senders:
            assert sender.under_way.wait(PATIENCE)
        assert service.stop(number) == 0
        for sender in senders:
            sender.thread.join(PATIENCE)
            assert sender.refused is not None
    accepted = sorted(address for sender in senders for address in sender.accepted)
    assert len(accepted) >= MAILS * len(senders)
    assert not queue_answers(folder)

    def answered() -> list[str]:
        return sorted(r.address for letter in letters(folder, name="stranger") for r in letter.recipients)

    with serving(folder) as again:
        until(lambda: set(accepted) <= set(answered()), "every mail that got its 250 to be answered")
        assert again.stop() == 0
    # the peer whose 250 was cut off may not count its mail, so there may be more, but never two for one
    assert len(answered()) == len(set(answered()))
    assert len(answered()) - len(accepted) <= len(senders)


def test_a_second_service_on_the_folder_is_turned_away(folder: Path) -> None:
    with serving(folder) as service:
        done = mailflow("run", folder=folder)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr == (
            f"mailflow: {folder}/var/queue: another mailflow runs on this data folder. Fix: stop it, or give this one "
            "a data folder of its own ([service] data).\n"
        )
        assert service.process.poll() is None
        assert service.stop() == 0


def test_a_port_that_is_taken_is_told(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        done = mailflow("run", folder=folder, MAILFLOW_SMTP_LISTEN=listen)
    assert done.returncode == 3
    assert f"mailflow: [smtp] listen: cannot listen on {listen}: " in done.stderr
    assert not queue_answers(folder)


def test_after_kill_9_it_starts_again_and_answers_what_it_had_accepted(folder: Path) -> None:
    with serving(folder) as service:
        booking = service.letter(MOIRA, "booking")
        service.send(MOIRA, reply_address(booking), "Thursday 3pm for an hour.")
        service.process.kill()  # the process alone, so that its queue is left over
        service.process.wait()
        with serving(folder) as again:
            again.letter(MOIRA, "invitation")
            again.letter(BEN, "invitation")
            assert again.stop() == 0
    assert not queue_answers(folder)


def queue_answers(folder: Path) -> bool:
    """Whether a queue of the folder still runs."""
    path = EmbeddedQueue(load(folder / "mailflow.toml", {}).service.data).url.removeprefix("unix://")
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(path) == 0


# --- as separate processes -------------------------------------------------------------------------------------------


@pytest.fixture
def apart(folder: Path, redis_url: str) -> Path:
    (folder / "mailflow.toml").write_text(f'{CONFIG}[queue]\nurl = "{redis_url}"\n')
    return folder


@contextlib.contextmanager
def script(name: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, str(ROOT / "workers" / name), "--config", str(folder / "mailflow.toml")]
    process = subprocess.Popen(command, cwd=folder, env=environment(), stderr=subprocess.PIPE, start_new_session=True)
    with process:
        try:
            yield process
        finally:
            process.kill()


def test_the_parts_as_separate_processes_do_what_the_one_process_does(apart: Path) -> None:
    """The door with the outbound worker in one, the timers in another, and the inbound script in a third."""
    with (
        serving(apart, "work", "outbound", "--doors") as door,
        serving(apart, "work", "timers"),
        script("inbound.py", apart) as inbound,
    ):
        booking = door.letter(MOIRA, "booking")
        door.send(MOIRA, reply_address(booking), "Thursday 3pm for an hour.")
        door.letter(MOIRA, "invitation")
        door.letter(BEN, "invitation")
        inbound.terminate()
        assert inbound.wait(10) == 0
        assert door.stop() == 0


def test_work_without_a_queue_of_its_own_is_refused(folder: Path) -> None:
    done = mailflow("work", "inbound", folder=folder)
    assert done.returncode == 2
    assert "mailflow.toml: [queue] url: is empty, so the queue would live in this process alone. Fix:" in done.stderr


def test_work_of_no_kind_is_refused(folder: Path) -> None:
    done = mailflow("work", "inbound", "laundry", folder=folder)
    assert (done.returncode, done.stderr) == (
        2,
        "mailflow: laundry: is no kind of work. Fix: choose from inbound, outbound, timers.\n",
    )


@pytest.mark.parametrize("name", ["inbound", "outbound", "timers"])
def test_each_worker_script_says_what_it_does(name: str, folder: Path) -> None:
    with script(f"{name}.py", folder) as process:
        assert process.stderr is not None
        told = process.stderr.read().decode()
    assert process.wait() == 2
    assert "[queue] url: is empty" in told
    assert "Traceback" not in told
