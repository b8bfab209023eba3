"""What can go wrong in the cellar, each with a name. No text quotes what is stored."""


class LostRace(Exception):
    """A row was changed by another worker since it was read: load and decide again."""


class StoreUnavailable(Exception):
    """The database cannot be used just now: it is down, locked beyond patience, or its disk is full."""


class SchemaBehind(Exception):
    """The tables are older than this mailflow."""


class SchemaAhead(Exception):
    """The tables were made by a newer mailflow."""


class AlreadyPaired(Exception):
    """These two are a pair already."""


class AddressTaken(Exception):
    """An address or alias belongs to someone else."""


class PartVanished(Exception):
    """A decision left out a conversation, contract or ask that it had been given: such parts end, but never vanish."""
