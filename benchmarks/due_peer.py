"""A library that reads dates, made to answer the question of `benchmarks.due`: the last day that a text names.

    PYTHON benchmarks/due_peer.py NAME < cases        # PYTHON has the library; mailflow need not be there

A case is a line {"text", "reference", "locale"?}; the answer {"due", "seconds"}. Each library is asked in the way that
suits it best: with the reference day, English, days to come, the day first (but for en-US), the last day of a month
that is named without a day. Of several dates the last counts, of a stretch its last day, of Monday to Sunday Friday.
"""

import importlib
import json
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

Read = Callable[[str, date, str], date | None]
DAY = timedelta(days=1)


def last_of(first: date | None, after: date) -> date:
    """The last day of a stretch that ends before `after`; a week is over with its Friday."""
    week = first is not None and after - first == 7 * DAY and first.weekday() == 0
    return after - 3 * DAY if week else after - DAY


def order(locale: str) -> str:
    return "MDY" if locale == "en-US" else "DMY"


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)


def dateparser() -> Read:
    search = importlib.import_module("dateparser.search").search_dates

    def read(text: str, said: date, locale: str) -> date | None:
        settings = {
            "RELATIVE_BASE": noon(said), "PREFER_DATES_FROM": "future", "PREFER_DAY_OF_MONTH": "last",
            "DATE_ORDER": order(locale),
        }  # fmt: skip
        found = search(text, languages=["en"], settings=settings)
        return found[-1][1].date() if found else None

    return read


def parsedatetime() -> Read:
    calendar = importlib.import_module("parsedatetime").Calendar()

    def read(text: str, said: date, locale: str) -> date | None:
        found = calendar.nlp(text, sourceTime=noon(said))
        return found[-1][0].date() if found else None

    return read


def recognizers() -> Read:
    module = importlib.import_module("recognizers_date_time")
    cultures = {"MDY": module.Culture.English, "DMY": getattr(module.Culture, "EnglishOthers", module.Culture.English)}
    models = {name: module.DateTimeRecognizer(culture).get_datetime_model() for name, culture in cultures.items()}

    def read(text: str, said: date, locale: str) -> date | None:
        days = [day for result in models[order(locale)].parse(text, noon(said)) if (day := resolved(result, said))]
        return days[-1] if days else None

    def resolved(result: Any, said: date) -> date | None:
        values: list[Mapping[str, str]] = (result.resolution or {}).get("values", [])
        days = [day for value in values if (day := last(value, result.text))]
        return next((day for day in days if day >= said), days[-1] if days else None)

    def last(value: Mapping[str, str], text: str) -> date | None:
        if value["type"] in ("date", "datetime") and "value" in value:
            return date.fromisoformat(value["value"][:10])
        if value["type"] not in ("daterange", "datetimerange") or "end" not in value:
            return None
        end = date.fromisoformat(value["end"][:10])
        if "start" in value and value["type"] == "daterange":
            return last_of(date.fromisoformat(value["start"]), end)
        return end - DAY if text.startswith("before") else end

    return read


def date_wrangler() -> Read:
    module = importlib.import_module("date_wrangler")
    settings = {name: module.WranglerConfig(date_order=module.DateOrder[name]) for name in ("DMY", "MDY")}

    def read(text: str, said: date, locale: str) -> date | None:
        found = module.parse(text, today=said, config=settings[order(locale)])
        stretch = found[-1].range if found else None
        return last_of(stretch.start, stretch.end) if stretch is not None and stretch.end else None

    return read


def ctparse() -> Read:
    parse = importlib.import_module("ctparse").ctparse

    def read(text: str, said: date, locale: str) -> date | None:
        found = parse(text, ts=noon(said), timeout=PATIENCE)
        end = getattr(found.resolution, "end", None) if found else None
        return end.dt.date() if end is not None else None

    return read


def timefhuman() -> Read:
    module = importlib.import_module("timefhuman")

    def read(text: str, said: date, locale: str) -> date | None:
        found = module.timefhuman(text, module.tfhConfig(now=noon(said)))
        while isinstance(found, list | tuple):
            found = found[-1] if found else None
        return found.date() if isinstance(found, datetime) else found if isinstance(found, date) else None

    return read


PATIENCE = 5.0  # seconds for one text
PEERS: dict[str, Callable[[], Read]] = {
    "dateparser": dateparser,
    "parsedatetime": parsedatetime,
    "recognizers-text": recognizers,
    "date-wrangler": date_wrangler,
    "ctparse": ctparse,
    "timefhuman": timefhuman,
}


def main() -> None:
    warnings.simplefilter("ignore")
    name = sys.argv[1]
    try:
        read = PEERS[name]()
    except ImportError as error:
        sys.exit(f"{name}: {error}")
    for line in sys.stdin:
        case = json.loads(line)
        start = time.perf_counter()
        try:
            day = read(case["text"], date.fromisoformat(case["reference"]), case.get("locale", "en-GB"))
        except Exception:  # of whatever kind: it did not read the text
            day = None
        print(json.dumps({"due": day and day.isoformat(), "seconds": time.perf_counter() - start}), flush=True)


if __name__ == "__main__":
    main()
