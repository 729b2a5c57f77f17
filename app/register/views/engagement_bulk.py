"""まとめて変更: what was ticked in the list, the change, what it would do, and doing it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import ngettext

from app.core.authz import requires
from app.core.dates import DateStyle, format_date
from app.core.errors import DomainError
from app.core.listing import is_id
from app.core.web import current_context, show_error, translated, writes
from app.identity import queries as identity
from app.register.forms.bulk import BulkEditForm
from app.register.models import Engagement
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements as queries
from app.register.queries import picking
from app.register.services import bulk
from app.register.services.bulk import Line
from app.register.views import bp


@bp.route("/engagements/bulk", methods=["GET", "POST"])
@requires(P.BULK_EDIT)
@writes
def engagement_bulk_edit() -> Any:
    ctx = current_context()
    form = BulkEditForm()
    ids = list(form.versions()) or [UUID(text) for text in request.args.getlist("id") if is_id(text)]
    chosen = queries.chosen(ctx, ids[: bulk.MOST])
    if not chosen:
        flash(translated(DomainError(bulk.NOTHING_CHOSEN)), "error")
        return redirect(url_for("register.engagement_list"), 303)
    lines: list[Line] = []
    if form.validate_on_submit():
        try:
            lines = bulk.preview(ctx, chosen, form.change())
            if "apply" in request.form:
                return _applied(bulk.bulk_edit(ctx, form.versions(), form.change(), chosen))
        except DomainError as error:
            show_error(form, error)
    form.remember(chosen)
    return _page(form, chosen, lines)


def _applied(count: int) -> Any:
    flash(ngettext("%(num)d engagement was changed.", "%(num)d engagements were changed.", count), "good")
    return redirect(url_for("register.engagement_list"), 303)


def _page(form: BulkEditForm, chosen: Sequence[Engagement], lines: list[Line]) -> Any:
    """A status of 200 stores nothing: this is a look only."""
    shown = render_template(
        "register/engagement_bulk_edit.html",
        form=form,
        chosen=chosen,
        units_chosen=sorted({engagement.unit_id for engagement in chosen}, key=str)[: picking.MOST_UNITS],
        lines=[(line, *_told(line)) for line in lines],
        changing=sum(not line.refusal for line in lines),
    )
    return make_response(shown, 422 if form.errors else 200)


def _told(line: Line) -> tuple[str, str, str]:
    """Before, after and the reason why not, in words."""
    ids = {value for value in (line.before, line.after) if isinstance(value, UUID)}
    names = identity.named(ids)
    style = DateStyle(current_context().date_style)

    def said(value: Any) -> str:
        if value is None:
            return ""
        return names.get(value, "") if isinstance(value, UUID) else format_date(value, style)

    refusal = translated(DomainError(line.refusal, **(line.params or {}))) if line.refusal else ""
    return said(line.before), said(line.after), refusal
