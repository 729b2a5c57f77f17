"""Dates as a Japanese bank writes them: ISO inside, 和暦 beside it; fiscal years; days as instants.

Pure: today and now always arrive as arguments.
"""

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from app.core.text import DASHES, LONG_MARK, InputError
from app.core.words import N_

JST = ZoneInfo("Asia/Tokyo")


class DateStyle(StrEnum):
    """How a person wants dates shown."""

    ISO = "iso"
    WAREKI = "wareki"


class DateError(InputError):
    """The text is no date, or not one that can be read in a single way."""


MISSING = N_("Enter a date, such as 2026-11-20.")
NOT_A_DATE = N_("“%(text)s” is not a date; write it as 2026-11-20 or R8.11.20.")
UNCLEAR = N_("It is not clear which day “%(text)s” is; write the year first, as in 2026-11-20 or R8.11.20.")
NO_SUCH_DAY = N_("There is no such day as “%(text)s”; check the year, the month and the day.")
TOO_EARLY = N_("Dates before 1873-01-01 cannot be used; check the year.")
ERA_BEGAN = N_("%(era)s began on %(start)s; write the date in its own era or as 2026-11-20.")
ERA_ENDED = N_("%(era)s ended on %(end)s; write the date in its own era or as 2026-11-20.")
NOT_AN_INSTANT = N_("“%(text)s” is not a day or a time; write it as 2026-11-20 or 2026-11-20 14:05.")


class Era(NamedTuple):
    """An era: year one, and the days it covers as far as we take dates."""

    letter: str
    name: str
    year_one: int
    start: date
    end: date


# 1873 is the first year in which Japan used this calendar; earlier days have no one date.
FIRST_DAY = date(1873, 1, 1)
ERAS = (
    Era("R", "令和", 2019, date(2019, 5, 1), date.max),
    Era("H", "平成", 1989, date(1989, 1, 8), date(2019, 4, 30)),
    Era("S", "昭和", 1926, date(1926, 12, 25), date(1989, 1, 7)),
    Era("T", "大正", 1912, date(1912, 7, 30), date(1926, 12, 24)),
    Era("M", "明治", 1868, FIRST_DAY, date(1912, 7, 29)),
)
_LONGEST = 60
_ERA_YEARS = 999

# --- reading -------------------------------------------------------------------------------

# 。 and ・ are what a Japanese keyboard gives for "." and "/".
_SEPARATORS = str.maketrans({**dict.fromkeys(DASHES + LONG_MARK, "-"), "。": ".", "・": "/"})
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile(r"\s*([^0-9\s])\s*")
_YEAR_MONTH_DAY = re.compile("年([0-9]{1,2})月([0-9]{1,2})日?$")
_GREGORIAN = re.compile("([0-9]{4})([-/. ])([0-9]{1,2})\\2([0-9]{1,2})|([0-9]{4})([0-9]{2})([0-9]{2})")
_JAPANESE = re.compile("(令和|平成|昭和|大正|明治|[RHSTM])(元|[0-9]{1,3})([-/. ])([0-9]{1,2})\\3([0-9]{1,2})")
_WITHOUT_YEAR = re.compile(
    "[0-9]{1,2}([-/. ])[0-9]{1,2}(\\1[0-9]{1,4})?|[0-9]{6,7}|[0-9]{1,2}月[0-9]{1,2}日?"
)
_TIME = re.compile(
    r"(?P<day>.+?)(?:T|\s)\s*(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)"
    r"\s?(?P<zone>Z|[-+\s][0-9]{2}:?[0-9]{2})?"
)


def parse_date(text: str) -> date:
    """The day that a text names, in ISO order or 和暦, full-width or not; ``DateError`` otherwise."""
    plain = _plain(text, NOT_A_DATE)
    plain = _YEAR_MONTH_DAY.sub(r"-\1-\2", _BLANKS.sub(r"\1", plain))
    if found := _GREGORIAN.fullmatch(plain):
        year, month, day = found.group(1, 3, 4) if found[1] else found.group(5, 6, 7)
        return _not_too_early(_day(int(year), int(month), int(day), text))
    if found := _JAPANESE.fullmatch(plain):
        era = next(era for era in ERAS if found[1] in (era.letter, era.name))
        number = 1 if found[2] == "元" else int(found[2])
        return _within(era, _day(era.year_one + number - 1, int(found[4]), int(found[5]), text), number, text)
    raise DateError(UNCLEAR if _WITHOUT_YEAR.fullmatch(plain) else NOT_A_DATE, text=text.strip())


def _plain(text: str, refusal: str) -> str:
    if len(text) > _LONGEST:
        raise DateError(refusal, text=text.strip()[:_LONGEST] + "…")
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_SEPARATORS)
    plain = " ".join(plain.upper().split())
    if not plain:
        raise DateError(MISSING)
    return plain


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise DateError(NO_SUCH_DAY, text=text.strip()) from None


def _not_too_early(day: date) -> date:
    if day < FIRST_DAY:
        raise DateError(TOO_EARLY)
    return day


def _within(era: Era, day: date, number: int, text: str) -> date:
    if number == 0:
        raise DateError(NO_SUCH_DAY, text=text.strip())
    _not_too_early(day)
    if day < era.start:
        raise DateError(ERA_BEGAN, era=era.name, start=era.start.isoformat())
    if day > era.end:
        raise DateError(ERA_ENDED, era=era.name, end=era.end.isoformat())
    return day


