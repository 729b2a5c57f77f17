"""The papers of a version: listed by number, entered, changed, taken out or kept as 欠番."""

from uuid import UUID

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.forms import SekishoForm
from app.core.web import current_context, run_form, writes
from app.references.forms.records import PaperForm
from app.references.models import PaperKind, ReferenceVersion
from app.references.permissions import ReferencesPermission as P
from app.references.queries import references as queries
from app.references.services import writing
from app.references.sheets import versions as shown
from app.references.views import bp
from app.references.views.references import open_draft
from app.references.views.versions import head_of, no_draft

FORM = "references/paper_form.html"


def _list_url(version: ReferenceVersion) -> str:
    return url_for("references.version_papers", version_id=version.id)


@bp.route("/references/versions/<uuid:version_id>/papers")
@requires(P.REFERENCE_VIEW)
def version_papers(version_id: UUID) -> str:
    reference, version = queries.get_version(current_context(), version_id)
    lines = shown.paper_lines(queries.papers_of(version.id), queries.short_records(version.id))
    return render_template(
        "references/version_papers.html", lines=lines, **head_of(reference, version, "papers")
    )


@bp.route("/references/versions/<uuid:version_id>/papers/new", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@writes
def paper_add(version_id: UUID) -> Response:
    ctx = current_context()
    reference, version = open_draft(version_id)
    if (away := no_draft(version)) is not None:
        return away
    asked = request.args.get("kind", "")
    form = PaperForm(data={"kind": asked if asked in set(PaperKind) else PaperKind.DOCUMENT.value})
    return run_form(
        form, lambda: writing.set_paper(ctx, version, form.facts()), to=lambda made: _after(version, made.kind),
        page=FORM, reference=reference, version=version, label=shown.label_of(version), paper=None,
        cancel_url=_list_url(version), done=_("The paper was listed."),
    )  # fmt: skip


def _after(version: ReferenceVersion, kind: PaperKind) -> str:
    if "another" in request.form:
        return url_for("references.paper_add", version_id=version.id, kind=kind.value)
    return _list_url(version)


@bp.route("/references/versions/<uuid:version_id>/papers/<uuid:paper_id>/edit", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@writes
def paper_edit(version_id: UUID, paper_id: UUID) -> Response:
    ctx = current_context()
    reference, version = open_draft(version_id)
    if (away := no_draft(version)) is not None:
        return away
    paper = queries.get_paper(version.id, paper_id)
    form = PaperForm(obj=paper)
    return run_form(
        form, lambda: writing.set_paper(ctx, version, form.facts(), paper), to=lambda _row: _list_url(version),
        page=FORM, reference=reference, version=version, label=shown.label_of(version), paper=paper,
        cancel_url=_list_url(version), done=_("The paper was saved."),
    )  # fmt: skip


@bp.route("/references/versions/<uuid:version_id>/papers/<uuid:paper_id>/remove", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@writes
def paper_remove(version_id: UUID, paper_id: UUID) -> Response:
    ctx = current_context()
    reference, version = open_draft(version_id)
    if (away := no_draft(version)) is not None:
        return away
    paper = queries.get_paper(version.id, paper_id)
    return run_form(
        SekishoForm(), lambda: writing.remove_paper(ctx, version, paper), to=lambda _none: _list_url(version),
        page="references/paper_remove.html", reference=reference, version=version, label=shown.label_of(version),
        paper=paper, cancel_url=_list_url(version), done=_("The paper was removed."),
    )  # fmt: skip
