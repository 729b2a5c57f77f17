"""まとめて対応: user controls that were ticked in a list, what becomes of them, what that would do, and doing it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import ngettext

from app.assurance.forms.duties import DutiesBulkForm, versions_in
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import duties as duty_queries
from app.assurance.queries import report_duties as queries
from app.assurance.queries.report_duties import Chosen
from app.assurance.services import duties_together as services
from app.assurance.services.duties_together import Line
from app.assurance.sheets.duties import state_of
from app.assurance.views import bp
from app.core.authz import requires
from app.core.errors import DomainError
from app.core.listing import is_id
from app.core.web import current_context, show_error, translated, writes
from app.identity.models import User

OF_REPORT = "report"


@bp.route("/assurance/duties/bulk", methods=["GET", "POST"])
@requires(P.DUTY_EDIT)
@writes
def duties_bulk() -> Any:
    ctx = current_context()
    seen = versions_in(request.form.get("seen", ""))
    ids = list(seen) or [UUID(text) for text in request.args.getlist("id") if is_id(text)]
    chosen = queries.chosen(ctx, ids[: services.MOST])
    if not chosen:
        flash(translated(DomainError(services.NOTHING_CHOSEN)), "error")
        return redirect(url_for("assurance.report_list"), 303)
    form, lines = DutiesBulkForm(_takers(chosen), data={"of": request.args.get("of", "")}), list[Line]()
    if form.validate_on_submit():
        try:
            lines = services.preview(ctx, chosen, form.change())
            if "apply" in request.form:
                return _applied(
                    services.change_together(ctx, seen, chosen, form.change()), _back(form, chosen)
                )
        except DomainError as error:
            show_error(form, error)
    return _page(form, chosen, lines)


def _takers(chosen: Sequence[Chosen]) -> list[User]:
    """Who may take one of them: for whom somebody is the wrong one, the look ahead says so."""
    ctx, by_unit = current_context(), {row.engagement.unit_id: row.engagement for row in chosen}
    found = {one.id: one for engagement in by_unit.values() for one in duty_queries.may_take(ctx, engagement)}
    return sorted(found.values(), key=lambda one: (one.sort_key, str(one.id)))


def _back(form: DutiesBulkForm, chosen: Sequence[Chosen]) -> str:
    """To the list in which they were ticked."""
    first = chosen[0]
    if form.of.data == OF_REPORT:
        return url_for("assurance.report_duty_list", report_id=first.placed.duty.report_id)
    return url_for("assurance.engagement_assurance", engagement_id=first.engagement.id)


def _applied(count: int, back: str) -> Any:
    flash(ngettext("%(num)d user control was changed.", "%(num)d user controls were changed.", count), "good")
    return redirect(back, 303)


def _page(form: DutiesBulkForm, chosen: Sequence[Chosen], lines: list[Line]) -> Any:
    """A status of 200 stores nothing: this is a look only."""
    form.remember(row.placed.duty for row in chosen)
    shown = render_template(
        "assurance/duties_bulk.html", form=form, chosen=chosen, lines=lines, state_of=state_of,
        said=lambda line: translated(DomainError(line.refusal)), changing=sum(not line.refusal for line in lines),
        back=_back(form, chosen), is_settling=form.act.data == form.SETTLE,
    )  # fmt: skip
    return make_response(shown, 422 if form.errors else 200)
