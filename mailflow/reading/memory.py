"""Memory: what was made of short texts, kept for whoever asks for it again while the same mail is read."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_Made = TypeVar("_Made")


def remembered(most: int, longest: int) -> Callable[[Callable[[str], _Made]], Callable[[str], _Made]]:
    """Keep what a pure function makes of so many texts, of at most so many characters: a longer one is most likely
    hostile, and is read anew each time, so that what a process keeps is bounded."""

    def decorated(make: Callable[[str], _Made]) -> Callable[[str], _Made]:
        kept = lru_cache(most)(make)

        @wraps(make)
        def remember(text: str) -> _Made:
            return kept(text) if len(text) <= longest else make(text)

        return remember

    return decorated
