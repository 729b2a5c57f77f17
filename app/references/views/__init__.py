"""Pages of security references and of self-checks against them."""

from flask import Blueprint

from app.references import indexing, subjects, words  # noqa: F401 - each registers what it holds
from app.references.sheets import check_histories  # noqa: F401 - the same

bp = Blueprint("references", __name__, template_folder="../templates")

from app.references.views import (  # noqa: E402, F401 - each registers its routes
    agreeing,
    checking,
    checking_acts,
    comparing,
    papers,
    portal,
    portal_writing,
    records,
    reference_list,
    references,
    skeletons,
    versions,
)
