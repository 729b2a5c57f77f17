"""What the audit log calls the acts on references."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.references.events import ReferencesAct as Act

words.acts(
    {
        Act.REFERENCE_ADDED: _l("Recorded a security reference"),
        Act.REFERENCE_EDITED: _l("Changed a security reference"),
        Act.REFERENCE_WITHDRAWN: _l("Withdrew a security reference"),
        Act.TERMS_AGREED: _l("Agreed to the terms of a reference"),
        Act.VERSION_BEGUN: _l("Began a version of a reference"),
        Act.VERSION_EDITED: _l("Changed a version of a reference"),
        Act.VERSION_PUBLISHED: _l("Published a version of a reference"),
        Act.VERSION_WITHDRAWN: _l("Withdrew a version of a reference"),
        Act.RECORD_SET: _l("Wrote a record of a reference"),
        Act.RECORD_REMOVED: _l("Removed a record of a reference"),
        Act.PAPER_SET: _l("Listed a paper of a reference"),
        Act.PAPER_REMOVED: _l("Removed a paper of a reference"),
        Act.WORKBOOK_APPLIED: _l("Took over a workbook of a reference"),
        Act.WORKBOOK_TAKEN: _l("Took out a workbook of a reference"),
        Act.CHECK_BEGUN: _l("Began a self-check"),
        Act.CHECK_EDITED: _l("Changed a self-check"),
        Act.CHECK_MOVED: _l("Moved a self-check to another version"),
        Act.CHECK_ITEM_SET: _l("Entered our half of an item"),
        Act.CHECK_TAKEN: _l("Took out a self-check as a workbook"),
        Act.CHECK_REMOVED: _l("Ended a self-check"),
    }
)
