"""Who may do what and was last seen when, and which role holds which permission."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from app.core import authz
from app.core.authz import requires
from app.core.context import Context
from app.core.csvout import csv_answer
from app.core.dates import day_of
from app.core.web import current_context
from app.core.words import value_label
from app.identity import queries, rules
from app.identity.models import Grant, SignInState, User
from app.identity.permissions import IdentityPermission as P
from app.identity.roles import Role
from app.identity.views import bp
from app.identity.views.parts import GRANTABLE
from app.identity.words import permission_label


@dataclass(frozen=True)
class Row:
    """One role of one person. `lent_by` names whom they stand in for."""

    user: User
    grant: Grant | None
    lent_by: str
    state: SignInState | None
    is_unused: bool
    is_locked: bool


def _rows(ctx: Context) -> list[Row]:
    day = day_of(ctx.at)
    users = queries.list_users(ctx, active=True, limit=5000)
    held = queries.grants_in_force([user.id for user in users], day)
    lent: dict[Any, list[tuple[str, Grant]]] = {}
    names = {user.id: user.name for user in users}
    for stand_in, grant in queries.lent_grants(day):
        lent.setdefault(stand_in.deputy_id, []).append((names.get(stand_in.user_id, "?"), grant))
    states = queries.sign_in_states()
    rows = []
    for user in users:
        state = states.get(user.id)
        locked = state is not None and rules.is_locked(state.locked_until, ctx.at)
        own = [
            Row(user, g, "", state, _is_unused(state, g.from_on, day), locked) for g in held.get(user.id, ())
        ]
        rows += own + [Row(user, g, name, state, False, locked) for name, g in lent.get(user.id, ())]
        if not own and user.id not in lent:
            rows.append(Row(user, None, "", state, False, locked))
    return rows


def _is_unused(state: SignInState | None, since: date, day: date) -> bool:
    seen = state.last_seen_at if state else None
    return rules.is_unused(day_of(seen) if seen else None, since, day)


def _wanted(rows: Sequence[Row]) -> list[Row]:
    role, only = request.args.get("role", ""), request.args.get("unused")
    return [
        row
        for row in rows
        if (not role or (row.grant is not None and row.grant.role == role)) and (not only or row.is_unused)
    ]


@bp.get("/access")
@requires(P.ACCESS_VIEW)
def access() -> Any:
    rows = _rows(current_context())
    return render_template(
        "identity/access.html",
        rows=_wanted(rows),
        unused=len({row.user.id for row in rows if row.is_unused}),
        people=len({row.user.id for row in rows}),
        days=rules.UNUSED_DAYS,
        roles=[*GRANTABLE, Role.VENDOR],
        permissions=sorted(authz.known().values(), key=lambda known: known.permission),
    )


@bp.get("/access/people.csv")
@requires(P.ACCESS_VIEW)
def access_export() -> Any:
    head = [
        _("Full name"), _("E-mail address"), _("Role"), _("Unit"), _("Deputy for"), _("First day"), _("Last day"),
        _("Last sign-in"), _("Last seen"), _("Not used for 90 days"),
    ]  # fmt: skip
    rows = [_cells(row) for row in _wanted(_rows(current_context()))]
    return csv_answer(_("Access by person"), head, rows)


def _cells(row: Row) -> list[Any]:
    grant, state = row.grant, row.state
    return [
        row.user.name,
        row.user.email,
        value_label(grant.role) if grant else "",
        grant.unit.name if grant else "",
        row.lent_by,
        grant.from_on if grant else None,
        grant.until_on if grant else None,
        state.last_sign_in_at if state else None,
        state.last_seen_at if state else None,
        _("yes") if row.is_unused else "",
    ]


@bp.get("/access/permissions.csv")
@requires(P.ACCESS_VIEW)
def access_matrix_export() -> Any:
    roles = [*GRANTABLE, Role.VENDOR]
    head = [_("Permission"), _("Key"), _("Changes something"), *(value_label(role) for role in roles)]
    rows = []
    for known in sorted(authz.known().values(), key=lambda one: one.permission):
        marks = [_("yes") if role in known.roles else "" for role in roles]
        writes = _("yes") if known.writes else ""
        rows.append([permission_label(known.permission), known.permission, writes, *marks])
    return csv_answer(_("Permissions by role"), head, rows)
