"""What the audit log calls the acts on standards."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.standards.events import StandardsAct as Act

words.acts(
    {
        Act.CONTENT_PUBLISHED: _l("Published content"),
        Act.LINK_DECIDED: _l("Decided on a crosswalk"),
        Act.ALONE_DECIDED: _l("Decided whether an item has a counterpart"),
        Act.LINK_WITHDRAWN: _l("Withdrew a decision on a crosswalk"),
        Act.WORDING_SET: _l("Set an own wording"),
        Act.WORDING_REMOVED: _l("Removed an own wording"),
        Act.QUESTION_CHANGED: _l("Changed a question"),
        Act.QUESTION_RESTORED: _l("Took back a change of a question"),
        Act.MATRIX_STARTED: _l("Started a responsibility matrix"),
        Act.MATRIX_ANSWERED: _l("Answered a responsibility matrix"),
        Act.MATRIX_BOUND: _l("Said who the actors are"),
        Act.MATRIX_RULED: _l("Settled a responsibility"),
        Act.MATRIX_GAP_CHARGED: _l("Made a gap a finding"),
        Act.MATRIX_MOVED_ON: _l("Moved on to a newer template"),
        Act.MATRIX_WITHDRAWN: _l("Withdrew a responsibility matrix"),
    }
)
