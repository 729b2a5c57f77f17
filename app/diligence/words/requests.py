"""How a request to answer stands, in the words of who answers it: what we have sent lies untouched before them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.diligence.models import AssignmentState

STATES: Mapping[AssignmentState, Any] = {
    AssignmentState.PREPARED: _l("Not sent yet"),
    AssignmentState.SENT: _l("Not begun"),
    AssignmentState.ANSWERING: _l("Being answered"),
    AssignmentState.OWN_APPROVAL: _l("With the superior"),
    AssignmentState.SUBMITTED: _l("Submitted"),
    AssignmentState.RETURNED: _l("Returned"),
    AssignmentState.CLOSED: _l("Released"),
}


def state_words(state: AssignmentState) -> str:
    return str(STATES[state])
