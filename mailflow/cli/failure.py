"""Which failures an operator can mend, and with which exit code they end."""

from dataclasses import dataclass

from mailflow.delivery.outlet import SubmissionUnavailable
from mailflow.delivery.render import TemplateError
from mailflow.intake.imap import ImapUnavailable
from mailflow.intake.smtp import SmtpUnavailable
from mailflow.jobs.embedded import QueueInUse
from mailflow.jobs.queue import QueueUnavailable
from mailflow.second.endpoint import SecondReaderUnavailable
from mailflow.settings import ConfigError
from mailflow.store.connection import (
    SchemaAhead,
    SchemaBehind,
    StoreUnavailable,
)
from mailflow.store.vault import SecretMissing, SecretUnusable, WrongSecret

USAGE = (ConfigError, SecretMissing, SecretUnusable, WrongSecret, TemplateError)
UNAVAILABLE = (
    ImapUnavailable,
    QueueInUse,
    QueueUnavailable,
    SchemaAhead,
    SchemaBehind,
    SecondReaderUnavailable,
    SmtpUnavailable,
    StoreUnavailable,
    SubmissionUnavailable,
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What to tell the operator, a line for each thing to mend, and how the command ends."""

    text: str
    code: int


def explain(error: Exception) -> Failure | None:
    """The text and the exit code for a failure that has a fix; None for a defect of ours."""
    if isinstance(error, USAGE):
        return Failure(str(error), 2)
    if isinstance(error, StoreUnavailable) and "Fix:" not in str(error):
        return Failure(f"{error}. Fix: start the database named in [database] url, or correct that.", 3)
    if isinstance(error, UNAVAILABLE):
        return Failure(str(error), 3)
    return None
