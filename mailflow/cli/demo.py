"""`mailflow demo`: the real service on its embedded defaults, and a quarter of two people's mail played against it."""

import asyncio
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape

from mailflow.demo import page, story
from mailflow.demo.stage import Stage, staged
from mailflow.settings import ConfigError

MARK = ".mailflow-demo"
COLOURS = {"mailflow": "cyan", "Moira": "green", "Ben": "yellow", "operator": "magenta"}


def demo(
    output: Annotated[Path, typer.Option(help="Where the mails and the page are left.")] = Path("demo-output"),
) -> None:
    """Play a quarter of a manager and a report against the real service; leave every mail and one HTML page."""
    _make_ready(output)
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="mailflow-demo-") as folder:
        asyncio.run(_play(Path(folder), output, console))
    typer.echo(f"\nEvery mail is in {output / 'mails'}, the story in {output / 'story.html'}")


def _make_ready(output: Path) -> None:
    """An empty folder, or one that a demo has left, whose mails and page are removed. Raises ConfigError."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        if any(output.iterdir()) and not (output / MARK).exists():
            raise ConfigError(f"{output}: is not empty and no demo made it. Fix: name another folder with --output.")
        (output / MARK).touch()
        (output / "story.html").unlink(missing_ok=True)
        if (output / "mails").exists():
            shutil.rmtree(output / "mails")
    except OSError as error:
        raise ConfigError(
            f"{error.filename or output}: cannot be used: {error.strerror}. Fix: name another folder with --output."
        ) from None


async def _play(folder: Path, output: Path, console: Console) -> None:
    steps: list[page.Step] = []

    def tell(at: datetime, who: str, what: str) -> None:
        steps.append(page.Step(at, who, what))
        local = at.astimezone(ZoneInfo(story.ZONE))
        console.print(f"[dim]{local:%a %d %b %H:%M}[/]  [{COLOURS[who]}]{who:8}[/]  {escape(what)}", soft_wrap=True)

    async with staged(folder, story.START) as stage:
        await story.play(stage, tell)
        _leave(stage, steps, output)


def _leave(stage: Stage, steps: list[page.Step], output: Path) -> None:
    mails = page.mails_of(stage)
    folder = output / "mails"
    folder.mkdir()
    for number, mail in enumerate(mails, 1):
        (folder / f"{number:02}-{mail.sender}-to-{mail.recipient}-{mail.name}.eml").write_bytes(mail.raw)
    (output / "story.html").write_text(page.render(mails, steps), encoding="utf-8")
