"""Labels of contacts."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.register.models import ContactRole, ContactTestResult

words.table(
    "contact",
    _l("Contact"),
    {
        "organisation_id": _l("Organisation"),
        "engagement_id": _l("For this engagement only"),
        "role": _l("Role of the contact"),
        "name": _l("Name of the person"),
        "name_kana": _l("Name of the person in kana"),
        "sort_key": _l("Sort key"),
        "department": _l("Department"),
        "title": _l("Position"),
        "email": _l("E-mail address"),
        "phone": _l("Telephone"),
        "hours": _l("Hours"),
        "night_phone": _l("Night and holiday number"),
        "last_tested_on": _l("Last contact test"),
        "test_result": _l("Result of the test"),
        "test_note": _l("Note on the test"),
        "ended_on": _l("Ended on"),
        "note": _l("Note"),
    },
)
words.values(
    {
        ContactRole.BUSINESS: _l("Sales contact"),
        ContactRole.OPERATION: _l("Operation"),
        ContactRole.INCIDENT: _l("Incident"),
        ContactRole.SECURITY: _l("Security"),
        ContactRole.PERSONAL_DATA: _l("Personal data"),
        ContactRole.CONTRACT: _l("Contract"),
        ContactRole.MANAGEMENT: _l("Management"),
        ContactRole.OTHER: _l("Other"),
    }
)
words.values(
    {
        ContactTestResult.REACHED: _l("Reached"),
        ContactTestResult.NOT_REACHED: _l("Not reached"),
    }
)
