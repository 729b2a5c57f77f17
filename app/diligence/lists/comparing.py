"""What can be laid beside another assessment: the list from which the first of the two is chosen."""

from flask_babel import lazy_gettext as _l

from app.core.listing import Column, ListDefinition
from app.diligence.lists.assessments import ASSESSMENTS

KEPT = ("number", "subject", "questionnaire", "state", "score", "due")
FILTERS = ("state", "questionnaire", "kind", "organisation", "service")

COMPARABLE = ListDefinition(
    "comparable-assessments",
    columns=(
        *(ASSESSMENTS.column(key) for key in KEPT),
        Column("counterparts", _l("To compare with"), is_number=True),
    ),
    filters=tuple(one for one in ASSESSMENTS.filters if one.key in FILTERS),
)
