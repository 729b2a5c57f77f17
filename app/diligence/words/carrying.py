"""What the ways are called in which a question differs from last time's."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.diligence.rules.carrying import ChangeKind

words.values(
    {
        ChangeKind.NEW: _l("New"),
        ChangeKind.PARTS: _l("Asks for other entries"),
        ChangeKind.REWORDED: _l("Reworded"),
        ChangeKind.RATED: _l("Rated otherwise"),
        ChangeKind.GONE: _l("Not asked any more"),
        ChangeKind.UNCHANGED: _l("Unchanged"),
    }
)
