"""One version: begun, its records in a table, its head, published, withdrawn."""

from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.dates import day_of
from app.core.listing import LONGEST_QUERY
from app.core.web import current_context, run_form, writes
from app.identity import queries as identity
from app.references import tabs
from app.references.forms.references import BeginForm, PublishForm, VersionForm, WithdrawForm
from app.references.models import ReferenceVersion, SecurityReference, VersionState
from app.references.permissions import ReferencesPermission as P
from app.references.queries import faults, listing, renewing
from app.references.queries import references as queries
from app.references.services import writing
from app.references.sheets import versions as shown
from app.references.sheets.frames import edition_words, frame_of
from app.references.views import bp
from app.references.views.references import list_place, open_draft


def head_of(reference: SecurityReference, version: ReferenceVersion, tab: str) -> dict[str, Any]:
    """What stands above each part of a version."""
    ctx = current_context()
    may_write = writing.may_write(ctx, is_theirs=version.is_theirs)
    is_draft = version.state == VersionState.DRAFT
    return {
        "reference": reference, "version": version, "tabs": tabs.of_version(ctx, version, tab),
        "label": shown.label_of(version), "tone": shown.TONES[version.state],
        "here": url_for("references.version", version_id=version.id), "may_write": may_write and is_draft,
        "may_withdraw": version.state != VersionState.WITHDRAWN and writing.may_withdraw(ctx, version),
    }  # fmt: skip


def no_draft(version: ReferenceVersion) -> Response | None:
    """It is not the time: back to the page, which says how it stands."""
    if version.state == VersionState.DRAFT:
        return None
    flash(_(writing.NOT_DRAFT), "error")
    return redirect(url_for("references.version", version_id=version.id), 303)  # type: ignore[return-value]


@bp.route("/references/<uuid:reference_id>/versions/new", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@writes
def version_begin(reference_id: UUID) -> Response:
    ctx = current_context()
    found = queries.get_reference(ctx, reference_id)
    known = {
        str(one.id): one for one in queries.versions_of(ctx, found.id) if one.state != VersionState.DRAFT
    }
    form = BeginForm(
        [(key, _("A copy of %(version)s", version=shown.label_of(one))) for key, one in known.items()]
    )
    return run_form(
        form, lambda: writing.begin(ctx, found, known.get(str(form.source_id))),
        to=lambda made: url_for("references.version_edit", version_id=made.id),
        page="references/version_begin.html", reference=found,
        done=_("The draft was begun. Say who writes it, and under which premises."),
        cancel_url=url_for("references.reference", reference_id=found.id),
    )  # fmt: skip


@bp.route("/references/versions/<uuid:version_id>")
@requires(P.REFERENCE_VIEW)
def version(version_id: UUID) -> str:
    ctx = current_context()
    reference, found = queries.get_version(ctx, version_id)
    before = queries.before(found)
    changed = listing.changed_items(before.id, found.id) if before is not None else set()
    frame = frame_of(reference.edition)
    lines = shown.lines_of(found, frame, queries.short_records(found.id), changed)
    show, words = _asked()
    here = url_for("references.version", version_id=found.id)
    flat = [line for _group, line in lines]
    return render_template(
        "references/version.html", blocks=shown.blocks(lines, show, words), show=show, before=before,
        choices=shown.choices(flat, here, show, has_before=before is not None),
        edition=edition_words().get(reference.edition, reference.edition), models=shown.models_of(found),
        conformities=shown.conformities(),
        covered=sum(line.is_there for line in flat), total=len(frame.whole()), label_of=shown.label_of,
        **head_of(reference, found, "records"),
    )  # fmt: skip


def _asked() -> tuple[str, str]:
    """What the address asks for; what means nothing is passed over."""
    show = request.args.get("show", "")
    return (show if show in shown.SHOWN else ""), request.args.get("q", "").strip()[:LONGEST_QUERY]


@bp.route("/references/versions/<uuid:version_id>/head")
@requires(P.REFERENCE_VIEW)
def version_head(version_id: UUID) -> str:
    ctx = current_context()
    reference, found = queries.get_version(ctx, version_id)
    ids = (found.begun_by_id, found.published_by_id, found.withdrawn_by_id)
    people = identity.names_of({one for one in ids if one})
    return render_template(
        "references/version_head.html", models=shown.models_of(found), people=people,
        edition=edition_words().get(reference.edition, reference.edition), **head_of(reference, found, "head"),
    )  # fmt: skip


@bp.route("/references/versions/<uuid:version_id>/edit", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@writes
def version_edit(version_id: UUID) -> Response:
    ctx = current_context()
    reference, found = open_draft(version_id)
    if (away := no_draft(found)) is not None:
        return away
    form, here = VersionForm(obj=found), url_for("references.version_head", version_id=found.id)
    return run_form(
        form, lambda: writing.edit_version(ctx, found, form.facts(), seen=form.version_number),
        to=lambda _none: here, page="references/version_form.html", record=found, reference=reference,
        label=shown.label_of(found), cancel_url=here, done=_("Authors and premises were saved."),
    )  # fmt: skip


@bp.route("/references/versions/<uuid:version_id>/publish", methods=["GET", "POST"])
@requires(P.REFERENCE_PUBLISH)
@writes
def version_publish(version_id: UUID) -> Response:
    ctx = current_context()
    reference, found = open_draft(version_id)
    if (away := no_draft(found)) is not None:
        return away
    form, looked = PublishForm(), faults.look_over(reference, found, day_of(ctx.at))
    return run_form(
        form,
        lambda: writing.publish(
            ctx, found, seen=form.version_number, is_confirmed=bool(form.is_confirmed.data)
        ),
        to=lambda _none: url_for("references.version", version_id=found.id), page="references/version_publish.html",
        record=found, faults=shown.fault_lines(found, looked.faults), covered=len(looked.records),
        total=len(frame_of(reference.edition).whole()), done=_("The version was published."),
        unused=shown.unused_of(shown.paper_lines(looked.papers, looked.records)),
        repeated=shown.repeated_lines(*renewing.same_as_before(found), found),
        **head_of(reference, found, "publish"),
    )  # fmt: skip


@bp.route("/references/versions/<uuid:version_id>/withdraw", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@writes
def version_withdraw(version_id: UUID) -> Response:
    ctx = current_context()
    reference, found = queries.get_version(ctx, version_id)
    if not writing.may_withdraw(ctx, found):
        abort(403)
    form, here = WithdrawForm(), url_for("references.version", version_id=found.id)
    if found.state == VersionState.WITHDRAWN:
        flash(_(writing.GONE_ALREADY), "error")
        return redirect(here, 303)  # type: ignore[return-value]
    of = (reference.title, url_for("references.reference", reference_id=reference.id))
    return run_form(
        form,
        lambda: writing.withdraw_version(ctx, found, reason=form.reason.data or "", seen=form.version_number),
        to=lambda _none: of[1], page="references/withdraw.html",
        record=found, title=_("Withdraw the version"), cancel_url=here,
        parents=[list_place(), of, (shown.label_of(found), here)],
        about=_("It stays readable with your reason. The version before counts again, if there is one."),
        done=_("The version was withdrawn."),
    )  # fmt: skip
