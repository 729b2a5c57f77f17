"""The tree of units."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext as _

from app.core import history
from app.core.audit.reading import entries_of
from app.core.authz import requires
from app.core.dates import day_of
from app.core.web import check_version, current_context, run_form, writes
from app.identity import queries, services
from app.identity.forms import UnitForm, UnitSucceedForm
from app.identity.permissions import IdentityPermission as P
from app.identity.views import bp


@bp.get("/units")
@requires(P.UNIT_VIEW)
def units() -> Any:
    ctx = current_context()
    return render_template("identity/units.html", units=queries.list_units(ctx), day=day_of(ctx.at))


@bp.get("/units/<uuid:unit_id>")
@requires(P.UNIT_VIEW)
def unit(unit_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_unit(ctx, unit_id)
    everyone = queries.list_units(ctx)
    return render_template(
        "identity/unit.html",
        unit=found,
        units={other.id: other for other in everyone},
        below=[other for other in everyone if other.parent_id == found.id],
        successions=queries.successions_of(found.id),
        holders=queries.grants_in_unit(ctx, found.id, day_of(ctx.at)),
        history=history.lines(ctx, entries_of(found, 50), queries.named),
    )


@bp.route("/units/new", methods=["GET", "POST"])
@requires(P.UNIT_EDIT)
@writes
def unit_add() -> Any:
    ctx = current_context()
    form = UnitForm()
    form.parent_id.offer(queries.list_units(ctx))
    return run_form(
        form,
        lambda: services.add_unit(ctx, **form.values()),
        to=lambda added: url_for("identity.unit", unit_id=added.id),
        page="identity/unit_add.html",
        done=_("The unit is added."),
    )


@bp.route("/units/<uuid:unit_id>/edit", methods=["GET", "POST"])
@requires(P.UNIT_EDIT)
@writes
def unit_edit(unit_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_unit(ctx, unit_id)
    form = UnitForm(obj=found)
    form.parent_id.offer([u for u in queries.list_units(ctx) if not u.path.startswith(found.path)])

    def act() -> None:
        check_version(found, form.version_number)
        services.edit_unit(ctx, found, organisation_id=found.organisation_id, **form.values())

    return run_form(
        form,
        act,
        to=lambda _: url_for("identity.unit", unit_id=found.id),
        page="identity/unit_edit.html",
        done=_("Saved."),
        record=found,
    )


@bp.route("/units/<uuid:unit_id>/succeed", methods=["GET", "POST"])
@requires(P.UNIT_EDIT)
@writes
def unit_succeed(unit_id: UUID) -> Any:
    ctx = current_context()
    old = queries.get_unit(ctx, unit_id)
    form = UnitSucceedForm()
    form.new_id.offer([u for u in queries.list_units(ctx) if u.id != old.id])
    return run_form(
        form,
        lambda: services.succeed_unit(ctx, old, new_id=form.new_id.data, on=form.on.data),
        to=lambda _: url_for("identity.unit", unit_id=old.id),
        page="identity/unit_succeed.html",
        done=_("The succession is recorded."),
        unit=old,
    )
