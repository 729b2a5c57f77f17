"""「別の取引先です」: two that look like one organisation, and are two."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.context import Context
from app.core.web import current_context, run_form, writes
from app.identity.queries import names_of as people
from app.register.forms.organisations import DistinctionForm
from app.register.permissions import RegisterPermission as P
from app.register.queries import distinctions as queries
from app.register.queries import organisations
from app.register.services import distinguishing as services
from app.register.views import bp


@dataclass(frozen=True)
class ToldApart:
    """`holds`: the two are still known by the same names and numbers, so they are not listed as a pair."""

    id: UUID
    first_id: UUID
    first: str
    second_id: UUID
    second: str
    reason: str
    who: str
    at: datetime
    holds: bool


def told_apart(ctx: Context) -> list[ToldApart]:
    found = queries.listed(ctx)
    ids = {one for row in found for one in (row.first_id, row.second_id)}
    names = organisations.names_of(ctx, ids)
    deciders = people({row.decided_by_id for row in found if row.decided_by_id})
    still = queries.still_apart(ids)
    return [
        ToldApart(
            row.id, row.first_id, names.get(row.first_id, ""), row.second_id, names.get(row.second_id, ""),
            row.reason, deciders.get(row.decided_by_id, "") if row.decided_by_id else "", row.decided_at,
            (row.first_id, row.second_id) in still,
        )
        for row in found
    ]  # fmt: skip


@bp.route("/organisations/<uuid:organisation_id>/different/<uuid:winner_id>", methods=["GET", "POST"])
@requires(P.ORGANISATION_MERGE)
@writes
def organisation_different(organisation_id: UUID, winner_id: UUID) -> Any:
    ctx = current_context()
    one = organisations.get_organisation(ctx, organisation_id)
    other = organisations.get_organisation(ctx, winner_id)
    form = DistinctionForm()
    return run_form(
        form,
        lambda: services.tell_apart(ctx, one, other, reason=form.reason.data or ""),
        to=lambda _made: url_for("register.organisation_duplicates"),
        page="register/organisation_different.html",
        done=_("The two are recorded as different organisations."),
        one=one,
        other=other,
    )


@bp.route("/organisations/distinctions/<uuid:organisation_distinction_id>/undo", methods=["POST"])
@requires(P.ORGANISATION_MERGE)
@writes
def organisation_distinction_undo(organisation_distinction_id: UUID) -> Any:
    ctx = current_context()
    services.suspect_again(ctx, queries.get(ctx, organisation_distinction_id))
    flash(_("The two are compared again."), "good")
    return redirect(url_for("register.organisation_duplicates"), 303)
