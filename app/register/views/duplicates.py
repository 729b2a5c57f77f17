"""The same organisation recorded twice: suspected pairs, and two made one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import asat, listing
from app.core.authz import requires
from app.core.errors import DomainError
from app.core.web import current_context, run_form, writes
from app.core.words import N_
from app.register.forms.organisations import MergeChoiceForm, MergeForm
from app.register.lists.organisations import country_name
from app.register.models import KeyKind, Organisation
from app.register.permissions import RegisterPermission as P
from app.register.queries import duplicates as queries
from app.register.queries import merging, organisations
from app.register.rules import merging as rules
from app.register.services.merging import merge_organisations
from app.register.sheets.merging import moves_of, shown_choices
from app.register.views import bp
from app.register.views.distinctions import told_apart

CHANGED = N_("One of the two was changed since you opened this page. Look at both again, then confirm.")


@dataclass(frozen=True)
class Pair:
    """`first` is proposed to stay: it has a number, or more hangs on it."""

    first: queries.Brief
    second: queries.Brief
    kinds: Sequence[KeyKind]


@bp.route("/organisations/duplicates")
@requires(P.ORGANISATION_MERGE)
def organisation_duplicates() -> str:
    ctx = current_context()
    found = queries.suspected(ctx)
    briefs = queries.briefs(ctx, {one for each in found for one in (each.first_id, each.second_id)})
    return render_template(
        "register/organisation_duplicates.html",
        pairs=[
            Pair(
                *_in_order(briefs[each.first_id], briefs[each.second_id]),
                [KeyKind(kind) for kind in each.kinds],
            )
            for each in found
        ],
        count_label=str(ngettext("%(num)d pair", "%(num)d pairs", len(found))),
        told_apart=told_apart(ctx),
        url_of=listing.address_of("register.organisation", "organisation_id"),
        country_name=country_name,
    )


def _in_order(one: queries.Brief, other: queries.Brief) -> tuple[queries.Brief, queries.Brief]:
    def weight(brief: queries.Brief) -> tuple[bool, int, int]:
        return brief.corporate_number is not None, brief.engagements, brief.services

    return (one, other) if weight(one) >= weight(other) else (other, one)


@bp.route("/organisations/<uuid:organisation_id>/merge", methods=["GET", "POST"])
@requires(P.ORGANISATION_MERGE)
@writes
def organisation_merge_choose(organisation_id: UUID) -> Any:
    """Which other record is the same organisation."""
    ctx = current_context()
    organisation = organisations.get_organisation(ctx, organisation_id)
    form = MergeChoiceForm()
    return run_form(
        form,
        lambda: _other(organisation, form),
        to=lambda other: url_for(
            "register.organisation_merge", organisation_id=other.id, winner_id=organisation.id
        ),
        page="register/organisation_merge_choose.html",
        organisation=organisation,
    )


def _other(organisation: Organisation, form: MergeChoiceForm) -> Organisation:
    """Nothing is written yet: only whether the two can be one at all."""
    known = organisations.names_of(current_context(), [form.other_id.data])
    if form.other_id.data not in known:
        raise DomainError(N_("Choose one from the list."), "other_id")
    other = organisations.get_organisation(current_context(), form.other_id.data)
    try:
        rules.check_two(other, organisation)
    except DomainError as error:
        raise DomainError(error.message, "other_id", **error.params) from None
    return other


@bp.route("/organisations/<uuid:organisation_id>/merge/<uuid:winner_id>", methods=["GET", "POST"])
@requires(P.ORGANISATION_MERGE)
@writes
def organisation_merge(organisation_id: UUID, winner_id: UUID) -> Any:
    ctx = current_context()
    loser = organisations.get_organisation(ctx, organisation_id)
    winner = organisations.get_organisation(ctx, winner_id)
    if loser.merged_into_id or winner.merged_into_id or loser.id == winner.id:
        asat.read()
        return redirect(url_for("register.organisation", organisation_id=winner.id), 303)
    form, seen = MergeForm(), loser.version + winner.version
    if request.method == "GET":
        form.version.data = str(seen)
    choices = rules.choices(loser, winner)
    return run_form(
        form, lambda: _merge(form, loser, winner, seen, choices),
        to=lambda _plan: url_for("register.organisation", organisation_id=winner_id),
        page="register/organisation_merge.html", done=_("The two organisations were merged."),
        choices=lambda: shown_choices(ctx, loser, winner, form.taken(choices)), **_pair(loser, winner),
    )  # fmt: skip


def _pair(loser: Organisation, winner: Organisation) -> dict[str, Any]:
    """Both, what would move from the one to the other, and what stands against it."""
    return {
        "loser": loser,
        "winner": winner,
        "moves": lambda: moves_of(merging.plan(loser, winner)),
        "problem": _problem(loser, winner),
    }


def _problem(loser: Organisation, winner: Organisation) -> DomainError | None:
    try:
        rules.check_two(loser, winner)
    except DomainError as error:
        return error
    return None


def _merge(
    form: MergeForm, loser: Organisation, winner: Organisation, seen: int, choices: Sequence[rules.Choice]
) -> Any:
    if form.version_number != seen:
        form.version.data, form.version.raw_data = str(seen), None
        raise DomainError(CHANGED)
    return merge_organisations(
        current_context(), loser, winner, taken=form.taken(choices), reason=form.reason.data or ""
    )
