"""Pages of assessments: what is asked of whom, what they answer, what our side says to it."""

from flask import Blueprint

from app.diligence import words  # noqa: F401 - registers its labels

bp = Blueprint("diligence", __name__, template_folder="../templates")

from app.diligence.views import assessments, engagement_assessments  # noqa: E402, F401 - each adds its routes
