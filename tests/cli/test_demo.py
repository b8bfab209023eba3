"""`mailflow demo` plays the quarter to its end, in a folder of its own."""

import re
from pathlib import Path

from mailflow.mail import message
from tests.cli.commands import mailflow


def test_it_leaves_every_mail_and_the_page_and_can_be_played_again(tmp_path: Path) -> None:
    played = [mailflow("demo", "--output", "quarter", folder=tmp_path)]
    assert played[0].returncode == 0, played[0].stderr
    folder = tmp_path / "quarter"
    mails = sorted(path.name for path in (folder / "mails").iterdir())
    for path in (folder / "mails").iterdir():
        message.parse(path.read_bytes())
    for name in ("welcome", "booking", "invitation", "prompt", "notes-request", "draft", "confirmation", "agreed",
                 "change-request", "reminder", "review"):  # fmt: skip
        assert any(re.fullmatch(rf"\d\d-.*-{name}\.eml", mail) for mail in mails), name
    page = (folder / "story.html").read_text(encoding="utf-8")
    assert "Shadow the lettings team for two days" in page

    (folder / "mails" / "99-left-over.eml").touch()
    (folder / "kept.txt").write_text("mine")
    played.append(mailflow("demo", "--output", "quarter", folder=tmp_path))
    assert played[1].returncode == 0, played[1].stderr
    assert sorted(path.name for path in (folder / "mails").iterdir()) == mails
    assert (folder / "kept.txt").read_text() == "mine"

    timelines = [[line for line in done.stdout.splitlines() if re.match(r"\w{3} \d\d \w{3} ", line)] for done in played]
    assert len(timelines[0]) > 30
    assert [line.split("  ", 1)[1] for line in timelines[0]] == [line.split("  ", 1)[1] for line in timelines[1]]
    assert timelines[0][0].split("  ")[1].strip() == "operator"
    assert [path.name for path in tmp_path.iterdir()] == ["quarter"]


def test_a_folder_with_something_else_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    done = mailflow("demo", "--output", ".", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "mailflow: .: is not empty and no demo made it. Fix: name another folder with --output.\n"
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("thesis.txt", "mine")]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    done = mailflow("demo", "--output", "thesis.txt", folder=tmp_path)
    assert done.returncode == 2
    assert "thesis.txt: cannot be used: File exists. Fix: name another folder with --output." in done.stderr
