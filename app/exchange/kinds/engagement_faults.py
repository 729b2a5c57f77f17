"""All that is wrong with a row about an engagement, one cell or pair of cells after the other."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.exchange.kinds.columns import given
from app.exchange.kinds.engagement_parts import (
    ENDING,
    OUTSOURCING,
    PARTY,
    outsourcing_of,
    party_of,
    sign,
)
from app.exchange.kinds.faults import Faults
from app.register.models import Category, Engagement, OutsourcingJudgement
from app.register.rules import engagements as rules
from app.register.rules.engagements import EngagementFacts
from app.register.services import engagements as acts
from app.register.services.importing.engagements import check_outsourcing
from app.register.services.judging import HALVES, check_half

if TYPE_CHECKING:
    from app.exchange.kinds.engagements import EngagementDesk

SERVICE = ("provider", "vendor_id", "service_id")
# What the register judges together: with all other fields silent each rule speaks of these alone.
TOGETHER = (
    ("title",), ("title_kana",), ("number",), ("started_on", "ends_on"), ("ends_on", "renewal_notice_on"),
    ("has_special_care_data", "has_personal_data"), ("has_sensitive_data", "has_personal_data"),
    ("data_volume",), ("annual_amount",), ("exit_plan", "exit_plan_on"),
)  # fmt: skip


def look_up(desk: "EngagementDesk", values: Mapping[str, Any], faults: Faults) -> None:
    unit_id = faults.look((), desk.unit_of, values) if values.get("unit_id") else None
    if values.get("vendor_id"):
        faults.look((), desk.vendor_of, values)
    if values.get("provider"):
        desk.offers.look_up_provider(faults, values, ("provider", "service_id"))
    if values.get("service_id"):
        faults.look(SERVICE, desk.service_of, values)
    for field, book in desk.books.items():
        for text in values.get(field) or ():
            faults.look((), book.find, text, field)
    if values.get("owner_id"):
        faults.look((), desk.owners.look_up, values["owner_id"], unit_id, "owner_id")


def look_over(
    desk: "EngagementDesk", whole: Mapping[str, Any], record_id: UUID | None, faults: Faults
) -> None:
    row = dict(whole)
    sign(row)
    _look_over_references(desk, row, record_id, faults)
    for fields in TOGETHER:
        part = {"title": "-", **{name: row.get(name) for name in fields}}
        faults.rule(fields, _check, part)
    if faults.is_known:
        faults.rule(("number",), desk.check_number, row, record_id)
    _look_over_stage(desk, row, record_id, faults)
    _look_over_judgements(desk, row, record_id, faults)


def _check(part: Mapping[str, Any]) -> None:
    rules.checked(_facts(part))


def _facts(part: Mapping[str, Any], **references: UUID | None) -> EngagementFacts:
    nobody = UUID(int=0)
    stated: dict[str, Any] = {"title": "", "category": Category.CLOUD, **given(part, tuple(part))}
    return EngagementFacts(**{"service_id": nobody, "unit_id": nobody, **references, **stated})


def _look_over_references(
    desk: "EngagementDesk", row: Mapping[str, Any], record_id: UUID | None, faults: Faults
) -> None:
    if not faults.is_known:
        return
    faults.rule(("unit_id",), desk.check_unit, row)
    faults.rule(("category",), desk.check_category, row)
    if record_id is None:
        faults.rule(SERVICE, desk.service_of, row)
    if not row.get("unit_id") or "unit_id" in faults.unread:
        return
    faults.rule(("unit_id",), desk.check_rights, record_id, row)
    faults.rule(("unit_id", "readers"), desk.check_readers, row)
    if row.get("owner_id"):
        faults.rule(("unit_id", "owner_id"), _check_owner, desk, row, record_id)


def _check_owner(desk: "EngagementDesk", row: Mapping[str, Any], record_id: UUID | None) -> None:
    unit_id = desk.unit_of(row)
    owner_id = desk.owners.find(row["owner_id"], unit_id, "owner_id")
    record = desk.records[record_id] if record_id else Engagement()
    facts = _facts({"title": "-"}, unit_id=unit_id, owner_id=owner_id)
    acts.check_owner(desk.ctx, record, facts, desk.owners.for_unit)


def _look_over_stage(
    desk: "EngagementDesk", row: Mapping[str, Any], record_id: UUID | None, faults: Faults
) -> None:
    if record_id is None:
        faults.rule(("stage", *ENDING), desk.check_stage, None, row)
        return
    recorded = {name: getattr(desk.records[record_id], name) for name in ("stage", *ENDING)}
    for name in recorded:
        faults.rule((name,), desk.check_stage, record_id, {**recorded, name: row.get(name)})


def _look_over_judgements(
    desk: "EngagementDesk", row: Mapping[str, Any], record_id: UUID | None, faults: Faults
) -> None:
    if desk.changes(record_id, row, OUTSOURCING):
        before = desk.records[record_id].outsourcing if record_id else OutsourcingJudgement.NOT_JUDGED
        if faults.is_known:
            faults.rule(
                (*OUTSOURCING, "outsourcing_by"), check_outsourcing, desk.ctx, outsourcing_of(row), before
            )
    if not desk.changes(record_id, row, PARTY):
        return
    for half in HALVES:
        fields = tuple(f"{half}{end}" for end in ("", "_reason", "_on", "_by"))
        if faults.is_known:
            faults.rule(fields, check_half, desk.ctx, party_of(row), half)
