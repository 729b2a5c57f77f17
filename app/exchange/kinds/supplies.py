"""Edges of the chain in files: known by the two services, or the two companies, at their ends."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.asat import Moment
from app.core.context import Context
from app.core.errors import DomainError
from app.core.listing import is_id
from app.exchange.kinds import then
from app.exchange.kinds.base import Accepted, Kind, Match
from app.exchange.kinds.columns import COUNTRIES, ID, choice, column, given, in_order
from app.exchange.kinds.faults import Faults
from app.exchange.kinds.organisations import UNKNOWN_ID
from app.exchange.kinds.parties import Offers, Parties
from app.exchange.reading import values as read
from app.exchange.reading.mapping import Field
from app.register.models import Service, Substitutability, Supply
from app.register.permissions import RegisterPermission as P
from app.register.queries import supplies as queries
from app.register.rules import supplies as rules
from app.register.rules.supplies import SupplyFacts
from app.register.services import importing
from app.register.services.supplies import IN_USE, RECORDED

TABLE = "supply"
ENDS = (("provider", "service_id"), ("base_provider", "base_service_id"))
KNOWN_BY = ("provider", "service_id", "base_provider", "base_service_id")
FACTS = tuple(field.name for field in fields_of(SupplyFacts) if not field.name.endswith("service_id"))


def fields() -> tuple[Field, ...]:
    return (
        Field("provider", ("提供元（委託先）", "Provider"), read.line,
              ("company", "委託先", "委託先名", "会社名", "提供元", "提供者", "vendor"), is_required=True),
        column(TABLE, "service_id", read.line, "サービス名", "service name"),
        Field("base_provider", ("利用先の提供元（再委託先）", "Provider built on"), read.line,
              ("sub_processor", "sub processor", "subprocessor", "sub-processor", "subcontractor", "再委託先",
               "再委託先名", "利用先の提供元", "利用先提供元"), is_required=True),
        column(TABLE, "base_service_id", read.line, "利用先", "利用先サービス", "再委託先サービス",
               "sub_processor service", "base service"),
        column(TABLE, "purpose", read.text, "用途", "業務内容", "委託業務", "再委託業務"),
        column(TABLE, "countries", COUNTRIES, "国", "所在国", "country", "location"),
        column(TABLE, "regions", read.line, "リージョン", "地域", "region"),
        column(TABLE, "substitutability", choice(Substitutability), "代替可否"),
        column(TABLE, "from_on", read.day, "開始日", "利用開始日", "from"),
        column(TABLE, "to_on", read.day, "終了日", "利用終了日", "until"),
        column(TABLE, "noticed_on", read.day, "通知日", "通知受領日"),
        column(TABLE, "note", read.text, "備考", "摘要", "remarks", "comments"),
        ID,
    )  # fmt: skip


class Edges:
    """The recorded edges; one that was folded into another leads there."""

    def __init__(self, ctx: Context, instant: datetime | None = None) -> None:
        self.every = {each.id: each for each in then.records(Supply, queries.visible_to(ctx), instant)}
        self.records = {key: each for key, each in self.every.items() if each.merged_into_id is None}
        self.between = {
            (each.service_id, each.base_service_id): self._stays(each).id for each in self.every.values()
        }

    def _stays(self, edge: Supply) -> Supply:
        while edge.merged_into_id is not None and edge.merged_into_id in self.every:
            edge = self.every[edge.merged_into_id]
        return edge

    def with_id(self, text: str) -> UUID | None:
        edge = self.every.get(UUID(text)) if is_id(text) else None
        return self._stays(edge).id if edge is not None else None


class SupplyDesk:
    def __init__(self, ctx: Context, is_adding: bool = False, instant: datetime | None = None) -> None:
        self.ctx = ctx
        self.offers = Offers(ctx, Parties(ctx, is_adding, instant), instant)
        self.edges = Edges(ctx, instant)
        self.records = self.edges.records
        self.used = set(queries.used_ids())

    def settle(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        settled = {**values, **in_order(values, ("countries",))}
        for provider, service in ENDS:
            if values.get(provider):
                said = values[provider], values.get(service) or ""
                found = self.offers.find(*said, (provider, service))
                settled[provider], settled[service] = self.offers.spelt(found, *said)
        return settled

    def _ends(self, values: Mapping[str, Any]) -> tuple[Service, Service]:
        """Upper and lower end."""
        upper, lower = (
            self.offers.find(values.get(provider), values.get(service), (provider, service))
            for provider, service in ENDS
        )
        return upper, lower

    def key(self, values: Mapping[str, Any]) -> Any:
        if values.get("id"):
            return "id", values["id"]
        upper, lower = self._ends(values)
        return "supply", *self.offers.key(upper), *self.offers.key(lower)

    def match(self, values: Mapping[str, Any]) -> Match:
        if values.get("id"):
            found = self.edges.with_id(values["id"])
            return Match(found) if found else Match(conflict=UNKNOWN_ID)
        upper, lower = self._ends(values)
        return Match(self.edges.between.get((upper.id, lower.id)))

    def current(self, record_id: UUID) -> Mapping[str, Any]:
        record = self.records[record_id]
        present: dict[str, Any] = {name: getattr(record, name) for name in FACTS}
        for provider, service in ENDS:
            end = self.offers.records[getattr(record, service)]
            present[provider], present[service] = self.offers.spelt(end)
        return {**present, "id": str(record_id)}

    def check(self, values: Mapping[str, Any], record_id: UUID | None) -> None:
        upper, lower = self._ends(values)
        rules.checked(self._facts(values, upper, lower))
        self._check_place(upper, lower, record_id)

    def _check_place(self, upper: Service, lower: Service, record_id: UUID | None) -> None:
        holder = self.edges.between.get((upper.id, lower.id))
        if holder is not None and holder != record_id:
            raise DomainError(RECORDED, "base_service_id", service=upper.name, base=lower.name)
        if record_id in self.used and holder != record_id:
            raise DomainError(IN_USE, "base_service_id")

    def known_by(self, _values: Mapping[str, Any]) -> Sequence[str]:
        return KNOWN_BY

    def looking(self) -> AbstractContextManager[None]:
        return self.offers.parties.looking()

    def look_up(self, values: Mapping[str, Any], faults: Faults) -> None:
        for ends in ENDS:
            self.offers.look_up_provider(faults, values, ends)
            said = [values.get(field) for field in ends]
            if any(said):
                faults.look(ends, self.offers.find, *said, ends)

    def look_over(self, values: Mapping[str, Any], record_id: UUID | None, faults: Faults) -> None:
        nobody = UUID(int=0)
        for names in (("from_on", "to_on"), ("countries",)):
            part = given(values, names)
            faults.rule(names, rules.checked, SupplyFacts(service_id=nobody, base_service_id=nobody, **part))
        if record_id is not None:
            faults.rule(KNOWN_BY, self._check_ends, values, record_id)

    def _check_ends(self, values: Mapping[str, Any], record_id: UUID) -> None:
        self._check_place(*self._ends(values), record_id)

    def _facts(self, values: Mapping[str, Any], upper: Service, lower: Service) -> SupplyFacts:
        facts = given(values, FACTS)
        facts["countries"] = tuple(facts.get("countries", ()))
        return SupplyFacts(service_id=upper.id, base_service_id=lower.id, **facts)

    def label(self, values: Mapping[str, Any]) -> str:
        ends = (" ".join(filter(None, (values.get(who), values.get(what)))) for who, what in ENDS)
        return " → ".join(ends)

    def apply(self, rows: Sequence[Accepted], source: str) -> None:
        prepared, new = [], set()
        for row in rows:
            supply = self.records[row.record_id] if row.record_id else Supply()
            whole = {**self.current(row.record_id), **row.values} if row.record_id else row.values
            upper, lower = self._ends(whole)
            prepared.append((supply, self._facts(whole, upper, lower), upper, lower))
            if row.record_id is None:
                new.add(supply.id)
        self.offers.store(source)
        importing.store_supplies(self.ctx, prepared, new=new, reason=source)


def rows(ctx: Context, moment: Moment | None) -> Iterable[Mapping[str, Any]]:
    desk = SupplyDesk(ctx, instant=then.instant_of(moment))
    ends = desk.offers.records
    # By the services' own keys: their copies on the edge are not in the log, so the past has none.
    ordered = sorted(
        desk.records.values(),
        key=lambda found: (ends[found.service_id].sort_key, ends[found.base_service_id].sort_key, found.id),
    )
    return (desk.current(found.id) for found in ordered)


SUPPLIES = Kind(
    "supplies",
    TABLE,
    fields=fields,
    open=SupplyDesk,
    rows=rows,
    view=P.SUPPLY_VIEW,
    add=P.SUPPLY_ADD,
    edit=P.SUPPLY_EDIT,
    names_parties=True,
)
