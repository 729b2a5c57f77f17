"""How a finding that was raised from a gap leads back to the matrix, and says what became of the gap."""

from collections.abc import Set

from flask import url_for
from flask_babel import gettext as _

from app.core.context import Context
from app.core.errors import NotFound
from app.register.models import Engagement
from app.register.permissions import RegisterPermission
from app.register.queries import engagements
from app.standards.queries import gap_findings
from app.standards.queries import matrices as queries
from app.standards.rules.matrices import Gap, find_gap, gap_of_key
from app.standards.sheets.gap_findings import ended_words, settled_words, title_of_gap
from app.standards.sheets.matrix_heads import group_names
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
        engagement = engagements.get_engagement(ctx, finding.subject_id)
        matrix = queries.get_matrix(engagement, held[1])
    except NotFound:
        return None
    shelf = queries.shelf()
    entered = queries.checked(shelf, queries.entered(ctx, matrix))
    resolved = entered.resolved()
    is_there = find_gap(resolved, gap.key) is not None
    title = title_of_gap(resolved, gap, group_names(shelf, entered.content.edition))
    rows = {row.row.id for row in resolved.rows}
    return Origin(title, _url(engagement, matrix.template, gap, rows), _notice(finding, is_there))


def _url(engagement: Engagement, template: str, gap: Gap, rows: Set[str]) -> str:
    """The page of the row; for a condition or an actor, and for a row that is gone, the matrix."""
    if gap.row in rows:
        return url_for(
            "standards.engagement_matrix_row", engagement_id=engagement.id, template=template, row=gap.row
        )
    anchor = "conditions" if gap.condition else "actors" if gap.actors else "matrix"
    return url_for(
        "standards.engagement_matrix", engagement_id=engagement.id, template=template, _anchor=anchor
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
