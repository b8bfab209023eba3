"""The wheel: what is in it, and that what it installs works from anywhere, without the checkout or a network."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailflow import __version__

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120
SHARED = ("config", "templates", "workers")


def run(*command: str | Path, folder: Path) -> str:
    """What the command says on standard output; the test fails if it fails."""
    hidden = {"PYTHONPATH", "VIRTUAL_ENV", "PIP_REQUIRE_HASHES"}
    kept = {
        name: value for name, value in os.environ.items() if name not in hidden and not name.startswith("MAILFLOW_")
    }
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr or done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=ROOT)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def test_it_is_for_every_platform_and_holds_one_name(wheel: Path, names: set[str]) -> None:
    assert wheel.name == f"mailflow-{__version__}-py3-none-any.whl"
    assert {name.partition("/")[0] for name in names} == {"mailflow", f"mailflow-{__version__}.dist-info"}


def test_everything_of_the_package_is_in_it(names: set[str]) -> None:
    """Word lists, migrations and the mark of a typed package, too."""
    wanted = {str(path.relative_to(ROOT)) for path in files(ROOT / "mailflow")}
    assert {"mailflow/py.typed", "mailflow/reading/languages/en.toml", "mailflow/reading/phrasebook.toml"} <= wanted
    assert wanted <= names


def test_what_travels_along_is_in_it_and_nothing_else(names: set[str]) -> None:
    shared = {f"mailflow/share/{path.relative_to(ROOT)}" for name in SHARED for path in files(ROOT / name)}
    assert {name for name in names if name.startswith("mailflow/share/")} == shared


def test_neither_tests_nor_compiled_files_are_in_it(names: set[str]) -> None:
    assert not [name for name in names if "test" in name.lower() or name.endswith(".pyc") or "__pycache__" in name]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a fresh environment with this wheel; the libraries are those of the running one."""
    fresh = tmp_path_factory.mktemp("fresh") / "venv"
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    run(base, "-m", "venv", "--without-pip", fresh, folder=wheel.parent)
    python = fresh / "bin" / "python"
    pip = (base, "-m", "pip", "--python", python, "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--no-index", "--no-deps", wheel, folder=wheel.parent)
    paths = sysconfig.get_paths()
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=fresh).strip())
    (packages / "libraries.pth").write_text("\n".join({paths["purelib"], paths["platlib"]}))
    return fresh / "bin"


def test_it_runs_from_a_folder_of_its_own(installed: Path, tmp_path: Path) -> None:
    command = installed / "mailflow"
    where = run(installed / "python", "-c", "import mailflow; print(mailflow.__file__)", folder=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)
    assert run(command, "--version", folder=tmp_path) == f"mailflow {__version__}\n"

    run(command, "init", folder=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mailflow.toml", "secret.key"]
    checked = run(command, "check", folder=tmp_path).splitlines()
    assert [line.split()[0] for line in checked] == ["ok"] * 7

    run(command, "demo", "--output", "quarter", folder=tmp_path)
    assert (tmp_path / "quarter" / "story.html").stat().st_size > 10_000
    assert len(list((tmp_path / "quarter" / "mails").glob("*.eml"))) > 20


def test_its_worker_scripts_find_it(installed: Path, tmp_path: Path) -> None:
    found = run(
        installed / "python", "-c", "from mailflow import share; print(share.folder('workers'))", folder=tmp_path
    )
    told = run(installed / "python", Path(found.strip()) / "timers.py", "--help", folder=tmp_path)
    assert "inbound, outbound, timers" in told
