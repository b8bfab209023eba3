"""Dates: days and times in the words and the order of one reader, with the zone always named."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

# By region, after the Unicode CLDR (supplemental/timeData, dates/calendars/gregorian).
_MONTH_FIRST = frozenset({"US", "PH", "BZ", "FM", "PW", "GU", "PR", "VI", "AS", "MP", "MH"})
_TWELVE_HOURS = _MONTH_FIRST | frozenset({"CA", "AU", "NZ", "IN"})

_MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_WEEKDAYS = {"en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")}
_ZONE = {"en": "{city} time"}


@dataclass(frozen=True, slots=True)
class Dates:
    """How one reader is told a day or a time. `city` names their zone; `language` is one that the words exist in."""

    zone: tzinfo
    city: str
    language: str
    month_first: bool
    twelve_hours: bool

    def day(self, day: date) -> str:
        """ "Thursday 12 March 2026", or "Thursday, March 12, 2026"."""
        return f"{self.short_day(day)}, {day.year}" if self.month_first else f"{self.short_day(day)} {day.year}"

    def short_day(self, day: date) -> str:
        """The day without its year, for what is near."""
        weekday, month = _WEEKDAYS[self.language][day.weekday()], _MONTHS[self.language][day.month - 1]
        return f"{weekday}, {month} {day.day}" if self.month_first else f"{weekday} {day.day} {month}"

    def weeks_on(self, now: datetime) -> str:
        """A day four weeks from now without its weekday ("9 April", "April 9"), for an example of an answer."""
        day = self.local_day(now) + timedelta(days=28)
        month = _MONTHS[self.language][day.month - 1]
        return f"{month} {day.day}" if self.month_first else f"{day.day} {month}"

    def month(self, month: str) -> str:
        """ "April 2026" for "2026-04"; what is not written like that is left as it is."""
        year, _, number = month.partition("-")
        if number.isdecimal() and 1 <= int(number) <= 12:
            return f"{_MONTHS[self.language][int(number) - 1]} {year}"
        return month

    def local_day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def day_of(self, instant: datetime) -> str:
        return self.day(self.local_day(instant))

    def clock(self, instant: datetime) -> str:
        """ "15:20", or "3:20 pm"."""
        local = instant.astimezone(self.zone)
        if self.twelve_hours:
            return f"{local.hour % 12 or 12}:{local.minute:02} {'am' if local.hour < 12 else 'pm'}"
        return f"{local.hour:02}:{local.minute:02}"

    def time(self, instant: datetime) -> str:
        """ "15:20, London time"."""
        return f"{self.clock(instant)}, {self.place(instant)}"

    def span(self, start: datetime, minutes: int) -> str:
        """ "Thursday 12 March 2026, 15:00–16:00, London time"."""
        first, last = self.clock(start), self.clock(start.astimezone(UTC) + timedelta(minutes=minutes))
        if self.twelve_hours and first[-2:] == last[-2:]:
            first = first[:-3]
        return f"{self.day_of(start)}, {first}–{last}, {self.place(start)}"

    def place(self, instant: datetime) -> str:
        """ "London time"; for a zone that no city names, its offset at that instant."""
        if self.city:
            return _ZONE[self.language].format(city=self.city)
        offset = instant.astimezone(self.zone).strftime("%z")
        return "UTC" if offset == "+0000" else f"UTC{offset[:3]}:{offset[3:5]}"


@lru_cache(maxsize=1024)
def dates(zone: str, locale: str, language: str) -> Dates:
    """The Dates of a reader. A zone that is not known becomes UTC, and says so; an unknown language becomes English."""
    region = locale.replace("_", "-").rpartition("-")[2].upper()
    try:
        info: tzinfo = ZoneInfo(zone)
        known = True
    except (KeyError, ValueError, OSError):
        info, known = UTC, False
    area, _, place = zone.rpartition("/")
    city = place.replace("_", " ") if known and area and area != "Etc" else ""
    return Dates(info, city, language if language in _MONTHS else "en", region in _MONTH_FIRST, region in _TWELVE_HOURS)
