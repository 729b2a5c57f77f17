"""A chain as a table, in words: the twin of the picture, and what the 再委託先一覧 is made of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from flask_babel import gettext as _

from app.core import words
from app.core.dates import DateStyle, format_date
from app.core.web import current_context
from app.register.lists.organisations import country_words
from app.register.models import ConsentKind
from app.register.rules import consents
from app.register.rules.chain import Case, Chain, Link, Offer, Party, Stop, Use
from app.register.rules.chain_checks import MESSAGES, Check, Result
from app.register.rules.consents import Standing
from app.register.settings import data_class_names

GOOD = frozenset({Standing.GIVEN, Standing.EXEMPT})


class Part(StrEnum):
    """What a row stands for."""

    VENDOR = "vendor"  # the contract party where it is not the provider
    HEAD = "head"  # the engagement's own service
    FURTHER = "further"


@dataclass(frozen=True)
class Row:
    """One service by one edge; a second edge to the same service repeats its number."""

    part: Part
    number: int
    level: int
    party: Party
    offer: Offer | None = None
    stop: Stop | None = None
    link: Link | None = None
    source: Stop | None = None
    use: Use | None = None
    # What the engagement itself says, for the service that it is about.
    case: Case | None = None
    standing: Standing | None = None
    is_again: bool = False
    is_used: bool = True

    @property
    def tone(self) -> str:
        return tone_of(self.standing)


def tone_of(standing: Standing | None) -> str:
    if standing is None or standing in (Standing.NOT_DUE, Standing.UNUSED):
        return "neutral"
    if standing in consents.LACKING:
        return "danger"
    return "good" if standing in GOOD else "attention"


def rows_of(chain: Chain) -> list[Row]:
    """The direct vendor first, then by level; within a level by provider and service."""
    return [*_heads(chain), *_further(chain)]


def _heads(chain: Chain) -> Iterator[Row]:
    if chain.other_vendor is not None:
        yield Row(Part.VENDOR, 0, 1, chain.other_vendor)
    if chain.root is not None:
        yield Row(Part.HEAD, 0, 1, chain.root.party, chain.root.offer, chain.root, case=chain.case)


def _further(chain: Chain) -> Iterator[Row]:
    numbers: dict[UUID, int] = {}
    for link in sorted(chain.links, key=lambda link: _order(chain, link)):
        stop, source = chain.stops[link.base_service_id], chain.stops[link.service_id]
        is_again = stop.offer.id in numbers
        number = numbers.setdefault(stop.offer.id, len(numbers) + 1)
        yield Row(
            Part.FURTHER, number, stop.level, stop.party, stop.offer, stop, link, source,
            chain.uses.get(link.id), None, consents.standing_of(chain, link), is_again, chain.is_used(link),
        )  # fmt: skip


def _order(chain: Chain, link: Link) -> tuple[object, ...]:
    stop, source = chain.stops[link.base_service_id], chain.stops[link.service_id]
    named = (stop.party.name, stop.offer.name, str(stop.offer.id))
    return (not stop.is_counted, stop.level, *named, source.level, source.party.name, str(link.id))


# --- what stands in the cells --------------------------------------------------------------


def number_or_reason(party: Party) -> str:
    if party.corporate_number:
        return party.corporate_number
    reason = words.value_label(party.no_number_reason) if party.no_number_reason else ""
    note = party.no_number_note
    return str(_("%(reason)s (%(note)s)", reason=reason, note=note)) if note else reason


def countries(codes: Sequence[str]) -> str:
    names = country_words()
    return str(_(", ")).join(names.get(code, code) for code in sorted(codes))


def where(use: Use | None) -> str:
    """Countries and regions for us; what the edge says of all customers is no answer."""
    if use is None:
        return ""
    return " ".join(part for part in (countries(use.countries), use.regions) if part)


def data(use: Use | Case | None) -> str:
    if use is None:
        return ""
    names = data_class_names(current_context().language)
    return str(_(", ")).join(names.get(key, key) for key in use.data_classes)


def where_of(row: Row) -> str:
    """The engagement's own countries and regions for the service that it is about."""
    if row.case is None:
        return where(row.use)
    return " ".join(part for part in (countries(row.case.data_countries), row.case.data_regions) if part)


def data_of(row: Row) -> str:
    return data(row.use if row.case is None else row.case)


def work(row: Row) -> str:
    return row.link.purpose if row.link is not None else ""


def consent(row: Row) -> tuple[str, str, str, str]:
    """Where the consent stands, its kind, day and end."""
    if row.standing is None:
        return "", "", "", ""
    kind = row.use.consent_kind if row.use is not None else None
    ends = row.use.expires_on if row.use is not None else None
    return (
        words.value_label(row.standing),
        words.value_label(kind) if kind not in (None, ConsentKind.EXEMPT) else "",
        # While we may still object there is no day of consent.
        _day(None if row.standing == Standing.OBJECTION_OPEN else consents.consented_on(row.use)),
        _day(ends),
    )


def _day(day: date | None) -> str:
    return format_date(day, DateStyle(current_context().date_style)) if day is not None else ""


def ending_soon(rows: Iterable[Row]) -> int:
    return sum(row.standing == Standing.GIVEN_SOON_OVER for row in rows)


def conditions(use: Use | None) -> str:
    if use is None:
        return ""
    return use.exempt_reason if use.consent_kind == ConsentKind.EXEMPT else use.conditions


def ways(chain: Chain, stop: Stop) -> list[str]:
    return [way_of([chain.stops[service_id] for service_id in way]) for way in stop.ways]


def way_of(stops: Iterable[Stop]) -> str:
    ends = list(stops)
    offers = {stop.offer.id: stop.offer for stop in ends}
    parties = {stop.party.id: stop.party for stop in ends}
    return " → ".join(names_along([stop.offer.id for stop in ends], offers, parties))


def names_along(
    way: Iterable[UUID], offers: Mapping[UUID, Offer], parties: Mapping[UUID, Party]
) -> Iterator[str]:
    """By providers; a further service of the same provider by its own name."""
    before: UUID | None = None
    for service_id in way:
        offer = offers[service_id]
        yield offer.name if offer.organisation_id == before else parties[offer.organisation_id].name
        before = offer.organisation_id


# --- what the checks say -------------------------------------------------------------------


def said(check: str, params: dict[str, str]) -> str:
    """A result in the reader's words, with days and countries in their way."""
    shown = {**params}
    if "on" in shown:
        shown["on"] = format_date(date.fromisoformat(shown["on"]), DateStyle(current_context().date_style))
    if "countries" in shown:
        shown["countries"] = countries(shown["countries"].split())
    return str(_(MESSAGES[Check(check)], **shown))


def said_of(result: Result) -> str:
    return said(result.check, dict(result.params))
