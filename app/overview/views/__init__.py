"""Pages of overview."""

from flask import Blueprint

bp = Blueprint("overview", __name__, template_folder="../templates")

from app.overview.views import (  # noqa: E402, F401 - their routes
    audit_export,
    audit_log,
    chains,
    consent_lists,
    consent_steps,
    consent_views,
    consents,
    home,
    machine,
    reference_files,
    report_files,
    score_files,
    search,
    security,
    self_checks,
    settings,
    standard_files,
    subcontractors,
)
