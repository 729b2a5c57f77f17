"""責任分界表: the templates as they are published, each as a wide table."""

from flask import Response, render_template
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.csvout import csv_answer
from app.core.web import current_context
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import gap_findings
from app.standards.queries import matrices as queries
from app.standards.queries.matrices import Template
from app.standards.rules.matrices import ResolvedMatrix, resolve
from app.standards.sheets.matrix_export import export_rows
from app.standards.sheets.matrix_heads import about, group_names
from app.standards.sheets.matrix_marks import said
from app.standards.sheets.matrix_table import table_of
from app.standards.views import bp


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
    table = table_of(_bare(template), (), is_template=True, groups=groups)
    followers = gap_findings.followers(current_context(), [key]).get(key)
    return render_template(
        "standards/matrix.html", told=about(shelf, template), table=table, followers=followers
    )


@bp.route("/matrices/<key>/export")
@requires(P.STANDARD_VIEW)
def matrix_export(key: str) -> Response:
    """What the page shows."""
    shelf = queries.shelf()
    template = shelf.template(key)
    groups = group_names(shelf, template.content.edition)
    head, rows = export_rows(_bare(template), (), groups=groups)
    return csv_answer(f"{_('Responsibility matrix')} {said(template.content.service)}", head, rows)
