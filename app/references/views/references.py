"""One reference: its page, its history, and the forms of its facts."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from app.core import history
from app.core.audit import reading
from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.identity import queries as identity
from app.identity.queries import named as people_and_units
from app.references import tabs
from app.references.forms.references import ReferenceForm, WithdrawForm
from app.references.models import SecurityReference
from app.references.permissions import ReferencesPermission as P
from app.references.queries import listing, touching
from app.references.queries import references as queries
from app.references.queries.histories import drafts_of_others
from app.references.services import keeping, writing
from app.references.sheets import histories
from app.references.sheets import versions as shown
from app.references.sheets.frames import edition_words, frame_of
from app.references.views import bp
from app.register.queries import organisations, services

SHOWN = 100


def list_place() -> tuple[str, str]:
    """Where the way to every page of references begins."""
    return str(_("Security references")), url_for("references.reference_list")


def head_of(reference: SecurityReference, tab: str) -> dict[str, Any]:
    """What stands above each part of a reference."""
    ctx = current_context()
    return {
        "reference": reference, "tabs": tabs.of_reference(ctx, reference, tab),
        "service": services.names_of(ctx, [reference.service_id]).get(reference.service_id, ""),
        "label_of": shown.label_of,
    }  # fmt: skip


@bp.route("/references/<uuid:reference_id>")
@requires(P.REFERENCE_VIEW)
def reference(reference_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_reference(ctx, reference_id)
    versions = queries.versions_of(ctx, found.id)
    may_edit = ctx.may(P.REFERENCE_EDIT) and found.withdrawn_at is None
    has_draft = any(one.number == 0 for one in versions)
    return render_template(
        "references/reference.html", versions=versions, counts=queries.counts_of([one.id for one in versions]),
        stated=shown.stated, current=queries.in_force(versions), total=_total(found),
        checks=listing.checks_by_version(found.id), may_compare=listing.is_comparable(ctx, found),
        owner=identity.names_of({found.owner_id}).get(found.owner_id, "") if found.owner_id else "",
        provider=organisations.names_of(ctx, [found.organisation_id]).get(found.organisation_id, ""),
        edition=edition_words().get(found.edition, found.edition), may_edit=may_edit,
        may_begin=may_edit and not has_draft, tones=shown.TONES, models_of=shown.models_of,
        **head_of(found, "overview"),
    )  # fmt: skip


def _total(found: SecurityReference) -> int:
    return len(frame_of(found.edition).whole())


@bp.route("/references/<uuid:reference_id>/engagements")
@requires(P.REFERENCE_VIEW)
def reference_engagements(reference_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_reference(ctx, reference_id)
    touched = touching.touched(ctx, found)
    checks = listing.check_counts([found.id]).get(found.id, 0)
    versions = {one.id: one for one in queries.versions_of(ctx, found.id)}
    return render_template(
        "references/reference_engagements.html", touched=touched, versions=versions,
        hidden=checks - sum(one.check_id is not None for one in touched),
        units=identity.unit_names({one.unit_id for one in touched}), **head_of(found, "engagements"),
    )  # fmt: skip


@bp.route("/references/<uuid:reference_id>/history")
@requires(P.REFERENCE_VIEW)
def reference_history(reference_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_reference(ctx, reference_id)
    before = request.args.get("before", "")
    entries = reading.entries_of(found, SHOWN + 1, int(before) if _is_number(before) else None)
    told = histories.readable(entries[:SHOWN], drafts_of_others(ctx, found.id))
    return render_template(
        "references/reference_history.html", lines=history.lines(ctx, told, _names),
        older=entries[SHOWN - 1].number if len(entries) > SHOWN else None, **head_of(found, "history"),
    )  # fmt: skip


def _names(ids: set[UUID]) -> Mapping[UUID, str]:
    ctx = current_context()
    return {**people_and_units(ids), **services.names_of(ctx, ids), **organisations.names_of(ctx, ids)}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


# --- its facts ------------------------------------------------------------------------------------


def _form(found: SecurityReference | None) -> ReferenceForm:
    ctx = current_context()
    form = ReferenceForm(obj=found, data={"service_id": _asked_service()} if found is None else None)
    names = edition_words()
    editions = [
        (key, names.get(key, key)) for key in sorted(queries.editions(), key=lambda key: names.get(key, key))
    ]
    owners = keeping.owners(ctx)
    if found is not None and found.owner_id and found.owner_id not in {key for key, _name in owners}:
        owners += identity.names_of({found.owner_id}).items()
    form.offer(editions, owners)
    return form


def _asked_service() -> UUID | None:
    try:
        return UUID(request.args.get("service", ""))
    except ValueError:
        return None


@bp.route("/references/new", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@writes
def reference_add() -> Response:
    ctx, form = current_context(), _form(None)
    return run_form(
        form, lambda: keeping.add_reference(ctx, form.facts()),
        to=lambda made: url_for("references.reference", reference_id=made.id),
        page="references/reference_form.html", reference=None,
        done=_("The reference was recorded. Begin its first version next."),
        cancel_url=url_for("references.reference_list"),
    )  # fmt: skip


@bp.route("/references/<uuid:reference_id>/edit", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@writes
def reference_edit(reference_id: UUID) -> Response:
    ctx = current_context()
    found = queries.get_reference(ctx, reference_id)
    form, here = _form(found), url_for("references.reference", reference_id=found.id)
    return run_form(
        form, lambda: keeping.edit_reference(ctx, found, form.facts(), seen=form.version_number),
        to=lambda _none: here, page="references/reference_form.html", record=found, reference=found,
        done=_("The reference was saved."), cancel_url=here,
    )  # fmt: skip


@bp.route("/references/<uuid:reference_id>/withdraw", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@writes
def reference_withdraw(reference_id: UUID) -> Response:
    ctx = current_context()
    found = queries.get_reference(ctx, reference_id)
    form, here = WithdrawForm(), url_for("references.reference", reference_id=found.id)
    return run_form(
        form,
        lambda: keeping.withdraw_reference(ctx, found, reason=form.reason.data or "", seen=form.version_number),
        to=lambda _none: here, page="references/withdraw.html", record=found, title=_("Withdraw the reference"),
        about=_("It stays readable with its versions, and so do the self-checks against it. Nothing new is begun."),
        parents=[list_place(), (found.title, here)], cancel_url=here, done=_("The reference was withdrawn."),
    )  # fmt: skip


def open_draft(version_id: UUID) -> tuple[SecurityReference, Any]:
    """A version that this person may write in; who may not is told 403, a version that is no draft is read."""
    ctx = current_context()
    found, version = queries.get_version(ctx, version_id)
    if not writing.may_write(ctx, is_theirs=version.is_theirs):
        abort(403)
    return found, version
