"""Matrices, questionnaires and editions as workbooks to keep and to work in: whole, whatever a page is narrowed to."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.core import asat
from app.core.audit.reading import states_at
from app.core.authz import requires
from app.core.context import Context
from app.core.dates import DateStyle, format_datetime
from app.core.errors import NotFound
from app.core.web import current_context
from app.identity import queries as identity
from app.overview import edition_files, matrix_files, papers, questionnaire_files
from app.overview import queries as overview
from app.overview.views import bp
from app.register.permissions import RegisterPermission
from app.register.queries import engagements
from app.reports.workbook import SheetSpec, write_workbook
from app.standards.models import ContentKind
from app.standards.past import Then
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents, items, layers
from app.standards.queries import matrices as queries
from app.standards.queries.contents import Published
from app.standards.queries.matrices import Entered, Template
from app.standards.rules import links
from app.standards.rules.matrices import resolve
from app.standards.sheets.matrix_heads import about, edition_title, group_names
from app.work.models import Finding


def _answer(sheets: list[SheetSpec], name: str, plain: str) -> Response:
    content = write_workbook(sheets, made_at=current_context().at)
    return papers.answer(content, name, "xlsx", plain=plain)


def _publisher(version: Published) -> set[UUID]:
    return {version.published_by_id} if version.published_by_id else set()


@bp.route("/matrices/<key>/matrix.xlsx")
@requires(P.STANDARD_VIEW)
def matrix_workbook(key: str) -> Response:
    shelf = queries.shelf()
    template = shelf.template(key)
    subject = matrix_files.Subject(
        resolve(template.content, {}, {}, {}), about(shelf, template), template.version,
        group_names(shelf, template.content.edition), identity.names_of(_publisher(template.version)),
    )  # fmt: skip
    return _answer(matrix_files.sheets_of(subject), matrix_files.file_name(subject), "matrix")


@bp.route("/engagements/<uuid:engagement_id>/responsibility/<template>/matrix.xlsx")
@requires(RegisterPermission.ENGAGEMENT_VIEW)
def engagement_matrix_workbook(engagement_id: UUID, template: str) -> Response:
    """As recorded at the moment of the address, like the page it is taken from."""
    ctx, moment = current_context(), asat.read()
    engagement = engagements.get_engagement(ctx, engagement_id)
    if moment.instant is None:
        entered = queries.entered(ctx, queries.get_matrix(engagement, template))
    else:
        entered = _then(ctx, Then(engagement, moment.instant), template)
    findings = overview.findings_seen(ctx, [one.finding_id for one in entered.charged.values()])
    if moment.instant is not None:
        findings = states_at(Finding, list(findings.values()), moment.instant)
    subject = replace(
        _entered(entered, {one.owner_id for one in findings.values() if one.owner_id}, moment.instant),
        engagement=engagement, findings=findings,
    )  # fmt: skip
    return _answer(matrix_files.sheets_of(subject), matrix_files.file_name(subject), "matrix")


def _then(ctx: Context, then: Then, template: str) -> Entered:
    matrix = next((one for one in then.started() if one.template == template), None)
    if matrix is None:
        raise NotFound
    return then.entered(ctx, matrix)


def _entered(entered: Entered, owners: set[UUID], instant: datetime | None) -> matrix_files.Subject:
    """Under the version of the template that the engagement answers, which need not be the newest."""
    shelf, key = queries.shelf(), entered.matrix.template
    entered = queries.checked(shelf, entered, instant)
    versions = contents.versions(ContentKind.MATRIX, key)
    version = next(one for one in versions if one.id == entered.matrix.content_id)
    is_behind = instant is None and versions[0].id != version.id
    return matrix_files.Subject(
        entered.resolved(), about(shelf, Template(version, entered.content)), version,
        group_names(shelf, entered.content.edition), identity.names_of(owners | _publisher(version)), entered,
        newer=versions[0].number if is_behind else 0, recorded=_recorded(instant),
    )  # fmt: skip


def _recorded(instant: datetime | None) -> str:
    if instant is None:
        return ""
    at = format_datetime(instant, DateStyle(current_context().date_style))
    return str(_("As recorded at %(at)s", at=at))


@bp.route("/questionnaires/<key>/questions.xlsx")
@requires(P.QUESTIONNAIRE_VIEW)
def questionnaire_workbook(key: str) -> Response:
    """`?version=` takes out an older version, as on the page."""
    standing = layers.standing(key)
    version = (
        contents.get_version(ContentKind.QUESTIONNAIRE, key, _number()) if _number() else standing.version
    )
    catalogue = contents.catalogue()
    content = contents.questionnaire(version)
    subject = questionnaire_files.Subject(
        content, version, standing.version.number,
        edition_title(catalogue, content.edition) if content.edition else "",
        {name: edition_title(catalogue, name) for name in catalogue.editions},
        identity.names_of(_publisher(version)),
    )  # fmt: skip
    return _answer(
        questionnaire_files.sheets_of(subject), questionnaire_files.file_name(subject), "questionnaire"
    )


def _number() -> int | None:
    asked = request.args.get("version", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None


@bp.route("/standards/<framework>/<edition>/items.xlsx")
@requires(P.STANDARD_VIEW)
def edition_workbook(framework: str, edition: str) -> Response:
    current = contents.newest()
    catalogue = contents.catalogue(current)
    found, shown = items.edition_of(catalogue, framework, edition)
    version = current[ContentKind.ITEMS, f"{framework}/{edition}"]
    subject = edition_files.Subject(
        catalogue, found, shown, version, items.questions_by_item(current), items.rows_by_item(catalogue),
        links.standing(catalogue, items.decisions()), identity.names_of(_publisher(version)),
    )  # fmt: skip
    return _answer(edition_files.sheets_of(subject), edition_files.file_name(subject), "items")
