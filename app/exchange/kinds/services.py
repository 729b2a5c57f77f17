"""Services in files: known by their provider and their name."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.asat import Moment
from app.core.context import Context
from app.core.listing import is_id
from app.core.text import fold
from app.core.words import N_
from app.exchange.kinds import then
from app.exchange.kinds.base import Accepted, Kind, Match
from app.exchange.kinds.columns import COUNTRIES, ID, choice, column, entries, given, in_order
from app.exchange.kinds.faults import Faults
from app.exchange.kinds.organisations import UNKNOWN_ID
from app.exchange.kinds.parties import SEVERAL_SERVICES, Offers, Parties, is_general
from app.exchange.reading import values as read
from app.exchange.reading.mapping import Field
from app.register import settings
from app.register.models import Organisation, Service, ServiceModel
from app.register.permissions import RegisterPermission as P
from app.register.rules import services as rules
from app.register.rules.services import ServiceFacts
from app.register.services import importing
from app.register.services import services as acts

TABLE = "service"
KNOWN_BY = ("organisation_id", "name")
FACTS = tuple(field.name for field in fields_of(ServiceFacts))
ALIKE = N_(
    "%(name)s is recorded already and may be the same. Write its name as it is recorded, or confirm that it is another."
)


def fields() -> tuple[Field, ...]:
    kinds = read.one_of(entries(settings.service_kind_names))
    return (
        column(TABLE, "organisation_id", read.line, "提供者", "提供会社", "取引先", "委託先", "会社名", "ベンダー",
               "company", "vendor", "provider name", is_required=True),
        column(TABLE, "name", read.line, "サービス名", "サービス", "商品名", "service", "service name",
               is_required=True),
        column(TABLE, "name_kana", read.line, "サービス名カナ", "フリガナ", "カナ"),
        column(TABLE, "name_latin", read.line, "英文名", "english name"),
        column(TABLE, "kind", kinds, "サービス分類", "種別", "分類"),
        column(TABLE, "model", choice(ServiceModel), "提供形態", "形態"),
        column(TABLE, "countries", COUNTRIES, "提供国", "国", "country"),
        column(TABLE, "regions", read.line, "リージョン", "地域", "region"),
        column(TABLE, "website", read.line, "URL", "ホームページ"),
        column(TABLE, "description", read.text, "概要", "内容"),
        column(TABLE, "ended_on", read.day, "提供終了日", "終了日"),
        column(TABLE, "note", read.text, "備考", "摘要", "remarks", "comments"),
        ID,
    )  # fmt: skip


class ServiceDesk:
    def __init__(self, ctx: Context, is_adding: bool = False, instant: datetime | None = None) -> None:
        self.ctx = ctx
        self.parties = Parties(ctx, is_adding, instant)
        self.offers = Offers(ctx, self.parties, instant)
        self.records = {key: found for key, found in self.offers.records.items() if not found.merged_into_id}

    def settle(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        settled = {**values, **in_order(values, ("countries",))}
        if values.get("organisation_id"):
            text = values["organisation_id"]
            settled["organisation_id"] = self.parties.spelt(self._provider(text), text)
        return settled

    def _provider(self, text: str | None) -> Organisation:
        return self.parties.find(text, "organisation_id")

    def key(self, values: Mapping[str, Any]) -> Any:
        if values.get("id"):
            return "id", values["id"]
        provider = self._provider(values.get("organisation_id"))
        return "service", self.parties.key(provider), values.get("name", "")

    def match(self, values: Mapping[str, Any]) -> Match:
        if values.get("id"):
            known = is_id(values["id"]) and UUID(values["id"]) in self.records
            return Match(UUID(values["id"])) if known else Match(conflict=UNKNOWN_ID)
        provider = self._provider(values.get("organisation_id"))
        theirs = [
            each for each in self.offers.known(provider, values.get("name", "")) if each in self.records
        ]
        same = [each for each in theirs if self.records[each].name == values.get("name", "")]
        if len(same) > 1:
            return Match(conflict=SEVERAL_SERVICES, params={"name": values.get("name", "")}, may_be=same)
        if same:
            return Match(same[0])
        key = rules.name_key(values.get("name", ""))
        alike = [each for each in theirs if key == fold(self.records[each].name)]
        if not alike:
            return Match()
        return Match(alike=ALIKE, params={"name": self.records[alike[0]].name}, may_be=alike)

    def current(self, record_id: UUID) -> Mapping[str, Any]:
        record = self.records[record_id]
        present = {name: getattr(record, name) for name in FACTS}
        provider = self.parties.spelt(self.offers.provider(record))
        return {**present, "organisation_id": provider, "id": str(record_id)}

    def check(self, values: Mapping[str, Any], record_id: UUID | None) -> None:
        service = self.records[record_id] if record_id else Service()
        facts = rules.checked(self._facts(values), acts.kinds_for(service))
        rules.check_placeholder(service.name if service.is_placeholder else "", facts)

    def known_by(self, _values: Mapping[str, Any]) -> Sequence[str]:
        return KNOWN_BY

    def looking(self) -> AbstractContextManager[None]:
        return self.parties.looking()

    def look_up(self, values: Mapping[str, Any], faults: Faults) -> None:
        if values.get("organisation_id"):
            faults.look((), self._provider, values["organisation_id"])

    def look_over(self, values: Mapping[str, Any], record_id: UUID | None, faults: Faults) -> None:
        service = self.records[record_id] if record_id else Service()
        kinds = acts.kinds_for(service)
        for name in ("name", "kind", "website", "name_kana", "countries"):
            part = {"organisation_id": service.id, "name": "-", **given(values, (name,))}
            faults.rule((name,), rules.checked, ServiceFacts(**part), kinds)
        if service.is_placeholder and values.get("name"):
            renamed = ServiceFacts(organisation_id=service.id, name=values["name"])
            faults.rule(("name",), rules.check_placeholder, service.name, renamed)

    def _facts(self, values: Mapping[str, Any]) -> ServiceFacts:
        facts = given(values, FACTS)
        facts["organisation_id"] = self._provider(values.get("organisation_id")).id
        facts["countries"] = tuple(facts.get("countries", ()))
        return ServiceFacts(**{"name": "", **facts})

    def label(self, values: Mapping[str, Any]) -> str:
        return " / ".join(filter(None, (values.get("organisation_id"), values.get("name"))))

    def apply(self, rows: Sequence[Accepted], source: str) -> None:
        prepared, new = [], set()
        for row in rows:
            service = self.records[row.record_id] if row.record_id else Service()
            whole = {**self.current(row.record_id), **row.values} if row.record_id else row.values
            facts = self._facts(whole)
            prepared.append((service, facts, self.parties.records[facts.organisation_id]))
            if row.record_id is None:
                service.is_placeholder = is_general(facts.name)
                new.add(service.id)
        self.parties.store(source)
        importing.store_services(self.ctx, prepared, new=new, reason=source)


def rows(ctx: Context, moment: Moment | None) -> Iterable[Mapping[str, Any]]:
    desk = ServiceDesk(ctx, instant=then.instant_of(moment))
    # By the provider's own key: its copy on the service is not in the log, so the past has none.
    ordered = sorted(
        desk.records.values(),
        key=lambda found: (desk.offers.provider(found).sort_key, found.sort_key, found.id),
    )
    return (desk.current(found.id) for found in ordered)


SERVICES = Kind(
    "services",
    TABLE,
    fields=fields,
    open=ServiceDesk,
    rows=rows,
    view=P.SERVICE_VIEW,
    add=P.SERVICE_ADD,
    edit=P.SERVICE_EDIT,
    names_parties=True,
)
