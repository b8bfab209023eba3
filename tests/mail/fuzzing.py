"""A coverage-guided search for bytes that break the reader, seeded with the golden mails.

    pip install atheris
    python -m tests.mail.fuzzing -max_total_time=600 -max_len=20000 -timeout=5

It runs until something raises, or takes longer than `timeout` seconds; what it then leaves in the folder belongs into
tests/mail/fuzz, which every test run reads again. atheris is no dependency: it has no wheels for some machines.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["mailflow.mail"]):
    from tests.mail.test_robust import BROKE, HERE, read


def main() -> None:
    with tempfile.TemporaryDirectory() as corpus:
        for path in [*BROKE, *(HERE / "samples").glob("*.eml")]:
            shutil.copy(path, Path(corpus, path.name))
        atheris.Setup([sys.argv[0], *sys.argv[1:], corpus], read)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
