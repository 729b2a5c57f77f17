"""Pages of overview."""

from flask import Blueprint

bp = Blueprint("overview", __name__, template_folder="templates")
