"""Times of day, which a due date has no use for and must get past: "5pm", "half past three", "close of business"."""

from mailflow.reading.when.chart import Place
from mailflow.reading.when.rule import Rule
from mailflow.reading.when.value import Moment

_HOURS, _MINUTES = 24, 59


def _hour(_: Moment, hour: int) -> bool | None:
    return True if hour <= _HOURS else None


def _hour_minute(_: Moment, hour: int, minute: int) -> bool | None:
    return True if hour <= _HOURS and minute <= _MINUTES else None


def _hour_minute_second(_: Moment, hour: int, minute: int, second: int) -> bool | None:
    return True if hour <= _HOURS and max(minute, second) <= _MINUTES else None


def _past(_: Moment, hour: object) -> bool:
    return True


def _words(_: Moment) -> bool:
    return True


def _hours(_: Moment, first: int, last: int) -> bool | None:
    return True if max(first, last) <= _HOURS else None


def _no_date(place: Place) -> bool:
    return not (place.touched() and place.chart.number(place.stop) is not None)


KINDS = ("clock", "ends_today")
RULES = (
    Rule("clock", "digits am_pm zone?", "5pm", _hour),
    Rule("clock", "digits ~: ~digits am_pm? zone?", "5:30 pm", _hour_minute, _no_date),
    Rule("clock", "digits ~: ~digits ~: ~digits am_pm? zone?", "17:30:15", _hour_minute_second),
    Rule("clock", "digits ~. ~digits am_pm", "5.30pm", _hour_minute),
    Rule("clock", "digits range_joint digits am_pm zone?", "3-4pm", _hours),
    Rule("clock", "range_from|between digits am_pm? range_joint digits am_pm zone?", "from 3 to 4pm", _hours),
    Rule("clock", "half_past count am_pm?", "half past three", _past),
    Rule("clock", "number_word am_pm", "three o'clock", _past),
    Rule("clock", "hour_words", "close of business", _words),
    Rule("ends_today", "today_words", "end of the day", _words),
)
