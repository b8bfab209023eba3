"""Counting calls: how much work a reader does, whatever the machine."""

import sys
from collections.abc import Callable
from types import FrameType


def calls(read: Callable[[], object]) -> int:
    """How many functions `read` calls, Python's and built in; a generator that goes on is a call, too."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        read()
    finally:
        sys.setprofile(None)
    return count
