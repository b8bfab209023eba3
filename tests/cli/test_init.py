"""`mailflow init` makes what `mailflow run` needs, and touches nothing that is there."""

from pathlib import Path

from mailflow.settings import load, parse
from tests.cli.commands import mailflow


def test_it_writes_settings_that_load_and_a_secret_for_its_owner_alone(tmp_path: Path) -> None:
    done = mailflow("init", "site", "--address", "Growth@People.example", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    site = tmp_path / "site"
    assert sorted(path.name for path in site.iterdir()) == ["mailflow.toml", "secret.key"]
    assert (site / "secret.key").stat().st_mode & 0o777 == 0o600
    least = {"service": {"address": "growth@people.example"}, "submission": {"maildir": "outbox"}}
    assert load(site / "mailflow.toml", {}) == parse(least, site, "-", {})
    assert "mailflow check -c site/mailflow.toml" in done.stdout


def test_it_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"mine")
    done = mailflow("init", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "secret.key: is there already. Fix: choose another folder" in done.stderr
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("secret.key", b"mine")]


def test_an_address_that_is_none_makes_nothing(tmp_path: Path) -> None:
    done = mailflow("init", "--address", 'growth"@people.example', folder=tmp_path)
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "--address: [service] address: give one plain address" in done.stderr


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    done = mailflow("init", "taken/site", folder=tmp_path)
    assert done.returncode == 2
    assert "taken/site: cannot be written: Not a directory. Fix:" in done.stderr
