"""利用内容・承諾 in files: an edge of the chain as it is for one engagement, and what was decided about it."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.core.errors import DomainError
from app.core.listing import is_id
from app.core.words import N_
from app.exchange.kinds import then
from app.exchange.kinds.base import Accepted, Kind, Match
from app.exchange.kinds.columns import COUNTRIES, ID, choice, column, entries, given, in_order
from app.exchange.kinds.faults import Faults
from app.exchange.kinds.organisations import UNKNOWN_ID
from app.exchange.kinds.parties import Offers, Parties
from app.exchange.kinds.supplies import ENDS, Edges
from app.exchange.reading import values as read
from app.exchange.reading.mapping import Field
from app.register import settings
from app.register.models import (
    Access,
    ConsentKind,
    ConsentState,
    Engagement,
    EngagementSupply,
    Service,
    Supply,
)
from app.register.permissions import RegisterPermission as P
from app.register.queries import consents as queries
from app.register.queries import engagements
from app.register.rules import consents as rules
from app.register.rules import graphs
from app.register.rules.consents import UseFacts
from app.register.rules.engagements import OVER
from app.register.rules.ledger_consents import DECIDED, LedgerConsent, check_change, checked
from app.register.services import importing
from app.register.services.reach import may

TABLE = "engagement_supply"
FACTS = tuple(field.name for field in fields_of(UseFacts))
CONSENT = tuple(field.name for field in fields_of(LedgerConsent))
LISTS = ("countries", "data_classes")
KNOWN_BY = ("engagement_id", "supply_id", *ENDS[0], *ENDS[1])
# Pairs of a consent that contradict each other whatever else stands in the row.
PAIRS = (
    ("applied_on", "objection_until_on"), ("applied_on", "examined_on"), ("applied_on", "decided_on"),
    ("decided_on", "expires_on"),
)  # fmt: skip

NO_ENGAGEMENT = N_("There is no engagement “%(number)s” that you may see. Correct the number.")
NO_EDGE = N_(
    "The chain of this engagement has no edge to %(name)s. Add the supply first, or correct the name."
)
SEVERAL_EDGES = N_(
    "Several edges of this chain lead to %(name)s. Write also who passes the work on to it, and for which service."
)
EDGE_MISSING = N_("Say to whom the work is passed on.")
UNIT_NOT_YOURS = N_(
    "You may not record this for engagements of this unit. Leave the row out, or ask that unit."
)
IS_OVER = N_("This engagement is over. Its file is kept as it is.")
CLASS_UNKNOWN = N_("Choose classes from the list.")


def fields() -> tuple[Field, ...]:
    return (*_edge(), *_use(), *_consent(), ID)


def _edge() -> tuple[Field, ...]:
    return (
        column(TABLE, "engagement_id", read.code, "委託番号", "案件番号", "管理番号", "engagement number", "number",
               is_required=True),
        Field("provider", ("再委託元", "Passed on by"), read.line, ("委託先", "委託先名", "再委託元の会社", "company")),
        Field("service_id", ("再委託元のサービス", "Service passed on"), read.line, ("委託先サービス",)),
        Field("base_provider", ("再委託先", "Passed on to"), read.line,
              ("再委託先名", "再委託先の名称", "sub_processor", "subprocessor", "subcontractor")),
        Field("base_service_id", ("再委託先のサービス", "Service built on"), read.line, ("再委託先サービス",)),
        Field("supply_id", ("再委託・利用関係のID", "Supply ID"), read.code, ("supply id",)),
    )  # fmt: skip


def _use() -> tuple[Field, ...]:
    classes = read.many_of(entries(settings.data_class_names))
    return (
        column(TABLE, "is_unused", read.flag, "利用なし"),
        column(TABLE, "countries", COUNTRIES, "取扱国", "所在国", "country"),
        column(TABLE, "regions", read.line, "取扱地域", "リージョン", "region"),
        column(TABLE, "data_classes", classes, "データ区分", "取扱情報"),
        column(TABLE, "access", choice(Access), "アクセス権限"),
    )


def _consent() -> tuple[Field, ...]:
    return (
        column(TABLE, "consent_kind", choice(ConsentKind), "承諾区分", "承諾種別"),
        column(TABLE, "exempt_reason", read.text),
        column(TABLE, "state", choice(ConsentState), "承諾状況", "状態"),
        column(TABLE, "applied_on", read.day, "申請日", "申請受領日"),
        column(TABLE, "applied_by", read.line, "申請者"),
        column(TABLE, "objection_until_on", read.day, "異議申立期限"),
        column(TABLE, "examined_on", read.day, "審査日"),
        column(TABLE, "examination", read.text, "審査内容"),
        column(TABLE, "decided_on", read.day, "承諾日", "決定日"),
        column(TABLE, "conditions", read.text, "承諾条件"),
        column(TABLE, "expires_on", read.day, "承諾期限", "有効期限"),
        column(TABLE, "note", read.text, "備考", "摘要", "remarks", "comments"),
    )


class UseDesk:
    def __init__(self, ctx: Context, _is_adding: bool = False, instant: datetime | None = None) -> None:
        """Parties are not added here: what nobody supplies is not used."""
        self.ctx = ctx
        self.offers = Offers(ctx, Parties(ctx, False, instant), instant)
        self.edges = Edges(ctx, instant)
        self.arrows: dict[UUID, list[UUID]] = {}
        for edge in self.edges.records.values():
            self.arrows.setdefault(edge.service_id, []).append(edge.base_service_id)
        seen = engagements.visible_to(ctx)
        self.engagements = {each.id: each for each in then.records(Engagement, seen, instant)}
        self.by_number = {each.number: each for each in self.engagements.values()}
        found = then.records(EngagementSupply, queries.visible_to(ctx), instant)
        self.records = {each.id: each for each in found if each.engagement_id in self.engagements}
        self.known = {(each.engagement_id, each.supply_id): each.id for each in self.records.values()}
        self._reached: dict[UUID, frozenset[UUID]] = {}

    # --- a row in the register's own spelling -------------------------------------------------

    def settle(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        settled = {**values, **in_order(values, LISTS)}
        settled.pop("supply_id", None)
        if values.get("engagement_id") and (values.get("supply_id") or values.get("base_provider")):
            edge = self._edge(values)
            for provider, service in ENDS:
                settled[provider], settled[service] = self.offers.spelt(self._end(edge, service))
        return settled

    def _end(self, edge: Supply, end: str) -> Service:
        return self.offers.records[getattr(edge, end)]

    def _engagement(self, values: Mapping[str, Any]) -> Engagement:
        number = values.get("engagement_id") or ""
        found = self.by_number.get(number)
        if found is None:
            raise DomainError(NO_ENGAGEMENT, "engagement_id", number=number)
        return found

    def _edge(self, values: Mapping[str, Any]) -> Supply:
        """By its ID; else the one edge of this engagement's chain that leads there."""
        if values.get("supply_id"):
            found = self.edges.with_id(values["supply_id"])
            if found is None:
                raise DomainError(UNKNOWN_ID, "supply_id")
            return self.edges.records[found]
        if not values.get("base_provider"):
            raise DomainError(EDGE_MISSING, "base_provider")
        fitting = list(self._fitting(self._engagement(values), values))
        if len(fitting) != 1:
            name = values.get("base_service_id") or values["base_provider"]
            raise DomainError(SEVERAL_EDGES if fitting else NO_EDGE, "base_provider", name=name)
        return fitting[0]

    def _fitting(self, engagement: Engagement, values: Mapping[str, Any]) -> Iterable[Supply]:
        lower = self._named(values, *ENDS[1])
        upper = self._named(values, *ENDS[0]) if values.get("provider") else None
        reached = self._reach(engagement.service_id)
        for edge in self.edges.records.values():
            is_of_chain = edge.service_id in reached or (engagement.id, edge.id) in self.known
            is_named = edge.base_service_id in lower and (upper is None or edge.service_id in upper)
            if is_of_chain and is_named:
                yield edge

    def _named(self, values: Mapping[str, Any], provider: str, service: str) -> set[UUID]:
        """The service that the row names, or without a name every service of that provider."""
        if values.get(service):
            return {self.offers.find(values[provider], values[service], (provider, service)).id}
        party = self.offers.parties.find(values[provider], provider)
        return {each.id for each in self.offers.records.values() if each.organisation_id == party.id}

    def _reach(self, service_id: UUID) -> frozenset[UUID]:
        if service_id not in self._reached:
            self._reached[service_id] = frozenset(graphs.distances([service_id], self.arrows))
        return self._reached[service_id]

    # --- which record ---------------------------------------------------------------------------

    def key(self, values: Mapping[str, Any]) -> Any:
        if values.get("id"):
            return "id", values["id"]
        return "use", values.get("engagement_id"), str(self._edge(values).id)

    def match(self, values: Mapping[str, Any]) -> Match:
        if values.get("id"):
            known = is_id(values["id"]) and UUID(values["id"]) in self.records
            return Match(UUID(values["id"])) if known else Match(conflict=UNKNOWN_ID)
        return Match(self.known.get((self._engagement(values).id, self._edge(values).id)))

    def current(self, record_id: UUID) -> Mapping[str, Any]:
        record = self.records[record_id]
        edge = self.edges.every[record.supply_id]
        present: dict[str, Any] = {name: getattr(record, name) for name in (*FACTS, *CONSENT)}
        for provider, service in ENDS:
            present[provider], present[service] = self.offers.spelt(self._end(edge, service))
        present["engagement_id"] = self.engagements[record.engagement_id].number
        return {**present, "id": str(record_id)}

    # --- what the register would refuse ---------------------------------------------------------

    def check(self, values: Mapping[str, Any], record_id: UUID | None) -> None:
        engagement = self._engagement(values)
        edge = self._edge(values)
        if record_id is not None:
            self._check_open(values)
        holder = self.known.get((engagement.id, edge.id), record_id)
        if holder != record_id or (record_id and not self._is_of(record_id, engagement, edge)):
            raise DomainError(UNKNOWN_ID, "id")
        facts = rules.checked_use(self._facts(values))
        if not set(facts.data_classes) <= set(settings.data_class_names("ja")):
            raise DomainError(CLASS_UNKNOWN, "data_classes")
        consent = self._new_consent(values, record_id)
        self._check_rights(engagement, consent)
        if consent is not None:
            self._check_consent(consent, record_id)

    def _check_open(self, values: Mapping[str, Any]) -> None:
        if self._engagement(values).stage in OVER:
            raise DomainError(IS_OVER, "engagement_id")

    def _check_consent(self, consent: LedgerConsent, record_id: UUID | None) -> None:
        if record_id is not None:
            check_change(self._recorded(record_id), consent)
        checked(consent, day_of(self.ctx.at))

    def known_by(self, _values: Mapping[str, Any]) -> Sequence[str]:
        return KNOWN_BY

    def looking(self) -> AbstractContextManager[None]:
        return self.offers.parties.looking()

    def look_up(self, values: Mapping[str, Any], faults: Faults) -> None:
        if values.get("engagement_id"):
            faults.look((), self._engagement, values)
        if values.get("supply_id"):
            faults.look((), self._edge, values)
            return
        for ends in ENDS:
            self.offers.look_up_provider(faults, values, ends)
            if values.get(ends[0]):
                faults.look(ends, self._named, values, *ends)
        if values.get("base_provider") or not values.get("id"):
            faults.look(KNOWN_BY, self._edge, values)

    def look_over(self, values: Mapping[str, Any], record_id: UUID | None, faults: Faults) -> None:
        if not faults.is_known:
            self._look_at_days(values, faults)
            return
        if record_id is not None:
            faults.rule(("engagement_id",), self._check_open, values)
        if not faults.unread & set(CONSENT):
            consent = self._new_consent(values, record_id)
            if "engagement_id" not in faults.unread:
                faults.rule(("engagement_id",), self._check_rights, self._engagement(values), consent)
            if consent is not None:
                faults.rule(("state",), self._check_consent, consent, record_id)
        self._look_at_days(values, faults)

    def _look_at_days(self, values: Mapping[str, Any], faults: Faults) -> None:
        for names in PAIRS:
            pair = given(values, names)
            if len(pair) == len(names):
                kind = ConsentKind.NOTICE if "objection_until_on" in names else ConsentKind.PRIOR
                if "objection_until_on" not in names or values.get("consent_kind") == kind:
                    stated = LedgerConsent(consent_kind=kind, **pair)
                    faults.rule(names, checked, stated, day_of(self.ctx.at))

    def _is_of(self, record_id: UUID, engagement: Engagement, edge: Supply) -> bool:
        record = self.records[record_id]
        return (record.engagement_id, record.supply_id) == (engagement.id, edge.id)

    def _check_rights(self, engagement: Engagement, consent: LedgerConsent | None) -> None:
        """Whoever brings a decision must be one who may decide: else a file would get round the second person."""
        needed = [P.CONSENT_APPLY]
        if consent is not None and consent.examined_on:
            needed.append(P.CONSENT_EXAMINE)
        if consent is not None and (consent.decided_on or consent.state in DECIDED):
            needed.append(P.CONSENT_DECIDE)
        if not all(may(self.ctx, permission, engagement.unit_id) for permission in needed):
            raise DomainError(UNIT_NOT_YOURS, "engagement_id")

    def _recorded(self, record_id: UUID) -> LedgerConsent:
        record = self.records[record_id]
        return LedgerConsent(**{name: getattr(record, name) for name in CONSENT})

    def _new_consent(self, values: Mapping[str, Any], record_id: UUID | None) -> LedgerConsent | None:
        """None where the row says nothing of it that is not recorded."""
        stated = given(values, CONSENT)
        if record_id is None:
            return LedgerConsent(**stated) if stated else None
        if stated.get("state") == ConsentState.NOT_APPLIED:
            # Nothing is recorded yet, so what the row adds says how far it has come.
            stated.pop("state")
        found, recorded = LedgerConsent(**stated), self._recorded(record_id)
        is_same = given(values, CONSENT) == given(
            {name: getattr(recorded, name) for name in CONSENT}, CONSENT
        )
        return None if is_same else found

    def _facts(self, values: Mapping[str, Any]) -> UseFacts:
        return UseFacts(**given(values, FACTS))

    def label(self, values: Mapping[str, Any]) -> str:
        named = (values.get(name) for name in ("engagement_id", "base_provider", "base_service_id"))
        return " ".join(filter(None, named))

    # --- storing --------------------------------------------------------------------------------

    def apply(self, rows: Sequence[Accepted], source: str) -> None:
        prepared, new = [], set()
        for row in rows:
            whole = {**self.current(row.record_id), **row.values} if row.record_id else row.values
            engagement, edge = self._engagement(whole), self._edge(whole)
            use = self.records[row.record_id] if row.record_id else _use_of(engagement, edge)
            if row.record_id is None:
                new.add(use.id)
            prepared.append(
                importing.UseRow(
                    use=use,
                    engagement=engagement,
                    facts=self._facts(whole),
                    consent=self._new_consent(whole, row.record_id),
                )
            )
        importing.store_uses(self.ctx, prepared, new=new, reason=source)


def _use_of(engagement: Engagement, edge: Supply) -> EngagementSupply:
    return EngagementSupply(
        engagement_id=engagement.id, supply_id=edge.id, unit_id=engagement.unit_id,
        countries=[], data_classes=[], state=ConsentState.NOT_APPLIED,
    )  # fmt: skip


def rows(ctx: Context, moment: Moment | None) -> Iterable[Mapping[str, Any]]:
    desk = UseDesk(ctx, instant=then.instant_of(moment))
    numbers = {each.id: each.number for each in desk.engagements.values()}
    ordered = sorted(desk.records.values(), key=lambda found: (numbers[found.engagement_id], found.id))
    return (desk.current(found.id) for found in ordered)


USES = Kind(
    "uses",
    TABLE,
    fields=fields,
    open=UseDesk,
    rows=rows,
    view=P.CONSENT_VIEW,
    add=P.CONSENT_APPLY,
    edit=P.CONSENT_APPLY,
)
