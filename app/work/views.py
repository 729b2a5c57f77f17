"""Pages of work."""

from flask import Blueprint

bp = Blueprint("work", __name__, template_folder="templates")
