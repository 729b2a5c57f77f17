"""The provider's own pages: references that are shared with it, their versions, and a draft of its own begun.

A provider's transaction reads neither the catalogue nor our people: items come from the rows that stand for them.
"""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import navigation
from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.references.forms.references import BeginForm, VersionForm
from app.references.models import ReferenceVersion, SecurityReference, VersionState
from app.references.permissions import ReferencesPermission as P
from app.references.queries import references as queries
from app.references.services import writing
from app.references.sheets import portal as shown
from app.references.sheets import versions as words
from app.references.views import bp

navigation.add(
    navigation.Place(
        65, _l("Security references"), "references.portal_reference_list", "file-text", P.PORTAL_WRITE,
        ("references.portal",),
    )
)  # fmt: skip


def list_place() -> tuple[str, str]:
    return str(_("Security references")), url_for("references.portal_reference_list")


def places(reference: SecurityReference, version: ReferenceVersion | None = None) -> list[tuple[str, str]]:
    """The way to a page below a reference or a version."""
    found = [
        list_place(),
        (reference.title, url_for("references.portal_reference", reference_id=reference.id)),
    ]
    if version is not None:
        here = url_for("references.portal_version", version_id=version.id)
        found.append((words.label_of(version), here))
    return found


def own_draft(version_id: UUID) -> tuple[SecurityReference, ReferenceVersion, Response | None]:
    """To be changed; with the way back where it is no draft of theirs any more."""
    reference, version = queries.get_version(current_context(), version_id)
    if version.is_theirs and version.state == VersionState.DRAFT:
        return reference, version, None
    return reference, version, sent_back(version, writing.NOT_DRAFT)


def sent_back(version: ReferenceVersion, why: str) -> Response:
    """Back to the page of the version, which says how it stands."""
    flash(_(why), "error")
    return redirect(url_for("references.portal_version", version_id=version.id), 303)  # type: ignore[return-value]


@bp.route("/portal/references")
@requires(P.PORTAL_WRITE)
def portal_reference_list() -> str:
    lines = shown.reference_lines(current_context())
    return render_template("references/portal_references.html", lines=lines, label_of=words.label_of)


@bp.route("/portal/references/<uuid:reference_id>")
@requires(P.PORTAL_WRITE)
def portal_reference(reference_id: UUID) -> str:
    ctx = current_context()
    reference = queries.get_reference(ctx, reference_id)
    versions = queries.versions_of(ctx, reference.id)
    has_draft = any(one.state == VersionState.DRAFT for one in versions)
    return render_template(
        "references/portal_reference.html", reference=reference, versions=versions, label_of=words.label_of,
        tones=words.TONES, may_begin=reference.withdrawn_at is None and not has_draft, parents=[list_place()],
        counts=queries.counts_of([one.id for one in versions]), edition=shown.edition_of(reference),
    )  # fmt: skip


@bp.route("/portal/references/<uuid:reference_id>/begin", methods=["GET", "POST"])
@requires(P.PORTAL_WRITE)
@writes
def portal_version_begin(reference_id: UUID) -> Response:
    ctx = current_context()
    found = queries.get_reference(ctx, reference_id)
    known = {
        str(one.id): one for one in queries.versions_of(ctx, found.id) if one.state != VersionState.DRAFT
    }
    form = BeginForm(
        [(key, _("A copy of %(version)s", version=words.label_of(one))) for key, one in known.items()]
    )
    return run_form(
        form, lambda: writing.begin(ctx, found, known.get(str(form.source_id))),
        to=lambda made: url_for("references.portal_version_edit", version_id=made.id),
        page="references/version_begin.html", reference=found, portal_parents=places(found),
        done=_("The draft was begun. Say who writes it, and under which premises."),
        cancel_url=url_for("references.portal_reference", reference_id=found.id),
    )  # fmt: skip


@bp.route("/portal/references/versions/<uuid:version_id>")
@requires(P.PORTAL_WRITE)
def portal_version(version_id: UUID) -> str:
    ctx = current_context()
    reference, version = queries.get_version(ctx, version_id)
    records = queries.short_records(version.id)
    return render_template(
        "references/portal_version.html", reference=reference, version=version, tone=words.TONES[version.state],
        label=words.label_of(version), models=words.models_of(version), parents=places(reference),
        may_write=version.is_theirs and version.state == VersionState.DRAFT, covered=len(records),
        may_withdraw=version.state != VersionState.WITHDRAWN and writing.may_withdraw(ctx, version),
        lines=shown.item_lines(reference, version, records, queries.item_titles(reference.edition)),
        papers=words.paper_lines(queries.papers_of(version.id), records), conformities=words.conformities(),
    )  # fmt: skip


@bp.route("/portal/references/versions/<uuid:version_id>/edit", methods=["GET", "POST"])
@requires(P.PORTAL_WRITE)
@writes
def portal_version_edit(version_id: UUID) -> Response:
    ctx = current_context()
    reference, found, away = own_draft(version_id)
    if away is not None:
        return away
    form, here = VersionForm(obj=found), url_for("references.portal_version", version_id=found.id)
    return run_form(
        form, lambda: writing.edit_version(ctx, found, form.facts(), seen=form.version_number),
        to=lambda _none: here, page="references/version_form.html", record=found, reference=reference,
        label=words.label_of(found), cancel_url=here, portal_parents=places(reference, found),
        done=_("Authors and premises were saved."),
    )  # fmt: skip


def page_of(found: ReferenceVersion) -> Any:
    return url_for("references.portal_version", version_id=found.id)
