"""How a finding that was raised from a gap leads back to the matrix, and says what became of the gap."""

from collections.abc import Set
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.context import Context
from app.core.errors import NotFound
from app.register.models import Engagement
from app.register.permissions import RegisterPermission
from app.register.queries import engagements
from app.standards.models import EngagementMatrix
from app.standards.queries import gap_findings
from app.standards.queries import matrices as queries
from app.standards.queries.withdrawals import last_moment
from app.standards.rules.matrices import Gap, find_gap, gap_of_key
from app.standards.sheets.gap_findings import ended_words, settled_words, title_of_gap
from app.standards.sheets.matrix_heads import group_names
from app.standards.sheets.withdrawals import then_url
from app.standards.views import bp
from app.work import origins, rules
from app.work.models import Finding, FindingState
from app.work.origins import Origin


def _of_gap(ctx: Context, finding: Finding) -> Origin | None:
    if finding.subject_type != Engagement.__tablename__ or finding.subject_id is None:
        return None
    held = gap_findings.place_of(finding)
    gap = gap_of_key(held[0]) if held is not None else None
    if held is None or gap is None or not ctx.may(RegisterPermission.ENGAGEMENT_VIEW):
        return None
    try:
        engagements.get_engagement(ctx, finding.subject_id)
    except NotFound:
        return None
    shelf, matrix = queries.shelf(), held[1]
    entered = queries.checked(shelf, queries.entered(ctx, matrix))
    resolved = entered.resolved()
    title = title_of_gap(resolved, gap, group_names(shelf, entered.content.edition))
    place = _place(gap, {row.row.id for row in resolved.rows})
    if matrix.withdrawn_at is not None:
        return Origin(title, _url_then(matrix, place), _withdrawn(matrix))
    return Origin(title, _url(matrix, place), _notice(finding, find_gap(resolved, gap.key) is not None))


Place = tuple[str, dict[str, Any]]


def _place(gap: Gap, rows: Set[str]) -> Place:
    """The page of the row; for a condition or an actor, and for a row that is gone, the matrix."""
    if gap.row in rows:
        return "standards.engagement_matrix_row", {"row": gap.row}
    anchor = "conditions" if gap.condition else "actors" if gap.actors else "matrix"
    return "standards.engagement_matrix", {"_anchor": anchor}


def _url(matrix: EngagementMatrix, place: Place) -> str:
    endpoint, values = place
    return url_for(endpoint, engagement_id=matrix.engagement_id, template=matrix.template, **values)


def _url_then(matrix: EngagementMatrix, place: Place) -> str:
    last_at, (endpoint, values) = last_moment(matrix), place
    return then_url(endpoint, matrix, last_at, **values) if last_at else ""


def _withdrawn(matrix: EngagementMatrix) -> str:
    return str(
        _(
            "The responsibility matrix that this finding was raised from was withdrawn: %(reason)s",
            reason=matrix.withdrawal_reason,
        )
    )


def _notice(finding: Finding, is_there: bool) -> str:
    if finding.state == FindingState.CLOSED and is_there:
        return str(_("The finding is closed, but the matrix still shows the gap."))
    if finding.state in rules.ENDED or is_there:
        return ""
    if finding.state == FindingState.TO_BE_VERIFIED:
        return str(_("The gap is settled on the matrix. It can be verified and closed."))
    return str(_("The gap is settled on the matrix. It can be reported as dealt with."))


origins.register(_of_gap)
bp.add_app_template_filter(settled_words)
bp.add_app_template_filter(ended_words)
