"""Pages of register."""

from flask import Blueprint

bp = Blueprint("register", __name__, template_folder="templates")
