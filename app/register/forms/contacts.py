"""What people enter about a contact."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.core import words
from app.core.errors import DomainError
from app.core.forms import Check, SekishoForm
from app.core.phones import check_phone
from app.core.web import show_error
from app.register.forms.organisations import OrganisationField, ReaderDateField
from app.register.forms.ours import at_most
from app.register.models import ContactRole, ContactTestResult
from app.register.rules.contacts import (
    NAME_MISSING,
    ContactFacts,
    check_email,
    check_reachable,
)
from app.register.rules.organisations import check_kana


def _to_id(value: Any) -> UUID | None:
    return UUID(str(value)) if value and value != "None" else None


class ContactForm(SekishoForm):
    organisation_id = OrganisationField(_l("Organisation"), [DataRequired(_l("Choose the organisation."))])
    engagement_id = SelectField(_l("For this engagement only"), coerce=_to_id, validate_choice=False)
    role = SelectField(
        _l("Role of the contact"),
        choices=lambda: words.choices(ContactRole),
        coerce=ContactRole,
        default=ContactRole.BUSINESS,
    )
    name = StringField(_l("Name of the person"), [DataRequired(_l(NAME_MISSING)), at_most(100)])
    name_kana = StringField(_l("Name of the person in kana"), [at_most(100), Check(check_kana)])
    department = StringField(_l("Department"), [at_most(200)])
    title = StringField(_l("Position"), [at_most(100)])
    phone = StringField(_l("Telephone"), [at_most(60), Check(check_phone)])
    night_phone = StringField(_l("Night and holiday number"), [at_most(60), Check(check_phone)])
    email = StringField(_l("E-mail address"), [Check(check_email)])
    hours = StringField(_l("Hours"), [at_most(100)])
    ended_on = ReaderDateField(_l("Ended on"))
    note = TextAreaField(_l("Note"), [at_most(2000)])

    def offer(self, engagements: Iterable[Any]) -> None:
        """Engagements the reader may see; one of another organisation is refused by the service."""
        found = [(str(row.id), f"{row.number} {row.title}") for row in engagements]
        self.engagement_id.choices = [("", gettext("All engagements with this organisation")), *found]

    def validate(self, extra_validators: Any = None) -> bool:
        """A way to reach the person is asked for together with whatever else is missing."""
        is_fine = super().validate(extra_validators)
        if self.phone.errors or self.night_phone.errors or self.email.errors:
            return False
        try:
            check_reachable(self.phone.data or "", self.night_phone.data or "", self.email.data or "")
        except DomainError as error:
            show_error(self, error)
            return False
        return bool(is_fine)

    def facts(self) -> ContactFacts:
        return ContactFacts(**{field.name: self._fields[field.name].data for field in fields(ContactFacts)})


class ContactTestForm(SekishoForm):
    """連絡訓練: when somebody tried, and whether anybody answered."""

    tested_on = ReaderDateField(_l("Tested on"), [DataRequired(_l("Enter the day of the test."))])
    result = RadioField(
        _l("Result of the test"),
        choices=lambda: words.choices(ContactTestResult),
        validators=[DataRequired(_l("Say whether somebody answered."))],
    )
    remark = TextAreaField(_l("Note on the test"), [at_most(500)], render_kw={"rows": 3})

    def given(self) -> dict[str, Any]:
        return {
            "tested_on": self.tested_on.data,
            "result": ContactTestResult(self.result.data),
            "remark": self.remark.data or "",
        }
