"""Pages of assurance reports and certificates."""

from flask import Blueprint

from app.assurance import indexing, subjects, words  # noqa: F401 - each registers what it holds

bp = Blueprint("assurance", __name__, template_folder="../templates")

from app.assurance.views import (  # noqa: E402, F401 - their routes
    duties,
    duties_bulk,
    engagement,
    file_reading,
    files,
    readers,
    report_absences,
    report_findings,
    report_history,
    report_list,
    report_parts,
    report_scope,
    reports,
    subject_reports,
)
