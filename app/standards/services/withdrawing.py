"""取下げ: a matrix that was begun by mistake no longer counts; all that was entered in it stays."""

from app.core import audit
from app.core.context import Context
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.words import N_
from app.register.models import Engagement
from app.standards.events import StandardsAct as Act
from app.standards.models import EngagementMatrix
from app.standards.permissions import StandardsPermission as P
from app.standards.services.matrices import keep_found_by

REASON_MISSING = N_("Say why, so that a later reader knows what happened.")
GONE = N_("This matrix was withdrawn already.")


def withdraw(
    ctx: Context, engagement: Engagement, matrix: EngagementMatrix, reason: str, *, version: int
) -> None:
    """Findings from its gaps stay as they are: whoever deals with them decides what becomes of them."""
    if not ctx.may(P.MATRIX_EDIT, engagement.unit_id):
        raise NotAllowed
    if matrix.withdrawn_at is not None:
        raise DomainError(GONE)
    if matrix.version != version:
        raise StaleVersion(matrix)
    if not reason:
        raise DomainError(REASON_MISSING, "reason")
    matrix.withdrawn_at, matrix.withdrawal_reason = ctx.at, reason
    matrix.updated_at = ctx.at
    audit.record(ctx, Act.MATRIX_WITHDRAWN, matrix, engagement, reason=reason)
    keep_found_by(engagement)
