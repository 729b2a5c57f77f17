"""Everything the page of one engagement shows, now or as at a past instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.core.asat import Moment
from app.core.context import Context
from app.identity import queries as identity
from app.register.models import (
    Contact,
    Engagement,
    EngagementFunction,
    EngagementMemo,
    EngagementReader,
    EngagementSystem,
)
from app.register.past import engagements as past
from app.register.queries import contacts, functions, judging, organisations, picking, services
from app.register.queries import engagements as queries
from app.register.queries.judging import PartyRow
from app.register.rules import engagements as rules
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
    next_date: tuple[str, date] | None


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
    # What work has about it; of now only, as neither belongs to the register's past.
    findings: Sequence[Finding] = ()
    approvals: Sequence[Approval] = ()
    contacts: Sequence[Contact] = ()

    @property
    def engagement(self) -> Engagement:
        return self.head.engagement


def head_of(ctx: Context, present: Engagement, moment: Moment) -> Head | None:
    """None if the engagement was not recorded yet at that instant."""
    then = present if moment.instant is None else past.engagement_at(present, moment.instant)
    if then is None:
        return None
    people = {then.owner_id} if then.owner_id else set()
    return Head(
        engagement=then,
        vendor=organisations.names_of(ctx, [then.vendor_id]).get(then.vendor_id, ""),
        service=services.names_of(ctx, [then.service_id]).get(then.service_id, ""),
        unit=identity.unit_names({then.unit_id}).get(then.unit_id, ""),
        owner=next(iter(identity.names_of(people).values()), ""),
        next_date=rules.next_date(then, moment.on),
    )


def sheet_of(ctx: Context, present: Engagement, moment: Moment, memo_page: int = 1) -> Sheet | None:
    head = head_of(ctx, present, moment)
    if head is None:
        return None
    then, instant = head.engagement, moment.instant
    if instant is None:
        linked = [queries.linked_ids(present, column) for column in LINKS]
        judgements = list(queries.judgements_of(present))
    else:
        linked = [past.linked_at(present, column, instant) for column in LINKS]
        judgements = past.judgements_at(present, instant)
    parties = judging.parties_of(ctx, present, then.vendor_id, judgements, moment)
    memos = queries.memos_of(present, memo_page, instant)
    judges = {then.outsourcing_by_id, *(memo.author_id for memo in memos)}
    judges |= {who for row in judgements for who in (row.personal_data_by_id, row.foreign_basis_by_id)}
    return Sheet(
        head=head,
        functions=functions.names_of(ctx, linked[0]),
        systems=picking.system_labels(ctx, linked[1]),
        readers=sorted(identity.unit_names(set(linked[2])).values()),
        people=identity.names_of({who for who in judges if who is not None}),
        parties=parties,
        memos=memos[: queries.MEMOS_SHOWN],
        has_older_memos=len(memos) > queries.MEMOS_SHOWN,
        missing=rules.missing(then),
        warnings=list(rules.warnings(then)),
        **_work_of(ctx, present, moment),
    )


def _work_of(ctx: Context, present: Engagement, moment: Moment) -> dict[str, Any]:
    if moment.is_past:
        return {}
    subject = (Engagement.__tablename__, present.id)
    findings = [found for found in work.findings_of(ctx, *subject) if found.state in UNDER_WAY]
    approvals = work.approvals_seen_of(ctx, *subject, limit=SHOWN)
    return {
        "findings": findings,
        "approvals": approvals,
        "contacts": contacts.contacts_for(ctx, present, moment.on),
    }
