"""What work has about a record of the register: findings, approvals, documents. Of now only: work is no part of
the register's past."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.context import Context
from app.work import queries as work
from app.work.models import Approval, Finding
from app.work.permissions import WorkPermission as W
from app.work.rules import UNDER_WAY

SHOWN = 20


@dataclass(frozen=True)
class About:
    kind: str
    record_id: UUID
    findings: Sequence[Finding] = ()
    approvals: Sequence[Approval] = ()
    documents: Sequence[Any] = ()
    may_raise: bool = False
    may_record: bool = False
    may_add_document: bool = False


def about(ctx: Context, kind: str, record_id: UUID, also: Collection[UUID] = ()) -> About | None:
    """`also`: ids of records that were merged into it. None for a vendor's person, whose connection may not
    even read what work holds."""
    if ctx.is_vendor:
        return None
    found = work.findings_of(ctx, kind, record_id, also=also)
    return About(
        kind,
        record_id,
        findings=[finding for finding in found if finding.state in UNDER_WAY],
        approvals=work.approvals_seen_of(ctx, kind, record_id, SHOWN, also=also),
        documents=work.documents_of(ctx, kind, record_id, also=also),
        may_raise=ctx.may(W.FINDING_RAISE),
        may_record=ctx.may(W.APPROVAL_RECORD),
        may_add_document=ctx.may(W.DOCUMENT_ADD),
    )
