"""開示条件 of evidence: it opens for who handed it in, and for each reader of ours who agreed to its terms."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Evidence, EvidenceAgreement
from app.diligence.queries import agreeing as queries
from app.diligence.rules.evidence import EvidenceFacts, digest_of, is_agreed_to

CHANGED = N_("The terms were changed while you read them. Read them again before you agree.")


def must_agree(ctx: Context, row: Evidence) -> bool:
    """Before this person may open it."""
    return row.id in closed_to(ctx, [row])


def closed_to(ctx: Context, rows: Sequence[Evidence]) -> Collection[UUID]:
    """Those that this person has to agree for first. A vendor's people see none but what their own side gave."""
    asked = [] if ctx.is_vendor else [row for row in rows if is_agreed_to(row.disclosure)]
    if not asked:
        return frozenset()
    agreed = queries.digests_agreed(ctx, {row.assignment_id for row in asked})
    return {row.id for row in asked if (row.assignment_id, wording_of(row)) not in agreed}


def agreed_at(ctx: Context, row: Evidence) -> datetime | None:
    """When this person did, if they had to."""
    return (
        None
        if ctx.is_vendor or not is_agreed_to(row.disclosure)
        else queries.agreed_at(ctx, row, wording_of(row))
    )


def wording_of(row: Evidence | EvidenceFacts) -> str:
    """The digest of what its reader agrees to."""
    return digest_of(row.disclosure, row.terms)


def agree(ctx: Context, row: Evidence, *, digest: str) -> None:
    """`digest` is of the wording that was on the screen. Who agreed already agrees to nothing new."""
    if digest != wording_of(row):
        raise DomainError(CHANGED)
    if not must_agree(ctx, row):
        return
    made = EvidenceAgreement(
        assessment_id=row.assessment_id, assignment_id=row.assignment_id, user_id=ctx.actor_id,
        disclosure=row.disclosure, terms=row.terms, terms_digest=digest, agreed_at=ctx.at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record(ctx, Act.EVIDENCE_TERMS_AGREED, made)
