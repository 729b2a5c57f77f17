"""履歴 of a report with all its parts."""

from collections.abc import Mapping
from uuid import UUID

from flask import render_template
from flask_babel import lazy_gettext as _l

from app.assurance import tabs
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import reports as queries
from app.assurance.views import bp
from app.assurance.views.reports import HERE, head
from app.core.authz import requires
from app.core.web import current_context
from app.register.histories import history_of
from app.register.queries import engagements, organisations, services

tabs.add(tabs.Tab("history", _l("History"), "assurance.report_history", 90))


@bp.route(f"{HERE}/history")
@requires(P.REPORT_VIEW)
def report_history(report_id: UUID) -> str:
    found = queries.get_report(current_context(), report_id)
    return render_template(
        "assurance/report_history.html", **history_of(found, _names), **head(found, "history")
    )


def _names(ids: set[UUID]) -> Mapping[UUID, str]:
    ctx = current_context()
    asked = (organisations.names_of, services.names_of, engagements.names_of, queries.names_of)
    return {record_id: name for names_of in asked for record_id, name in names_of(ctx, ids).items()}
