"""Days and hours as a working person counts them: local mornings, weekends left out."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def at_local(day: date, clock: time, zone: str) -> datetime:
    """The instant of `clock` on `day` in `zone`. A time that DST skips or doubles is read as PEP 495's fold 0."""
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def local_day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


def shift(day: date, working_days: int, week: Sequence[int]) -> date:
    """`day` moved by that many working days; negative goes back."""
    step = DAY if working_days >= 0 else -DAY
    for _ in range(abs(working_days)):
        day += step
        while day.weekday() not in week:
            day += step
    return day


def first_working_day(day: date, week: Sequence[int]) -> date:
    """`day` itself if it is one, else the next."""
    while day.weekday() not in week:
        day += DAY
    return day


def next_morning(instant: datetime, clock: time, zone: str, week: Sequence[int]) -> datetime:
    """The first `clock` of a working day in `zone` that is later than `instant`."""
    today = local_day(instant, zone)
    day = today if at_local(today, clock, zone) > instant else today + DAY
    return at_local(first_working_day(day, week), clock, zone)


def after_hours(instant: datetime, hours: int, zone: str, week: Sequence[int]) -> datetime:
    """`instant` plus `hours`, where the hours of local days off do not count: Friday 17:00 + 24 h is Monday 17:00."""
    local = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    left = timedelta(hours=hours)
    while True:
        midnight = datetime.combine(local.date() + DAY, time())
        if local.weekday() not in week:
            local = midnight
            continue
        if local + left < midnight:
            return (local + left).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        left -= midnight - local
        local = midnight


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day (31 January + 1 is 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    next_month = date(year + (month == 11), month % 12 + 2 if month < 11 else 1, 1)
    return min(date(year, month + 1, 1) + DAY * (day.day - 1), next_month - DAY)
