"""Labels of what the institution sets beside our content."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.standards.models import LayerAct, LinkCertainty
from app.standards.rules.layer_loading import Kind

KINDS = {Kind.ADDED: _l("Added"), Kind.CHANGED: _l("Changed"), Kind.TAKEN_BACK: _l("Taken back")}
# Values of a change, in the order of the form.
VALUES = {
    "section": _l("Section"),
    "after": _l("Placed after this question"),
    "text": _l("Wording"),
    "help": _l("Help"),
    "evidence": _l("Evidence"),
    "type": _l("Type of answer"),
    "options": _l("Choices"),
    "unit": _l("Unit of the answer"),
    "decimals": _l("Decimal places"),
    "min": _l("Lowest step of the rating"),
    "max": _l("Highest step of the rating"),
    "labels": _l("Labels of the steps"),
    "columns": _l("Columns of the table"),
    "min_rows": _l("Fewest rows"),
    "max_rows": _l("Most rows"),
    "several": _l("Several may be given"),
    "many": _l("Several may be given"),
    "expect": _l("Expected answer"),
    "required": _l("Must be answered"),
    "ask_when": _l("Asked when"),
    "critical": _l("Critical"),
    "respondent": _l("Respondent"),
    "scope": _l("Answer is given"),
    "levels": _l("Level of questions"),
    "weight": _l("Weight"),
    "touches": _l("Items touched"),
    "parts": _l("Every part must be answered"),
}

words.table(
    "question_change",
    _l("Own change of a question"),
    {
        "questionnaire": _l("Questionnaire"),
        "question": _l("Question no."),
        "act": _l("Kind of change"),
        "values": _l("Changed to"),
        "reason": _l("Reason"),
        "made_by_id": _l("Made by"),
        "made_at": _l("Made at"),
    },
)
words.table(
    "item_link",
    _l("Decision on a crosswalk"),
    {
        "from_edition": _l("From edition"),
        "from_ref": _l("From item"),
        "to_edition": _l("To edition"),
        "to_ref": _l("To item"),
        "certainty": _l("Certainty"),
        "note": _l("Note"),
        "is_rejected": _l("Held to be wrong"),
        "decided_by_id": _l("Crosswalk decided by"),
        "decided_at": _l("Crosswalk decided at"),
    },
)
words.table(
    "item_wording",
    _l("Own wording"),
    {
        "edition": _l("Edition"),
        "ref": _l("Item no."),
        "text": _l("Wording"),
        "source": _l("Source of the wording"),
    },
)
words.values(
    {
        LayerAct.REWORD: _l("Reworded"),
        LayerAct.WEIGH: _l("Weighed anew"),
        LayerAct.HIDE: _l("Hidden"),
        LayerAct.REQUIRE: _l("Now required"),
        LayerAct.ADD: _l("Added by us"),
    }
)
words.values(
    {
        LinkCertainty.CONFIRMED: _l("Confirmed by us"),
        LinkCertainty.PROPOSED: _l("Provisional, ours"),
        LinkCertainty.UNKNOWN: _l("Not certain"),
    }
)
