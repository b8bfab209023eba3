"""One line for each event in a mail's life: the event, then ids and numbers, never content or addresses."""

import logging
import time

_LOGGER = logging.getLogger("mailflow")

Value = str | int | float | bool | None


def event(name: str, subject: str = "-", /, *, level: int = logging.INFO, **facts: Value) -> None:
    """Log `name` (`inbound.stored`) of `subject` (a row's id) with its facts as key=value."""
    if _LOGGER.isEnabledFor(level):
        _LOGGER.log(level, "%s %s%s", name, subject, "".join(f" {key}={value}" for key, value in facts.items()))


def failure(name: str, subject: str, error: BaseException) -> None:
    """Log an exception by its class and place. Its text is left out: it may quote a mail or an address."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace else "?"
    event(name, subject, level=logging.ERROR, error=type(error).__name__, at=place)


def to_stderr(level: int = logging.INFO) -> None:
    """Send the log to standard error, a line an event, with the time in UTC first."""
    handler = logging.StreamHandler()
    formatter = logging.Formatter("%(asctime)s.%(msecs)03dZ %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    _LOGGER.handlers = [handler]
    _LOGGER.setLevel(level)
    _LOGGER.propagate = False
