"""まとめて確定: rows of an engagement's matrix are ticked, looked at, and settled in one act."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, render_template, request
from flask_babel import ngettext

from app.core.authz import requires
from app.core.web import run_form, writes
from app.standards.forms.settling import SettlingForm, settling_form
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import matrices as queries
from app.standards.rules import matrices as rules
from app.standards.services import settling
from app.standards.sheets import matrices as sheets
from app.standards.sheets.matrix_heads import group_names
from app.standards.sheets.matrix_table import table_of
from app.standards.sheets.settling import Looked, looked_at, titles_of
from app.standards.views import bp
from app.standards.views.engagement_matrices import Open, open_matrix

PAGE = "standards/engagement_matrix_settle.html"


@bp.route("/engagements/<uuid:engagement_id>/responsibility/<template>/settle", methods=["GET", "POST"])
@requires(P.MATRIX_EDIT)
@writes
def engagement_matrix_settle(engagement_id: UUID, template: str) -> Response:
    """The filters of the tab narrow what can be ticked."""
    shelf = queries.shelf()
    open_ = open_matrix(engagement_id, template, shelf)
    groups = group_names(shelf, open_.entered.content.edition)
    table = table_of(open_.resolved, rules.gaps(open_.resolved), is_template=False, groups=groups)
    labels = {row.id: f"{row.items} {row.place}" for rows in table.chapters.values() for row in rows}
    chosen = table.asked.chosen
    form = settling_form(
        {actor.key: sheets.title_of(actor) for actor in open_.resolved.actors}, labels,
        actor=chosen.get("actor", ""), is_narrowed=not chosen.keys() <= {"actor"},
    )  # fmt: skip
    page: dict[str, Any] = {
        "open": open_, "table": table, "ticks": dict(zip(labels, form.rows, strict=True)),
        "labels": labels, "titles": titles_of(shelf, open_.entered), "looked": Looked(),
    }  # fmt: skip
    is_asked = "apply" in request.form
    if is_asked and form.is_checked:
        return _applied(open_, form, page)
    return _look(open_, form, page | {"is_otherwise": is_asked})


def _applied(open_: Open, form: SettlingForm, page: dict[str, Any]) -> Response:
    def act() -> None:
        changed = settling.settle(
            open_.ctx, open_.engagement, open_.entered, form.asked(), version=form.version_number
        )
        flash(ngettext("%(num)d row was settled.", "%(num)d rows were settled.", changed), "good")

    return run_form(
        form, act, to=lambda _none: open_.address, page=PAGE, record=open_.entered.matrix,
        last_saved=open_.last_saved, **page,
    )  # fmt: skip


def _look(open_: Open, form: SettlingForm, page: dict[str, Any]) -> Response:
    """A status of 200 stores nothing."""
    form.checked.data = ""
    if form.validate_on_submit():
        asked = form.asked()
        page["looked"] = looked_at(settling.effects(open_.entered, asked), open_.entered, asked)
        form.checked.data = form.mark
    if request.method == "GET":
        form.version.data = str(open_.entered.matrix.version)
    return make_response(render_template(PAGE, form=form, **page), 422 if form.errors else 200)
