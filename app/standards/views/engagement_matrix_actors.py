"""Who the actors of an engagement's matrix are; while nobody is named, who they may be stands there already."""

from uuid import UUID

from flask import Response
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.web import run_form, writes
from app.standards.forms import matrices as forms
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import likely
from app.standards.queries import matrices as queries
from app.standards.services import matrices as services
from app.standards.sheets.likely import missing_of, told_of
from app.standards.views import bp
from app.standards.views.engagement_matrices import Open, open_matrix


@bp.route("/engagements/<uuid:engagement_id>/responsibility/<template>/actors", methods=["GET", "POST"])
@requires(P.MATRIX_EDIT)
@writes
def engagement_matrix_bind(engagement_id: UUID, template: str) -> Response:
    open_ = open_matrix(engagement_id, template)
    here = queries.around(open_.ctx, open_.engagement)
    may_be = queries.candidates(here, open_.entered.bindings.values())
    proposals = likely.proposals(open_.engagement, open_.entered, here)
    form = forms.actor_form(open_.resolved.actors, open_.entered, may_be, proposals.found)
    to, done = _after_binding(open_)
    return run_form(
        form, lambda: _bind(open_, form), to=lambda _saved: to,
        page="standards/engagement_matrix_bind.html", done=done, record=open_.entered.matrix, open=open_,
        last_saved=open_.last_saved, proposed=told_of(proposals.found, may_be), strangers=missing_of(proposals),
    )  # fmt: skip


def _after_binding(open_: Open) -> tuple[str, str]:
    """Where it goes on, and what is said there."""
    if not open_.resolved.open_conditions:
        return open_.address, _("The actors were saved.")
    return f"{open_.address}/conditions", _("The actors were saved. Answer the conditions next.")


def _bind(open_: Open, form: forms.ActorForm) -> None:
    given = form.given()
    if form.new_who.is_said:
        given[services.own_key(open_.entered, form.new_title.data or "")] = form.new_who
    services.bind(
        open_.ctx, open_.engagement, open_.entered, given, version=form.version_number,
        dropping=form.dropping,
    )  # fmt: skip
