"""Pages of identity, in files named after what they are about."""

from flask import Blueprint

bp = Blueprint("identity", __name__, template_folder="../templates")

from app.identity.views import (  # noqa: E402, F401 - the pages hang themselves on `bp`
    access,
    enrolling,
    grants,
    moving,
    profile,
    units,
    users,
)
