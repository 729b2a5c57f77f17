"""Pages of overview."""

from flask import Blueprint

bp = Blueprint("overview", __name__, template_folder="../templates")

from app.overview.views import audit_export, audit_log, home, machine, search, security, settings  # noqa: E402, F401
