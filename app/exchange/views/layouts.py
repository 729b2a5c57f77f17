"""The institution's own ledger forms: who sets the rules makes them, every reader uses them."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.web import check_version, current_context, run_form, writes
from app.exchange import queries
from app.exchange.forms.layouts import LayoutForm, layout_form
from app.exchange.kinds import Kind
from app.exchange.permissions import ExchangePermission as P
from app.exchange.rules.layouts import ID
from app.exchange.services import layouts as services
from app.exchange.views import bp
from app.exchange.views.batches import headings_of
from app.exchange.views.exporting import kind_of, parents_of
from app.exchange.words.exporting import KINDS as LABELS


@bp.route("/exchange/<key>/layouts")
@requires(P.EXPORT)
def layout_list(key: str) -> str:
    kind = kind_of(key)
    labels = headings_of(kind)
    rows = [
        (layout, [text or labels.get(field, field) for field, text in layout.columns])
        for layout in queries.layouts_of(kind.key)
    ]
    return render_template(
        "exchange/layout_list.html", kind=kind, rows=rows, parents=_parents(kind),
        title=_("Column layouts: %(ledger)s", ledger=LABELS[kind.key]),
        may_edit=current_context().may(P.LAYOUT_EDIT),
    )  # fmt: skip


def _parents(kind: Kind, *more: tuple[str, str]) -> list[tuple[str, str]]:
    there = (_("Export: %(ledger)s", ledger=LABELS[kind.key]), url_for("exchange.export", key=kind.key))
    return [*parents_of(kind), there, *more]


@bp.route("/exchange/<key>/layouts/add", methods=["GET", "POST"])
@requires(P.LAYOUT_EDIT)
@writes
def layout_add(key: str) -> Any:
    ctx, kind = current_context(), kind_of(key)
    form = layout_form(kind.fields(), None, ctx.language)
    return run_form(
        form, lambda: services.add_layout(ctx, kind, **_entered(form)), done=_("The layout was saved."),
        title=_("Add a column layout"), **_frame(kind, form, f"column_layout/add/{key}"),
    )  # fmt: skip


@bp.route("/exchange/<key>/layouts/<uuid:layout_id>/edit", methods=["GET", "POST"])
@requires(P.LAYOUT_EDIT)
@writes
def layout_edit(key: str, layout_id: UUID) -> Any:
    ctx, kind = current_context(), kind_of(key)
    layout = queries.get_layout(kind.key, layout_id)
    form = layout_form(kind.fields(), layout, ctx.language)

    def act() -> Any:
        check_version(layout, form.version_number)
        return services.edit_layout(ctx, kind, layout, **_entered(form))

    return run_form(
        form, act, done=_("The layout was saved."), record=layout,
        title=_("Edit the layout “%(name)s”", name=layout.name),
        **_frame(kind, form, f"column_layout/{layout.id}"),
    )  # fmt: skip


def _entered(form: LayoutForm) -> dict[str, Any]:
    return {"name": form.name.data or "", "columns": form.columns(), "is_usual": form.is_usual.data}


def _frame(kind: Kind, form: LayoutForm, draft_key: str) -> dict[str, Any]:
    """Where the form stands and where one goes from it."""
    back = url_for("exchange.layout_list", key=kind.key)
    labels = headings_of(kind)
    fields = {field.key: field for field in kind.fields() if field.key != ID}
    return {
        "to": lambda _layout: back,
        "page": "exchange/layout_edit.html",
        "back": back,
        "draft_key": draft_key,
        "rows": [(key, labels[key], fields[key].is_required) for key in form.keys],
        "parents": _parents(kind, (_("Column layouts: %(ledger)s", ledger=LABELS[kind.key]), back)),
    }


@bp.route("/exchange/<key>/layouts/<uuid:layout_id>/remove", methods=["POST"])
@requires(P.LAYOUT_EDIT)
@writes
def layout_remove(key: str, layout_id: UUID) -> Any:
    kind = kind_of(key)
    services.remove_layout(current_context(), queries.get_layout(kind.key, layout_id))
    flash(_("The layout was deleted."), "good")
    return redirect(url_for("exchange.layout_list", key=kind.key), 303)
