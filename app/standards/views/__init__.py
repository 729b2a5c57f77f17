"""Pages of standards: what is asked for, who answers for what, which questions follow."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from app.core import navigation
from app.standards import indexing, words  # noqa: F401 - each registers what it holds
from app.standards.permissions import StandardsPermission as P
from app.standards.sheets import histories  # noqa: F401 - says its events in words

bp = Blueprint("standards", __name__, template_folder="../templates")

navigation.add(
    navigation.Place(
        order=40,
        label=_l("Standards and questionnaires"),
        endpoint="standards.standards",
        icon="list-check",
        permission=P.STANDARD_VIEW,
        endpoints=(
            "standards.standard",
            "standards.edition",
            "standards.item",
            "standards.change",
            "standards.cross",
            "standards.question",
            "standards.matri",
            # Not those of self-checks, which stand in the file of an engagement.
            "references.reference",
            "references.version",
            "references.record",
            "references.paper",
        ),
    )
)

from app.standards.views import (  # noqa: E402, F401 - each adds its routes
    by_id,
    crosswalk_adding,
    crosswalk_pages,
    crosswalks,
    engagement_matrices,
    engagement_matrix_actors,
    engagement_matrix_questions,
    engagement_matrix_settling,
    engagement_matrix_withdrawing,
    gap_origins,
    item_options,
    items,
    layer_files,
    layering,
    matrices,
    own_questions,
    questionnaires,
    questions,
    standards,
)
