"""What is done with a self-check: our half of an item and of several, its note, to a newer version, ended."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.authz import requires
from app.core.dates import day_of
from app.core.web import run_form, writes
from app.references.forms import checking as forms
from app.references.models import OwnState
from app.references.permissions import ReferencesPermission as P
from app.references.queries import checking as queries
from app.references.rules.checking import Theirs
from app.references.services import checking as services
from app.references.sheets import checking as shown
from app.references.sheets.premises import warnings
from app.references.sheets.versions import label_of
from app.references.views import bp
from app.references.views.checking import Open, open_check, read_check

CHECK = "/engagements/<uuid:engagement_id>/self-checks/<uuid:check_id>"


@bp.route(f"{CHECK}/items/<path:item>")
@requires(P.REFERENCE_VIEW)
def self_check_item(engagement_id: UUID, check_id: UUID, item: str) -> Response:
    """Read by whoever sees the engagement, entered by those who keep its checks."""
    return _item(read_check(engagement_id, check_id), item)


@bp.route(f"{CHECK}/items/<path:item>", methods=["POST"])
@requires(P.CHECK_EDIT)
@writes
def self_check_item_set(engagement_id: UUID, check_id: UUID, item: str) -> Response:
    return _item(open_check(engagement_id, check_id), item)


def _item(open_: Open, item: str) -> Response:
    found = open_.found
    line, row = found.line(item), found.rows.get(item)
    way, form = shown.way(found, open_.engagement, item), forms.own_half_form(row)
    record = queries.record_of(open_.held.version.id, item)
    return run_form(
        form,
        lambda: services.set_item(
            open_.ctx, open_.engagement, open_.held.check, item, form.facts(), version=form.version_number
        ),
        to=lambda _none: (way.after if "onward" in request.form else "") or way.here,
        page="references/self_check_item.html", done=_("Our half of %(item)s was saved.", item=item), record=row,
        open=open_, found=found, line=shown.line_of(found, open_.engagement, line), said=record, way=way,
        papers=queries.papers_of(record), warnings=warnings(found), last_saved=open_.last_saved,
        O=OwnState, no_measure=shown.no_measure, is_unstated=line.is_without_conformity,
    )  # fmt: skip


@bp.route(f"{CHECK}/together", methods=["GET", "POST"])
@requires(P.CHECK_EDIT)
@writes
def self_check_together(engagement_id: UUID, check_id: UUID) -> Response:
    open_ = open_check(engagement_id, check_id)
    found = open_.found
    show, form = request.args.get("show", ""), forms.SeveralForm()
    known = {line.item for line in found.lines}

    def act() -> None:
        changed = services.set_items(
            open_.ctx, open_.engagement, open_.held.check, form.seen(known), form.facts()
        )
        flash(ngettext("%(num)d item was entered.", "%(num)d items were entered.", changed), "good")

    here = url_for("references.self_check_together", engagement_id=engagement_id, check_id=check_id)
    return run_form(
        form, act, to=lambda _none: open_.address, page="references/self_check_together.html", open=open_,
        lines=shown.lines_of(found, open_.engagement, show), show=show, today=day_of(open_.ctx.at),
        choices=shown.choices(found, here, show), O=OwnState,
        has_conditions=any(line.theirs == Theirs.CONDITIONAL for line in found.lines),
        tokens={item: forms.token_of(item, found.rows.get(item)) for item in known},
    )  # fmt: skip


@bp.route(f"{CHECK}/edit", methods=["GET", "POST"])
@requires(P.CHECK_EDIT)
@writes
def self_check_edit(engagement_id: UUID, check_id: UUID) -> Response:
    open_ = open_check(engagement_id, check_id)
    check = open_.held.check
    form = forms.NoteForm(obj=check)
    return run_form(
        form,
        lambda: services.edit(
            open_.ctx, open_.engagement, check, form.note.data or "", version=form.version_number
        ),
        to=lambda _none: open_.address, page="references/self_check_edit.html", done=_("The note was saved."),
        record=check, open=open_, last_saved=open_.last_saved,
    )  # fmt: skip


@bp.route(f"{CHECK}/move", methods=["GET", "POST"])
@requires(P.CHECK_EDIT)
@writes
def self_check_move(engagement_id: UUID, check_id: UUID) -> Any:
    """Leads back while it is held against the version in use."""
    open_ = open_check(engagement_id, check_id)
    check, newest = open_.held.check, queries.newest_of(open_.held.reference.id)
    if newest is None or not open_.held.may_move:
        flash(_("The self-check is held against the version in use already."))
        return redirect(open_.address, 303)
    form = forms.MoveForm()
    return run_form(
        form,
        lambda: services.move(open_.ctx, open_.engagement, check, newest, version=form.version_number),
        to=lambda moved: f"{open_.address}?show=confirm" if moved.changed else open_.address,
        page="references/self_check_move.html", done=_("The self-check was moved to the version in use."),
        record=check, open=open_, newest=newest, last_saved=open_.last_saved,
        **_what_moves(open_, newest),
    )  # fmt: skip


def _what_moves(open_: Open, newest: Any) -> dict[str, Any]:
    moves = queries.moves(open_.held, newest)
    return {
        "moves": moves, "changes": shown.changes_of(moves), "label": label_of(newest),
        "label_before": label_of(open_.held.version),
    }  # fmt: skip


@bp.route(f"{CHECK}/end", methods=["GET", "POST"])
@requires(P.CHECK_EDIT)
@writes
def self_check_end(engagement_id: UUID, check_id: UUID) -> Response:
    open_ = open_check(engagement_id, check_id)
    check, form = open_.held.check, forms.EndForm()
    return run_form(
        form,
        lambda: services.remove(
            open_.ctx, open_.engagement, check, form.reason.data or "", version=form.version_number
        ),
        to=lambda _none: url_for("references.engagement_self_checks", engagement_id=engagement_id),
        page="references/self_check_end.html", done=_("The self-check was ended."), record=check, open=open_,
        entered=len(queries.rows_of(check)), last_saved=open_.last_saved,
    )  # fmt: skip
