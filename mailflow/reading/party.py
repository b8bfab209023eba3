"""A person of a pair, as far as reading words needs to know them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """Who is meant when a text says the name: `name` as people write it, `address` their mail address."""

    name: str
    address: str
