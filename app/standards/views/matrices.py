"""責任分界表: the templates as they are published, each as a wide table."""

from typing import Any

from flask import Response, render_template
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.csvout import csv_answer
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import matrices as queries
from app.standards.queries.matrices import Shelf, Template
from app.standards.rules.matrices import ResolvedMatrix, resolve
from app.standards.sheets import matrices as sheets
from app.standards.sheets.matrix_marks import said
from app.standards.views import bp


def group_names(shelf: Shelf, edition: str) -> dict[str, str]:
    return {key: said(title) for key, title in shelf.groups(edition).items()}


def edition_title(shelf: Shelf, edition: str) -> str:
    framework, _slash, key = edition.partition("/")
    found = shelf.catalogue.frameworks.get(framework)
    if found is None:
        return edition
    title = next((said(one.title) for one in found.editions if one.key == key), key)
    return f"{said(found.title)} {title}"


def about(shelf: Shelf, template: Template) -> dict[str, Any]:
    """What stands above every table: whose claim it is, of which edition, how sure it is."""
    content = template.content
    return {
        "template": template.version,
        "title": said(content.title),
        "service": said(content.service),
        "about": said(content.about),
        "caution": said(content.caution),
        "certainty": content.certainty,
        "edition": edition_title(shelf, content.edition),
        "edition_key": content.edition.partition("/"),
        "rows": len(content.rows),
        "actors": [said(actor.title) for actor in content.actors],
    }


def _bare(template: Template) -> ResolvedMatrix:
    return resolve(template.content, {}, {}, {})


@bp.route("/matrices")
@requires(P.STANDARD_VIEW)
def matrices() -> str:
    shelf = queries.shelf()
    found = [about(shelf, template) for template in shelf.templates.values()]
    return render_template("standards/matrices.html", found=found)


@bp.route("/matrices/<key>")
@requires(P.STANDARD_VIEW)
def matrix(key: str) -> str:
    shelf = queries.shelf()
    template = shelf.template(key)
    groups = group_names(shelf, template.content.edition)
    table = sheets.table_of(_bare(template), (), is_template=True, groups=groups)
    return render_template("standards/matrix.html", told=about(shelf, template), table=table)


@bp.route("/matrices/<key>/export")
@requires(P.STANDARD_VIEW)
def matrix_export(key: str) -> Response:
    """Every row, whatever the page is narrowed to."""
    shelf = queries.shelf()
    template = shelf.template(key)
    groups = group_names(shelf, template.content.edition)
    head, rows = sheets.export_rows(_bare(template), (), is_template=True, groups=groups)
    return csv_answer(f"{_('Responsibility matrix')} {said(template.content.service)}", head, rows)
