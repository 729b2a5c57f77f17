"""What the audit log calls the acts on assurance reports."""

from flask_babel import lazy_gettext as _l

from app.assurance.events import AssuranceAct as Act
from app.core import words

words.acts(
    {
        Act.REPORT_ADDED: _l("Recorded an assurance report"),
        Act.REPORT_EDITED: _l("Changed an assurance report"),
        Act.REPORT_WITHDRAWN: _l("Withdrew an assurance report"),
        Act.SCOPE_SET: _l("Set the services of a report"),
        Act.EXCEPTION_SET: _l("Recorded an exception of a report"),
        Act.EXCEPTION_REMOVED: _l("Removed an exception of a report"),
        Act.FINDING_RAISED: _l("Raised a finding from a report"),
        Act.SUBSERVICE_SET: _l("Recorded a subservice organisation"),
        Act.SUBSERVICE_REMOVED: _l("Removed a subservice organisation"),
        Act.CONTROL_SET: _l("Recorded a user control"),
        Act.CONTROL_REMOVED: _l("Removed a user control"),
        Act.LETTER_SET: _l("Recorded a bridge letter"),
        Act.LETTER_REMOVED: _l("Removed a bridge letter"),
        Act.NONE_CONFIRMED: _l("Confirmed that a report names none"),
        Act.NONE_TAKEN_BACK: _l("Took back that a report names none"),
        Act.FILE_ADDED: _l("Added a file to a report"),
        Act.FILE_EDITED: _l("Changed the terms of a file"),
        Act.FILE_WITHDRAWN: _l("Withdrew a file of a report"),
        Act.FILE_READ: _l("Opened a file of a report"),
        Act.TERMS_ACCEPTED: _l("Agreed to the terms of a report"),
        Act.READER_NAMED: _l("Named a reader of a report"),
        Act.READER_ENDED: _l("Ended the reading of a report"),
        Act.DUTIES_GIVEN: _l("Gave user controls to an engagement"),
        Act.DUTY_SETTLED: _l("Settled a user control"),
        Act.REPORT_REMINDED: _l("Reminded of a report that ends"),
    }
)
