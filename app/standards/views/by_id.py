"""From the row that the search points at to the page that shows it."""

from uuid import UUID

from flask import Response, make_response, redirect, url_for

from app.core.authz import requires
from app.standards.models import ContentKind
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import pointed_at
from app.standards.queries.contents import Published
from app.standards.views import bp
from app.standards.views.telling import edition_url

STANDARDS = frozenset(ContentKind) - {ContentKind.QUESTIONNAIRE}


@bp.route("/questionnaires/questions/<uuid:question_id>")
@requires(P.QUESTIONNAIRE_VIEW)
def question_by_id(question_id: UUID) -> Response:
    row = pointed_at.get_question(question_id)
    return make_response(redirect(url_for("standards.question", key=row.questionnaire, id=row.question)))


@bp.route("/questionnaires/published/<uuid:content_version_id>")
@requires(P.QUESTIONNAIRE_VIEW)
def questionnaire_by_id(content_version_id: UUID) -> Response:
    version = pointed_at.get_content(content_version_id, {ContentKind.QUESTIONNAIRE})
    address = url_for("standards.questionnaire", key=version.key, version=version.number)
    return make_response(redirect(address))


@bp.route("/standards/published/<uuid:content_version_id>")
@requires(P.STANDARD_VIEW)
def content(content_version_id: UUID) -> Response:
    version = pointed_at.get_content(content_version_id, STANDARDS)
    return make_response(redirect(_address(version)))


def _address(version: Published) -> str:
    if version.kind == ContentKind.FRAMEWORK:
        return url_for("standards.standards", _anchor=version.key)
    if version.kind == ContentKind.ITEMS:
        return edition_url(version.key)
    if version.kind == ContentKind.MATRIX:
        return url_for("standards.matrix", key=version.key)
    return url_for("standards.crosswalk", key=version.key)
