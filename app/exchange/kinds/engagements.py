"""Engagements in files: a ledger as a bank keeps it, row by row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.asat import Moment
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.listing import is_id
from app.core.words import N_
from app.exchange.kinds import engagement_faults, ours, then
from app.exchange.kinds.base import Accepted, Kind, Match
from app.exchange.kinds.columns import given, in_order
from app.exchange.kinds.engagement_columns import TABLE, fields
from app.exchange.kinds.engagement_parts import (
    ENDING,
    FACTS,
    OUTSOURCING,
    PARTY,
    outsourcing_of,
    party_of,
    said,
    sign,
)
from app.exchange.kinds.faults import Faults
from app.exchange.kinds.organisations import UNKNOWN_ID
from app.exchange.kinds.parties import WHOSE_SERVICE, Offers, Parties
from app.register.models import (
    Engagement,
    EngagementFunction,
    EngagementMemo,
    EngagementReader,
    EngagementSystem,
    OutsourcingJudgement,
    PartyJudgement,
    Service,
    Stage,
)
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements as queries
from app.register.rules import engagements as rules
from app.register.rules.engagements import EngagementFacts, EngagementLinks
from app.register.services import engagements as acts
from app.register.services import importing, staging
from app.register.services.importing.engagements import check_outsourcing
from app.register.services.judging import HALVES, check_half
from app.register.services.reach import may

LISTS = ("data_classes", "data_countries")
TELLING_APART = ("unit_id", "vendor_id", "provider", "service_id")
LINKS = {
    "functions": EngagementFunction.function_id,
    "systems": EngagementSystem.system_id,
    "readers": EngagementReader.unit_id,
}

SEVERAL = N_("Several engagements of this unit have this title. Write the engagement number.")
TAKEN = N_(
    "“%(number)s” is the number of another engagement. Correct it, or delete it to get the next free one."
)
UNIT_MISSING = N_("Choose a unit.")
CATEGORY_MISSING = N_("Choose a category.")
MAY_NOT_ADD = N_(
    "You may not add engagements of %(unit)s. Leave the row out, or ask that unit to bring it in."
)
MAY_NOT_EDIT = N_(
    "You may not edit engagements of %(unit)s. Leave the row out, or ask that unit to bring it in."
)
MAY_NOT_JUDGE = N_("You may not judge engagements of %(unit)s. Leave out the columns of the judgement.")
STAGE_BY_PAGE = N_(
    "The engagement is in another stage. A file does not move it: open it, and move it there over its gate."
)
END_BY_PAGE = N_("The end of the work is recorded by moving the engagement on its page, not by a file.")
END_NEEDS_STAGE = N_("The work has ended only in the stage “Ended”. Correct the stage, or delete the day.")


class EngagementDesk:
    def __init__(self, ctx: Context, is_adding: bool = False, instant: datetime | None = None) -> None:
        self.ctx = ctx
        self.parties = Parties(ctx, is_adding, instant)
        self.offers = Offers(ctx, self.parties, instant)
        self.owners = ours.Owners(ctx)
        self.units = ours.units(ctx)
        self.books = {
            "functions": ours.functions_of_ours(ctx),
            "systems": ours.systems_of_ours(ctx),
            "readers": self.units,
        }
        seen = queries.visible_to(ctx)
        self.records = {found.id: found for found in then.records(Engagement, seen, instant)}
        self.numbers = dict(queries.numbers())
        self.by_title: dict[str, list[Engagement]] = defaultdict(list)
        for found in self.records.values():
            self.by_title[found.title].append(found)
        self.links = {field: _linked(column, instant) for field, column in LINKS.items()}
        self.judged = _judgements(instant)
        self._memos: dict[UUID, set[str]] | None = None

    # --- a row in the register's own spelling -------------------------------------------------

    def settle(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        settled = {**values, **in_order(values, LISTS), **ours.lists(self.books)(values)}
        sign(settled)
        if values.get("unit_id"):
            settled["unit_id"] = self.units.spelt(self.unit_of(values))
        if values.get("vendor_id"):
            settled["vendor_id"] = self.parties.spelt(self.vendor_of(values), values["vendor_id"])
        if values.get("service_id"):
            self._settle_service(settled, values)
        match = self.match(settled)
        if match.conflict:
            return settled
        record = self.records[match.record_id] if match.record_id else None
        if record is None and not settled.get("service_id") and self._provider(settled):
            self._settle_service(settled, values)
        if values.get("owner_id"):
            unit_id = self.unit_of(settled) if settled.get("unit_id") else record.unit_id if record else None
            owner = self.owners.find(values["owner_id"], unit_id, "owner_id")
            settled["owner_id"] = self.owners.spelt(owner, unit_id) if unit_id else values["owner_id"]
        if record is not None and settled.get("memo") in self._memos_of(record):
            del settled["memo"]
        return settled

    def _settle_service(self, settled: dict[str, Any], values: Mapping[str, Any]) -> None:
        said = self._provider(values) or "", values.get("service_id") or ""
        settled["provider"], settled["service_id"] = self.offers.spelt(self.service_of(values), *said)

    def _provider(self, values: Mapping[str, Any]) -> str | None:
        """Whoever has no column of their own is the contract party."""
        found: str | None = values.get("provider") or values.get("vendor_id")
        return found

    def service_of(self, values: Mapping[str, Any]) -> Service:
        """Of the provider that the row names; else of the contract party, else the only one so called."""
        name, fields_named = values.get("service_id"), ("provider", "service_id")
        if not name and not self._provider(values):
            raise DomainError(WHOSE_SERVICE, "service_id")
        if values.get("provider") or not name or not values.get("vendor_id"):
            return self.offers.find(self._provider(values), name, fields_named)
        vendor = self.vendor_of(values)
        if not self.offers.known(vendor, name) and len(self.offers.everywhere.find(name)) == 1:
            return self.offers.find(None, name, fields_named)
        return self.offers.of_party(vendor, name, "service_id")

    def vendor_of(self, values: Mapping[str, Any]) -> Any:
        return self.parties.find(values["vendor_id"], "vendor_id")

    def unit_of(self, values: Mapping[str, Any]) -> UUID:
        return self.units.find(values["unit_id"], "unit_id")

    def _memos_of(self, record: Engagement) -> set[str]:
        if self._memos is None:
            self._memos = defaultdict(set)
            query = select(EngagementMemo.engagement_id, EngagementMemo.body)
            for engagement_id, body in db.session.execute(query):
                self._memos[engagement_id].add(body)
        return self._memos.get(record.id, set())

    # --- which record ---------------------------------------------------------------------------

    def key(self, values: Mapping[str, Any]) -> Any:
        for field in ("id", "number"):
            if values.get(field):
                return field, values[field]
        service = self.offers.key(self.service_of(values)) if values.get("service_id") else ()
        return "engagement", values.get("title"), values.get("unit_id"), *service

    def match(self, values: Mapping[str, Any]) -> Match:
        if values.get("id"):
            known = is_id(values["id"]) and UUID(values["id"]) in self.records
            return Match(UUID(values["id"])) if known else Match(conflict=UNKNOWN_ID)
        if values.get("number"):
            holder = self.numbers.get(values["number"])
            return Match(holder if holder in self.records else None)
        found = [each for each in self.by_title.get(values.get("title", ""), ()) if self._fits(each, values)]
        if len(found) > 1:
            return Match(conflict=SEVERAL, may_be=[each.id for each in found])
        return Match(found[0].id) if found else Match()

    def _fits(self, record: Engagement, values: Mapping[str, Any]) -> bool:
        """Nothing that tells two engagements of one title apart speaks against it."""
        if values.get("unit_id") and self.unit_of(values) != record.unit_id:
            return False
        if values.get("vendor_id") and self.vendor_of(values).id != record.vendor_id:
            return False
        return not values.get("service_id") or self.service_of(values).id == record.service_id

    def current(self, record_id: UUID) -> Mapping[str, Any]:
        record = self.records[record_id]
        present = {name: getattr(record, name) for name in (*FACTS, *OUTSOURCING, *ENDING, "stage")}
        provider, service = self.offers.spelt(self.offers.records[record.service_id])
        judgement = self.judged.get((record.id, record.vendor_id))
        owner = self.owners.spelt(record.owner_id, record.unit_id) if record.owner_id else None
        return {
            **present,
            **{name: getattr(judgement, name, None) for name in PARTY},
            **{field: book.spelt_all(self.links[field][record.id]) for field, book in self.books.items()},
            "provider": provider,
            "service_id": service,
            "vendor_id": self.parties.spelt(self.parties.records[record.vendor_id]),
            "unit_id": self.units.spelt(record.unit_id),
            "owner_id": owner,
            "id": str(record_id),
        }

    # --- what the register would refuse ---------------------------------------------------------

    def check(self, values: Mapping[str, Any], record_id: UUID | None) -> None:
        record = self.records[record_id] if record_id else Engagement()
        self.check_unit(values)
        self.check_rights(record_id, values)
        facts = rules.checked(self._facts(values))
        acts.check_classes(record, facts)
        acts.check_owner(self.ctx, record, facts, self.owners.for_unit)
        self.check_readers(values)
        self.check_number(values, record_id)
        self.check_stage(record_id, values)
        before = record.outsourcing if record_id else OutsourcingJudgement.NOT_JUDGED
        if self.changes(record_id, values, OUTSOURCING):
            check_outsourcing(self.ctx, outsourcing_of(values), before)
        if self.changes(record_id, values, PARTY):
            for half in HALVES:
                check_half(self.ctx, party_of(values), half)

    def known_by(self, values: Mapping[str, Any]) -> Sequence[str]:
        """A number alone says it; a title that none has says that it is a new one."""
        if values.get("number"):
            return ()
        is_new = values.get("title") and values["title"] not in self.by_title
        return ("number",) if is_new else ("number", "title", *TELLING_APART)

    def looking(self) -> AbstractContextManager[None]:
        return self.parties.looking()

    def look_up(self, values: Mapping[str, Any], faults: Faults) -> None:
        engagement_faults.look_up(self, values, faults)

    def look_over(self, values: Mapping[str, Any], record_id: UUID | None, faults: Faults) -> None:
        engagement_faults.look_over(self, values, record_id, faults)

    def check_unit(self, values: Mapping[str, Any]) -> None:
        if not values.get("unit_id"):
            raise DomainError(UNIT_MISSING, "unit_id")

    def check_category(self, values: Mapping[str, Any]) -> None:
        if not values.get("category"):
            raise DomainError(CATEGORY_MISSING, "category")

    def check_number(self, values: Mapping[str, Any], record_id: UUID | None) -> None:
        number = values.get("number") or ""
        if self.numbers.get(number, record_id) != record_id:
            raise DomainError(TAKEN, "number", number=number)

    def check_readers(self, values: Mapping[str, Any]) -> None:
        links = self._links({"readers": values.get("readers")})
        acts.check_readers(self.unit_of(values), links, "readers")

    def check_rights(self, record_id: UUID | None, values: Mapping[str, Any]) -> None:
        unit_id = self.unit_of(values)
        concerned = [unit_id] if record_id is None else [self.records[record_id].unit_id, unit_id]
        permission, refusal = (
            (P.ENGAGEMENT_ADD, MAY_NOT_ADD) if record_id is None else (P.ENGAGEMENT_EDIT, MAY_NOT_EDIT)
        )
        wanted = [(permission, refusal, "unit_id")]
        if self.changes(record_id, values, (*OUTSOURCING, *PARTY)):
            wanted.append((P.ENGAGEMENT_JUDGE, MAY_NOT_JUDGE, "outsourcing"))
        if values.get("memo"):
            wanted.append((P.ENGAGEMENT_MEMO, MAY_NOT_EDIT, "memo"))
        for needed, message, field in wanted:
            for each in concerned:
                if not may(self.ctx, needed, each):
                    raise DomainError(message, field, unit=self.units.names[each][1])

    def changes(self, record_id: UUID | None, values: Mapping[str, Any], keys: Sequence[str]) -> bool:
        present = self.current(record_id) if record_id else {"outsourcing": OutsourcingJudgement.NOT_JUDGED}
        return any(said(values.get(key)) != said(present.get(key)) for key in keys)

    def check_stage(self, record_id: UUID | None, values: Mapping[str, Any]) -> None:
        if record_id is not None:
            record = self.records[record_id]
            if (values.get("stage") or record.stage) != record.stage:
                raise DomainError(STAGE_BY_PAGE, "stage")
            for key in ENDING:
                if said(values.get(key)) != said(getattr(record, key)):
                    raise DomainError(END_BY_PAGE, key)
            return
        stage, ended_on = values.get("stage") or Stage.PLANNING, values.get("ended_on")
        staging.check_end(self.ctx, stage, ended_on, "ended_on")
        if stage != Stage.ENDED and (ended_on or values.get("end_reason")):
            raise DomainError(END_NEEDS_STAGE, "ended_on")

    def _facts(self, values: Mapping[str, Any]) -> EngagementFacts:
        facts = given(values, FACTS)
        self.check_category(facts)
        unit_id, service = self.unit_of(values), self.service_of(values)
        owner = values.get("owner_id")
        vendor = self.vendor_of(values) if values.get("vendor_id") else self.offers.provider(service)
        return EngagementFacts(
            **{"title": "", **facts},
            unit_id=unit_id,
            service_id=service.id,
            vendor_id=vendor.id,
            owner_id=self.owners.find(owner, unit_id, "owner_id") if owner else None,
        )

    def _links(self, values: Mapping[str, Any]) -> EngagementLinks:
        """What the row says nothing of stays as it is."""
        found = {
            field: book.find_all(values[field] or (), field)
            for field, book in self.books.items()
            if field in values
        }
        return EngagementLinks(
            function_ids=found.get("functions"),
            system_ids=found.get("systems"),
            reader_ids=found.get("readers"),
        )

    def label(self, values: Mapping[str, Any]) -> str:
        return " ".join(filter(None, (values.get("number"), values.get("title"))))

    # --- storing --------------------------------------------------------------------------------

    def apply(self, rows: Sequence[Accepted], source: str) -> None:
        prepared = [self._prepared(row) for row in rows]
        new = {made.engagement.id for made, row in zip(prepared, rows, strict=True) if row.record_id is None}
        self.offers.store(source)
        importing.store_engagements(self.ctx, prepared, new=new, reason=source)

    def _prepared(self, row: Accepted) -> importing.EngagementRow:
        record_id = row.record_id
        whole = {**self.current(record_id), **row.values} if record_id else row.values
        engagement = self.records[record_id] if record_id else Engagement()
        number = whole.get("number") or (engagement.number if record_id else "")
        facts = self._facts({**whole, "number": number})
        judged = outsourcing_of(whole) if self.changes(record_id, whole, OUTSOURCING) else None
        party = party_of(whole) if self.changes(record_id, whole, PARTY) else None
        return importing.EngagementRow(
            engagement=engagement,
            facts=facts,
            vendor=self.parties.records[facts.vendor_id] if facts.vendor_id else self.vendor_of(whole),
            links=self._links(row.values),
            stage=whole.get("stage") or Stage.PLANNING,
            ended_on=whole.get("ended_on"),
            end_reason=whole.get("end_reason") or "",
            judged=judged,
            party=party,
            memo=row.values.get("memo") or "",
        )


def _linked(column: Any, instant: datetime | None) -> dict[UUID, list[UUID]]:
    model, name = column.class_, column.key
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for link in then.parts(model, instant, lambda gone: model(id=gone, engagement_id=gone, **{name: gone})):
        found[link.engagement_id].append(getattr(link, name))
    return found


def _judgements(instant: datetime | None) -> dict[tuple[UUID, UUID], PartyJudgement]:
    found = then.parts(
        PartyJudgement,
        instant,
        lambda gone: PartyJudgement(id=gone, engagement_id=gone, organisation_id=gone),
    )
    return {(each.engagement_id, each.organisation_id): each for each in found}


def rows(ctx: Context, moment: Moment | None) -> Iterable[Mapping[str, Any]]:
    desk = EngagementDesk(ctx, instant=then.instant_of(moment))
    ordered = sorted(desk.records.values(), key=lambda found: (found.number, found.id))
    return (desk.current(found.id) for found in ordered)


ENGAGEMENTS = Kind(
    "engagements",
    TABLE,
    fields=fields,
    open=EngagementDesk,
    rows=rows,
    view=P.ENGAGEMENT_VIEW,
    add=P.ENGAGEMENT_ADD,
    edit=P.ENGAGEMENT_EDIT,
    names_parties=True,
)
