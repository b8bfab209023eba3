"""The command line with its imports done: each line on standard input is a command, carried out by a fork of this.

    python -m tests.cli.preloaded

A line is {"arguments", "folder", "environment"} in JSON; FOLDER/.stdin, .stdout and .stderr are its streams. It is
answered by the process's id, at once, and by its exit code, when it has ended. What is saved is a second a command.
"""

import json
import os
import sys
import traceback
from typing import Any, NoReturn

from mailflow.cli import main


def become(command: dict[str, Any]) -> NoReturn:
    code = 1
    try:
        os.setsid()
        os.chdir(command["folder"])
        os.environ.clear()
        os.environ.update(command["environment"])
        for number, name, flags in ((0, ".stdin", os.O_RDONLY), (1, ".stdout", _NEW), (2, ".stderr", _NEW)):
            os.dup2(os.open(f"{command['streams']}/{name}", flags, 0o600), number)
        sys.argv = ["mailflow", *command["arguments"]]
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC

if __name__ == "__main__":
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            become(json.loads(line))
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
