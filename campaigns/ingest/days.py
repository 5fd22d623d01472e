"""Date cells: ISO, or a day and a month whose order the column or the caller settles."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from campaigns.dates import FIRST_DAY, LAST_DAY
from campaigns.ingest.columns import Cell, CellError

_ZONE = r"(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)"
_TIME = rf"(?:[T ]+(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:[.,]\d{{1,9}})?)?\s*{_ZONE}?)?"
_ISO = re.compile(rf"(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}}){_TIME}", re.ASCII)
_PARTS = re.compile(rf"(?P<first>\d{{1,2}})[-/](?P<second_part>\d{{1,2}})[-/](?P<year>\d{{4}}){_TIME}", re.ASCII)


@dataclass(frozen=True)
class DateCell(Cell):
    """A business day. Day-first and month-first dates are read by ``order``, which ``with_order`` settles per file."""

    order: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Kolkata"))

    def read(self, text: str) -> date:
        if parts := _ISO.fullmatch(text):
            return _day(parts["year"], parts["month"], parts["day"], parts, self.zone)
        if (parts := _PARTS.fullmatch(text)) and self.order in ("dmy", "mdy"):
            first, second = parts["first"], parts["second_part"]
            day, month = (first, second) if self.order == "dmy" else (second, first)
            return _day(parts["year"], month, day, parts, self.zone)
        raise CellError("bad-date")

    def canonical(self, value: date | None) -> str:
        return value.isoformat() if value else ""


class DateParts(NamedTuple):
    """A date that two countries read differently."""

    text: str
    first: int
    second: int
    year: int

    def reading(self, order: str) -> str:
        """ISO text of one reading, or words where there is none."""
        day, month = (self.first, self.second) if order == "dmy" else (self.second, self.first)
        try:
            return date(self.year, month, day).isoformat()
        except ValueError:
            return "no date"


def find_date_parts(text: str) -> DateParts | None:
    """The parts of a date whose order is not in the text itself."""
    parts = _PARTS.fullmatch(text)
    return DateParts(text, int(parts["first"]), int(parts["second_part"]), int(parts["year"])) if parts else None


def settle_date_order(dates: list[DateParts]) -> str:
    """``dmy`` or ``mdy`` when the dates of a column leave only one reading; empty text when both are open."""
    first_above = any(d.first > 12 for d in dates)
    second_above = any(d.second > 12 for d in dates)
    return {(True, False): "dmy", (False, True): "mdy"}.get((first_above, second_above), "")


def _day(year: str, month: str, day: str, parts: re.Match, zone: ZoneInfo) -> date:
    try:
        found = date(int(year), int(month), int(day))
        if parts["hour"]:
            moment = datetime(
                found.year, found.month, found.day, *(int(parts[p] or 0) for p in ("hour", "minute", "second"))
            )
            if parts["zone"]:
                offset = parts["zone"].replace("Z", "+00:00")
                found = datetime.fromisoformat(f"{moment.isoformat()}{offset}").astimezone(zone).date()
    except (ValueError, OverflowError) as error:
        raise CellError("bad-date") from error
    if not FIRST_DAY <= found <= LAST_DAY:
        raise CellError("bad-date")
    return found
