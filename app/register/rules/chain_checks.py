"""What is wrong with a chain, or not known of it: each check looks at the whole chain of one engagement."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from app.core.words import N_
from app.register.rules import consents, likeness
from app.register.rules.chain import Chain, Link, Party
from app.register.rules.consents import Standing
from app.register.rules.likeness import Pair
from app.work.models import Severity

HOME = "JP"


class Check(StrEnum):
    CONSENT_MISSING = "consent_missing"
    CONSENT_EXPIRED = "consent_expired"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_WAITING = "consent_waiting"
    OBJECTION_OPEN = "objection_open"
    NOT_JUDGED = "not_judged"
    SUPPLY_ENDS = "supply_ends"
    ABROAD_WITHOUT_BASIS = "abroad_without_basis"
    COUNTRY_UNKNOWN = "country_unknown"
    RECORDED_TWICE = "recorded_twice"
    CIRCLE = "circle"
    SELF_LOOP = "self_loop"
    PLACEHOLDER = "placeholder"
    OTHER_VENDOR = "other_vendor"
    NOT_WHOLE = "not_whole"


C = Check
MESSAGES: Mapping[Check, str] = {
    C.CONSENT_MISSING: N_("%(from)s passes work on to %(to)s, and there is no consent."),
    C.CONSENT_EXPIRED: N_("The consent to %(to)s ran out on %(on)s. Have it applied for again."),
    C.CONSENT_REFUSED: N_("Consent to %(to)s was refused, and it is not recorded as not used."),
    C.CONSENT_WITHDRAWN: N_("Consent to %(to)s was withdrawn, and it is not recorded as not used."),
    C.CONSENT_WAITING: N_("The application for consent to %(to)s is not decided yet."),
    C.OBJECTION_OPEN: N_("We may object to %(to)s until %(on)s."),
    C.NOT_JUDGED: N_("Nobody has judged whether this is outsourcing, so it is not known if consent is due."),
    C.SUPPLY_ENDS: N_("%(to)s ends on %(on)s, before the engagement does."),
    C.ABROAD_WITHOUT_BASIS: N_(
        "Personal data goes to %(countries)s with %(name)s, and the basis of article 28 is not recorded."
    ),
    C.COUNTRY_UNKNOWN: N_("It is not recorded in which countries %(to)s works for us."),
    C.RECORDED_TWICE: N_(
        "%(names)s may be one organisation recorded twice. Merge them, or say that they are two."
    ),
    C.CIRCLE: N_("The chain runs in a circle: %(names)s. Correct one of these edges."),
    C.SELF_LOOP: N_("%(to)s is recorded as built on itself. End this edge, or correct it."),
    C.PLACEHOLDER: N_("%(name)s is a placeholder. Record which service is meant."),
    C.OTHER_VENDOR: N_(
        "The contract is with %(vendor)s, the service is provided by %(provider)s. "
        "If one works for the other, record it in the chain."
    ),
    C.NOT_WHOLE: N_("This chain is too large to be shown whole. Check the edges by the list of supplies."),
}
SEVERITIES: Mapping[Check, Severity] = {
    C.CONSENT_MISSING: Severity.HIGH,
    C.CONSENT_EXPIRED: Severity.HIGH,
    C.CONSENT_REFUSED: Severity.HIGH,
    C.CONSENT_WITHDRAWN: Severity.HIGH,
    C.ABROAD_WITHOUT_BASIS: Severity.HIGH,
    C.CONSENT_WAITING: Severity.MEDIUM,
    C.OBJECTION_OPEN: Severity.MEDIUM,
    C.NOT_JUDGED: Severity.MEDIUM,
    C.SUPPLY_ENDS: Severity.MEDIUM,
    C.COUNTRY_UNKNOWN: Severity.MEDIUM,
    C.RECORDED_TWICE: Severity.MEDIUM,
    C.CIRCLE: Severity.MEDIUM,
    C.SELF_LOOP: Severity.MEDIUM,
    C.NOT_WHOLE: Severity.MEDIUM,
    C.PLACEHOLDER: Severity.LOW,
    C.OTHER_VENDOR: Severity.LOW,
}


@dataclass(frozen=True)
class Result:
    """One thing to mend. `subject_type` and `subject_id` name the record where that is done.

    Days among the values stand as 2026-11-20, countries as codes: the page says them in the reader's way.
    """

    check: Check
    subject_type: str
    subject_id: UUID
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        return SEVERITIES[self.check]


CONSENT = {
    Standing.MISSING: C.CONSENT_MISSING,
    Standing.EXPIRED: C.CONSENT_EXPIRED,
    Standing.REFUSED: C.CONSENT_REFUSED,
    Standing.WITHDRAWN: C.CONSENT_WITHDRAWN,
    Standing.WAITING: C.CONSENT_WAITING,
    Standing.OBJECTION_OPEN: C.OBJECTION_OPEN,
}


def checked(chain: Chain, apart: Mapping[Pair, str] = MappingProxyType({})) -> list[Result]:
    """Everything that any check finds, the gravest first. `apart`: pairs of organisations that somebody found to
    be two, each with what they were known by then."""
    found = [result for check in CHECKS for result in check(chain)]
    found += recorded_twice(chain, apart)
    order = list(Severity)
    return sorted(found, key=lambda result: order.index(result.severity))


def title_of(chain: Chain, service_id: UUID) -> str:
    """A service with its provider: two providers may call theirs alike."""
    stop = chain.stops[service_id]
    return f"{stop.party.name} / {stop.offer.name}"


def _at(check: Check, chain: Chain, link: Link, **params: str) -> Result:
    ends = {"from": title_of(chain, link.service_id), "to": title_of(chain, link.base_service_id)}
    return Result(check, "supply", link.id, {**ends, **params})


def consent(chain: Chain) -> Iterator[Result]:
    if not consents.may_be_due(chain.case):
        return
    for link in chain.used_links:
        use = chain.uses.get(link.id)
        check = CONSENT.get(consents.standing_of(chain, link))
        if check is None or not consents.is_passed_on(chain, link):
            continue
        day = use and (use.objection_until_on if check == C.OBJECTION_OPEN else use.expires_on)
        yield _at(check, chain, link, **({"on": day.isoformat()} if day else {}))


def not_judged(chain: Chain) -> Iterator[Result]:
    if chain.case is not None and consents.is_unjudged(chain.case):
        yield Result(C.NOT_JUDGED, "engagement", chain.case.id)


def supply_ends(chain: Chain) -> Iterator[Result]:
    """An engagement without an end goes on behind any edge that has one."""
    if chain.case is None or chain.case.is_over:
        return
    end = chain.case.ends_on or date.max
    for link in chain.used_links:
        if link.to_on is not None and link.to_on < end:
            yield _at(C.SUPPLY_ENDS, chain, link, on=link.to_on.isoformat())


def abroad_without_basis(chain: Chain) -> Iterator[Result]:
    """Personal data in another country, and no judgement of that organisation by article 28."""
    case = chain.case
    if case is None or case.is_over or not case.has_personal_data:
        return
    abroad: dict[UUID, set[str]] = {}
    if chain.root is not None:
        abroad[chain.root.party.id] = set(case.data_countries)
    for link in chain.used_links:
        use = chain.uses.get(link.id)
        if use is not None:
            party = chain.stops[link.base_service_id].party
            abroad.setdefault(party.id, set()).update(use.countries)
    parties = chain.parties()
    for party_id, countries in abroad.items():
        judged = chain.judgements.get(party_id)
        outside = sorted(countries - {HOME})
        if outside and (judged is None or judged.foreign_basis is None):
            params = {"name": parties[party_id].name, "countries": " ".join(outside)}
            yield Result(C.ABROAD_WITHOUT_BASIS, "organisation", party_id, params)


def country_unknown(chain: Chain) -> Iterator[Result]:
    if chain.case is None or chain.case.is_over:
        return
    for link in chain.used_links:
        use = chain.uses.get(link.id)
        if use is None or not use.countries:
            yield _at(C.COUNTRY_UNKNOWN, chain, link)


def recorded_twice(chain: Chain, apart: Mapping[Pair, str]) -> Iterator[Result]:
    """By number, spelling, initials or site, as a new entry is recognised."""
    parties = chain.parties()
    told_apart = {
        pair
        for pair, then in apart.items()
        if all(one in parties for one in pair)
        and likeness.known_by(*(_keys_of(parties[one]) for one in pair)) == then
    }
    found = ((party.id, kind, key) for party in parties.values() for kind, key in _keys_of(party))
    parents = {party.id: party.parent_id for party in parties.values()}
    for pair in likeness.suspicions(found, parents, told_apart):
        names = " / ".join(sorted(parties[one].name for one in (pair.first_id, pair.second_id)))
        yield Result(C.RECORDED_TWICE, "organisation", pair.first_id, {"names": names})


@lru_cache(maxsize=20_000)
def _keys_of(party: Party) -> frozenset[likeness.Key]:
    """The same party stands in many chains."""
    numbers = (party.corporate_number, party.invoice_number)
    return frozenset(likeness.keys_of(party.name, party.name_kana, party.name_latin, party.website, *numbers))


def circles(chain: Chain) -> Iterator[Result]:
    by_ends = {(link.service_id, link.base_service_id): link for link in chain.links}
    for circle in chain.circles:
        link = by_ends[circle[-1], circle[0]]
        if len(circle) == 1:
            yield _at(C.SELF_LOOP, chain, link)
        else:
            names = " → ".join(title_of(chain, service_id) for service_id in (*circle, circle[0]))
            yield Result(C.CIRCLE, "supply", link.id, {"names": names})


def placeholders(chain: Chain) -> Iterator[Result]:
    for stop in chain.counted:
        if stop.offer.is_placeholder:
            name = title_of(chain, stop.offer.id)
            yield Result(C.PLACEHOLDER, "service", stop.offer.id, {"name": name})


def other_vendor(chain: Chain) -> Iterator[Result]:
    vendor, root = chain.other_vendor, chain.root
    if chain.case is not None and vendor is not None and root is not None:
        params = {"vendor": vendor.name, "provider": root.party.name}
        yield Result(C.OTHER_VENDOR, "engagement", chain.case.id, params)


def not_whole(chain: Chain) -> Iterator[Result]:
    if chain.is_cut:
        yield Result(C.NOT_WHOLE, "service", chain.root_id)


CHECKS: Sequence[Callable[[Chain], Iterator[Result]]] = (
    consent,
    abroad_without_basis,
    not_judged,
    supply_ends,
    country_unknown,
    circles,
    placeholders,
    other_vendor,
    not_whole,
)
