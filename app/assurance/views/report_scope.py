"""対象: the services a report covers, and every engagement that reaches them by its chain."""

from uuid import UUID

from flask import Response, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assurance import tabs
from app.assurance.forms.reports import ScopeNoteForm
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import reports as queries
from app.assurance.queries import scope
from app.assurance.services import reports as services
from app.assurance.sheets import reaching
from app.assurance.views import bp
from app.assurance.views.reports import HERE, for_editing, head
from app.core import listing
from app.core.authz import requires
from app.core.errors import NotFound
from app.core.web import current_context, run_form, writes

tabs.add(tabs.Tab("scope", _l("Scope and engagements"), "assurance.report_scope", 15))
SHOWN = 200


@bp.route(f"{HERE}/scope")
@requires(P.REPORT_VIEW)
def report_scope(report_id: UUID) -> str:
    found = queries.get_report(current_context(), report_id)
    rows = scope.services_of(found)
    upward = scope.engagements_reaching(current_context(), [row.id for row in rows])
    return render_template(
        "assurance/report_scope.html", services=rows, lines=reaching.lines_of(upward, SHOWN), upward=upward,
        has_more=len(upward.found) > SHOWN, to_engagement=listing.address_of("register.engagement", "engagement_id"),
        **head(found, "scope"),
    )  # fmt: skip


@bp.route(f"{HERE}/scope/<uuid:service_id>", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def scope_note_edit(report_id: UUID, service_id: UUID) -> Response:
    found = for_editing(report_id)
    row = next((one for one in scope.services_of(found) if one.id == service_id), None)
    if row is None:
        raise NotFound
    form = ScopeNoteForm(data={"note": row.note, "version": found.version})
    back = url_for("assurance.report_scope", report_id=found.id)
    return run_form(
        form,
        lambda: services.describe_scope(
            current_context(), found, {row.id: form.note.data or ""}, version=form.version_number
        ),
        to=lambda _none: back, page="assurance/scope_note.html", done=_("The change was saved."), back=back,
        service=row, **head(found, "scope"),
    )  # fmt: skip
