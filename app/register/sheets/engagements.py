"""Everything the page of one engagement shows, now or as at a past instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.register.models import (
    Contact,
    Engagement,
    EngagementFunction,
    EngagementMemo,
    EngagementReader,
    EngagementSystem,
)
from app.register.past import engagements as past
from app.register.past import linked as names_then
from app.register.queries import chain as chains
from app.register.queries import contacts, judging, naming
from app.register.queries import engagements as queries
from app.register.queries.judging import PartyRow
from app.register.rules import engagements as rules
from app.register.rules.chain import Use
from app.work import past as work_then
from app.work import queries as work
from app.work.models import Approval, Finding
from app.work.rules import UNDER_WAY

SHOWN = 10
LINKS = (EngagementFunction.function_id, EngagementSystem.system_id, EngagementReader.unit_id)


@dataclass(frozen=True)
class Head:
    """What every page of an engagement says above its content."""

    engagement: Engagement
    vendor: str
    service: str
    unit: str
    owner: str


@dataclass(frozen=True)
class Sheet:
    head: Head
    functions: Mapping[UUID, str]
    systems: Mapping[UUID, str]
    readers: Sequence[str]
    people: Mapping[UUID, str]
    parties: Sequence[PartyRow]
    memos: Sequence[EngagementMemo]
    has_older_memos: bool
    missing: Sequence[str]
    warnings: Sequence[str]
    # What work has about it; findings are told as they are now only.
    findings: Sequence[Finding] = ()
    approvals: Sequence[Approval] = ()
    # All of them, for what was decided counts whoever looks.
    decisions: Sequence[Approval] | None = None
    contacts: Sequence[Contact] = ()
    # What was recorded of its edges; None for now and for days to come.
    used: Sequence[Use] | None = None

    @property
    def engagement(self) -> Engagement:
        return self.head.engagement


def head_of(ctx: Context, present: Engagement, moment: Moment) -> Head | None:
    """None if the engagement was not recorded yet at that instant."""
    then = present if moment.instant is None else past.engagement_at(present, moment.instant)
    if then is None:
        return None
    return _head(then, moment, {**naming.names(**_named_in_head(then))[0], **_names_then(ctx, then, moment)})


def _names_then(ctx: Context, then: Engagement, moment: Moment) -> Mapping[UUID, str]:
    """The parties and services by the names of that moment; people and units keep those of now."""
    return {} if moment.instant is None else past.names_at(ctx, [then], moment.instant)


def _named_in_head(then: Engagement) -> dict[str, Any]:
    return {
        "organisations": [then.vendor_id],
        "services": [then.service_id],
        "units": [then.unit_id],
        "people": [then.owner_id],
    }


def _head(then: Engagement, moment: Moment, names: Mapping[UUID, str]) -> Head:
    return Head(
        engagement=then,
        vendor=names.get(then.vendor_id, ""),
        service=names.get(then.service_id, ""),
        unit=names.get(then.unit_id, ""),
        owner=names.get(then.owner_id, "") if then.owner_id else "",
    )


def sheet_of(ctx: Context, present: Engagement, moment: Moment, memo_page: int = 1) -> Sheet | None:
    instant = moment.instant
    then = present if instant is None else past.engagement_at(present, instant)
    if then is None:
        return None
    judgements = (
        list(queries.judgements_of(present)) if instant is None else past.judgements_at(present, instant)
    )
    is_over = instant is not None or moment.on < day_of(ctx.at)
    used = chains.uses_of(ctx, present, moment) if is_over else None
    parties = judging.parties_of(ctx, present, then.vendor_id, judgements, moment, used)
    memos = queries.memos_of(present, memo_page, instant)
    judges = {then.owner_id, then.outsourcing_by_id, *(memo.author_id for memo in memos)}
    judges |= {who for row in judgements for who in (row.personal_data_by_id, row.foreign_basis_by_id)}
    asked = {**_named_in_head(then), "people": judges}
    names, linked = naming.names(**asked, links_of=present if instant is None else None)
    if instant is not None:
        linked = _linked_then(ctx, present, instant)
    return Sheet(
        head=_head(then, moment, {**names, **_names_then(ctx, then, moment)}),
        functions=linked[naming.FUNCTIONS],
        systems=linked[naming.SYSTEMS],
        readers=list(linked[naming.READERS].values()),
        people=names,
        parties=parties,
        memos=memos[: queries.MEMOS_SHOWN],
        has_older_memos=len(memos) > queries.MEMOS_SHOWN,
        missing=rules.missing(then),
        warnings=list(rules.warnings(then)),
        used=used,
        **_work_of(ctx, present, moment),
    )


def _linked_then(ctx: Context, present: Engagement, instant: datetime) -> dict[str, dict[UUID, str]]:
    """What it was tied to at a past instant, by the names of then."""
    functions_then, systems_then, readers_then = (
        past.linked_at(present, column, instant) for column in LINKS
    )
    return {
        naming.FUNCTIONS: names_then.functions_at(ctx, functions_then, instant),
        naming.SYSTEMS: names_then.systems_at(ctx, systems_then, instant),
        naming.READERS: names_then.units_at(readers_then, instant),
    }


def _work_of(ctx: Context, present: Engagement, moment: Moment) -> dict[str, Any]:
    subject = (Engagement.__tablename__, present.id)
    if moment.instant is not None:
        return {"approvals": work_then.approvals_at(ctx, *subject, moment.instant, SHOWN)}
    findings = [found for found in work.findings_of(ctx, *subject) if found.state in UNDER_WAY]
    approvals = work.approvals_known_of(ctx, *subject)
    return {
        "findings": findings,
        "approvals": [approval for approval, is_seen in approvals if is_seen][:SHOWN],
        "decisions": [approval for approval, _is_seen in approvals],
        "contacts": contacts.contacts_for(ctx, present, moment.on),
    }
