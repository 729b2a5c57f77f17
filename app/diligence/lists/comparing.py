"""What can be laid beside another assessment: the list from which the first of the two is chosen."""

from app.core.listing import ListDefinition
from app.diligence.lists.assessments import ASSESSMENTS

KEPT = ("number", "subject", "questionnaire", "state", "score", "due")
FILTERS = ("state", "questionnaire", "kind", "organisation", "service")

COMPARABLE = ListDefinition(
    "comparable-assessments",
    columns=tuple(ASSESSMENTS.column(key) for key in KEPT),
    filters=tuple(one for one in ASSESSMENTS.filters if one.key in FILTERS),
)
