"""Everything the page of one organisation shows, now or as at a past instant."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.core.context import Context
from app.register.models import Organisation, OrganisationCode
from app.register.past import organisations as past
from app.register.queries import organisations as queries
from app.work import queries as work
from app.work.models import Approval, Finding
from app.work.rules import UNDER_WAY

SHOWN = 20


@dataclass(frozen=True)
class Sheet:
    organisation: Organisation
    parent_name: str
    children: Sequence[Any]
    codes: Sequence[OrganisationCode]
    # What work has about it; of now only, as neither belongs to the register's past.
    findings: Sequence[Finding] = ()
    approvals: Sequence[Approval] = ()

    @property
    def has_more_children(self) -> bool:
        return len(self.children) > queries.GROUP_SHOWN

    @property
    def shown_children(self) -> Sequence[Any]:
        return self.children[: queries.GROUP_SHOWN]


def sheet_of(ctx: Context, present: Organisation, instant: datetime | None) -> Sheet | None:
    """None if the organisation was not recorded yet at that instant."""
    if instant is None:
        names = queries.names_of(ctx, [present.parent_id])
        children = queries.children_of(ctx, present.id)
        sheet = Sheet(present, _name(names, present), children, queries.codes_of(present))
        return _with_work(ctx, sheet)
    then = past.organisation_at(present, instant)
    if then is None:
        return None
    names = past.names_at(ctx, [then.parent_id], instant)
    children = past.children_at(ctx, present, instant)
    return Sheet(then, _name(names, then), children, past.codes_at(present, instant))


def _name(names: dict[Any, str], organisation: Organisation) -> str:
    return names.get(organisation.parent_id, "")


def _with_work(ctx: Context, sheet: Sheet) -> Sheet:
    """Not for a vendor's person, whose connection may not even read what work holds."""
    if ctx.is_vendor:
        return sheet
    subject = (Organisation.__tablename__, sheet.organisation.id)
    found = work.findings_of(ctx, *subject)
    return replace(
        sheet,
        findings=[finding for finding in found if finding.state in UNDER_WAY],
        approvals=work.approvals_seen_of(ctx, *subject, limit=SHOWN),
    )