def parse_instant_or_day(text: str) -> datetime:
    """An "as at" as an instant in UTC: a day means its very end in Japan, and so do a minute and a second.

    Who reads 09:14 on a page and asks for it wants what was saved within that minute. A time without
    zone is Japanese time, as our pages show it. A blank before the zone is a plus sign that was not
    escaped in an address.
    """
    found = _TIME.fullmatch(_plain(text, NOT_AN_INSTANT))
    if not found:
        return datetime.combine(parse_date(text), time.max, JST).astimezone(UTC)
    day = parse_date(found["day"])
    try:
        clock = time.fromisoformat(found["time"] if found["time"][2] == ":" else "0" + found["time"])
        return datetime.combine(day, _end_of(clock, found["time"]), _zone(found["zone"])).astimezone(UTC)
    except (ValueError, OverflowError):
        raise DateError(NOT_AN_INSTANT, text=text.strip()) from None


def _end_of(clock: time, typed: str) -> time:
    if "." in typed:
        return clock
    second = clock.second if typed.count(":") == 2 else 59
    return clock.replace(second=second, microsecond=999999)


def _zone(text: str | None) -> tzinfo:
    if text is None:
        return JST
    if text == "Z":
        return UTC
    digits = text.strip("+- ").replace(":", "")
    if digits[2:] > "59":
        raise ValueError(text)
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text.startswith("-") else offset)


# --- showing -------------------------------------------------------------------------------


def format_date(day: date, style: DateStyle) -> str:
    """2026-11-20 or 令和8年11月20日. Days that have no sensible 和暦 (9999-12-31) stay ISO."""
    if style is DateStyle.WAREKI and (year := _era_year(day)):
        return f"{year}年{day.month}月{day.day}日"
    return day.isoformat()


def format_datetime(instant: datetime, style: DateStyle, tz: tzinfo = JST) -> str:
    """2026-11-20 14:05 or 令和8年11月20日 14:05, in Japanese time unless told otherwise."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    local = instant.astimezone(tz)
    return f"{format_date(local.date(), style)} {local:%H:%M}"


def _era_year(day: date) -> str | None:
    era = next((era for era in ERAS if era.start <= day <= era.end), None)
    number = day.year - era.year_one + 1 if era else 0
    if era is None or number > _ERA_YEARS:
        return None
    return f"{era.name}{'元' if number == 1 else number}"


def day_of(instant: datetime, tz: tzinfo = JST) -> date:
    """The day that an instant falls on, in Japan unless told otherwise."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(tz).date()


def relative_days(day: date, today: date) -> int:
    """How many days from today: 12 in twelve days, 0 today, -1 yesterday."""
    return (day - today).days


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# --- fiscal periods ------------------------------------------------------------------------


@dataclass(frozen=True, order=True, slots=True)
class FiscalHalf:
    """上期 (1: April to September) or 下期 (2: October to March) of a fiscal year."""

    year: int
    half: int

    def __post_init__(self) -> None:
        if self.half not in (1, 2):
            raise ValueError("a fiscal year has the halves 1 and 2")

    @property
    def start(self) -> date:
        """The first day."""
        return _fiscal_month(self.year, (self.half - 1) * 6)

    @property
    def end(self) -> date:
        """The last day."""
        return _fiscal_month(self.year, self.half * 6) - timedelta(days=1)

    def label(self, locale: str, style: DateStyle) -> str:
        """令和8年度上期, 2026年度上期 or FY2026 H1."""
        if locale != "ja":
            return f"FY{self.year} H{self.half}"
        return f"{_fiscal_year_words(self.year, style)}{'上期' if self.half == 1 else '下期'}"


@dataclass(frozen=True, order=True, slots=True)
class FiscalQuarter:
    """A quarter (1: April to June … 4: January to March) of a fiscal year."""

    year: int
    quarter: int

    def __post_init__(self) -> None:
        if self.quarter not in (1, 2, 3, 4):
            raise ValueError("a fiscal year has the quarters 1 to 4")

    @property
    def start(self) -> date:
        """The first day."""
        return _fiscal_month(self.year, (self.quarter - 1) * 3)

    @property
    def end(self) -> date:
        """The last day."""
        return _fiscal_month(self.year, self.quarter * 3) - timedelta(days=1)


def fiscal_year(day: date) -> int:
    """年度: the year in which its April lies."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_half(day: date) -> FiscalHalf:
    """The half of the fiscal year that the day lies in."""
    return FiscalHalf(fiscal_year(day), 1 if 4 <= day.month <= 9 else 2)


def fiscal_quarter(day: date) -> FiscalQuarter:
    """The quarter of the fiscal year that the day lies in."""
    return FiscalQuarter(fiscal_year(day), (day.month - 4) % 12 // 3 + 1)


def fsa_year(day: date) -> int:
    """事務年度 of the Financial Services Agency: July to June, named after its July."""
    return day.year if day.month >= 7 else day.year - 1


def _fiscal_month(year: int, months: int) -> date:
    """The first day of the month that lies so many months after April."""
    return date(year + (3 + months) // 12, (3 + months) % 12 + 1, 1)


def _fiscal_year_words(year: int, style: DateStyle) -> str:
    # Named by 1 May and not by 1 April: the whole of 2019 is 令和元年度 in official papers.
    words = _era_year(date(year, 5, 1)) if style is DateStyle.WAREKI else None
    return f"{words or year}年度"
