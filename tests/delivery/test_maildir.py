"""The development outbox."""

import asyncio
import mailbox
from pathlib import Path

import pytest

from mailflow.delivery.maildir import MaildirOutbox
from mailflow.delivery.outlet import Outcome, Outgoing, Outlet, SubmissionUnavailable

RAW = b"Subject: hello\r\n\r\n.dots and \xff bytes\r\n"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def outgoing(number: int, raw: bytes = RAW) -> Outgoing:
    return Outgoing(f"outbox:{number}/a", "contract@example.org", "ana@example.net", raw)


async def test_mails_lie_in_a_maildir_that_other_programs_read(tmp_path: Path) -> None:
    outbox: Outlet = MaildirOutbox(tmp_path / "deep" / "outbox")
    await outbox.check()
    outcomes = await asyncio.gather(*(outbox.submit(outgoing(number)) for number in range(20)))
    await outbox.close()
    assert set(outcomes) == {Outcome("sent", None, "maildir")}
    box = mailbox.Maildir(tmp_path / "deep" / "outbox", create=False)
    assert len(box) == 20
    assert {box.get_bytes(key) for key in box.iterkeys()} == {RAW}


async def test_handing_a_mail_over_again_overwrites_it(tmp_path: Path) -> None:
    outbox = MaildirOutbox(tmp_path)
    await outbox.submit(outgoing(1))
    await outbox.submit(outgoing(1, b"Subject: again\r\n\r\n"))
    (file,) = files(tmp_path)
    assert file.read_bytes() == b"Subject: again\r\n\r\n"
    assert file.parent == tmp_path / "new"
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["../../outside", "a:2,S", "/etc/x", ".", "ü"])
async def test_no_id_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    outbox = MaildirOutbox(tmp_path / "outbox")
    assert (await outbox.submit(Outgoing(name, "", "ana@example.net", RAW))).state == "sent"
    assert [file.parent.name for file in files(tmp_path)] == ["new"]


async def test_a_folder_that_cannot_be_made_is_told_with_the_fix_and_is_no_exception_for_a_mail(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("in the way")
    outbox = MaildirOutbox(tmp_path / "file")
    with pytest.raises(SubmissionUnavailable, match=r"cannot be written to: .* Fix: "):
        await outbox.check()
    assert await outbox.submit(outgoing(1)) == Outcome("later", None, "disk")
