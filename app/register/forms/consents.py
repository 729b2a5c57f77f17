"""What people enter about the use of an edge and the consent to it."""

from dataclasses import fields
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.core import words
from app.core.dates import DateStyle, format_date
from app.core.forms import SekishoForm
from app.core.web import current_context
from app.register.forms.organisations import ReaderDateField
from app.register.forms.ours import at_most
from app.register.forms.pickers import CountryListField
from app.register.models import Access, ConsentKind, ConsentState, Engagement
from app.register.rules.consents import Application, Decision, UseFacts
from app.register.services import consents
from app.register.settings import data_class_names
from app.work.models import Approval

MISSING_DAY = _l("Enter the day.")


class HandlingForm(SekishoForm):
    """What a re-outsourcee handles of ours, and where."""

    countries = CountryListField(_l("Countries"))
    data_classes = SelectMultipleField(
        _l("Classes of data"),
        choices=lambda: list(data_class_names(current_context().language).items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    access = SelectField(
        _l("Access level"), choices=lambda: words.choices(Access), coerce=Access, default=Access.UNKNOWN
    )
    note = TextAreaField(_l("Note"), [at_most(2000)])


class UseForm(HandlingForm):
    is_unused = BooleanField(_l("Not used by us"))
    regions = StringField(_l("Regions"), [at_most(200)])

    def facts(self) -> UseFacts:
        return UseFacts(**{field.name: self._fields[field.name].data for field in fields(UseFacts)})


class ApplicationForm(SekishoForm):
    consent_kind = SelectField(
        _l("Kind of consent"),
        choices=lambda: words.choices(ConsentKind),
        coerce=ConsentKind,
        default=ConsentKind.PRIOR,
    )
    applied_on = ReaderDateField(_l("Applied on"), [InputRequired(MISSING_DAY)])
    applied_by = StringField(_l("Applied by"), [at_most(200)])
    objection_until_on = ReaderDateField(_l("Objections until"))
    exempt_reason = TextAreaField(_l("Why no consent is needed"), [at_most(1000)])

    def application(self) -> Application:
        return Application(**{field.name: self._fields[field.name].data for field in fields(Application)})


class BlanketForm(SekishoForm):
    applied_on = ReaderDateField(_l("Applied on"), [InputRequired(MISSING_DAY)])
    applied_by = StringField(_l("Applied by"), [at_most(200)])

    def application(self) -> Application:
        return Application(
            consent_kind=ConsentKind.BLANKET,
            applied_on=self.applied_on.data,
            applied_by=self.applied_by.data or "" or "",
        )


class ExaminationForm(SekishoForm):
    examined_on = ReaderDateField(_l("Examined on"), [InputRequired(MISSING_DAY)])
    examination = TextAreaField(
        _l("Result of the examination"),
        [DataRequired(_l("Write what the examination found.")), at_most(2000)],
    )
    with_others = BooleanField(_l("The other edges of the same blanket application as well"))


class DecisionForm(SekishoForm):
    """The approvals offered are those of the engagement that were given."""

    outcome = SelectField(
        _l("Decision"),
        choices=[
            (ConsentState.GRANTED.value, _l("Give consent")),
            (ConsentState.REFUSED.value, _l("Refuse consent")),
        ],
        coerce=ConsentState,
        default=ConsentState.GRANTED,
    )
    decided_on = ReaderDateField(_l("Decided on (date)"), [InputRequired(MISSING_DAY)])
    conditions = TextAreaField(_l("Conditions"), [at_most(2000)])
    expires_on = ReaderDateField(_l("Expires on"))
    approval_id = SelectField(_l("Approval it rests on"), coerce=lambda value: value or None)
    with_others = BooleanField(_l("The other edges of the same blanket application as well"))

    def __init__(self, engagement: Engagement, **given: Any) -> None:
        super().__init__(**given)
        offered = consents.approvals_given(engagement)
        self.approvals = {str(approval.id): approval.id for approval in offered}
        none = ("", _l("None: decided by the person who records it"))
        self.approval_id.choices = [none, *((str(approval.id), _named(approval)) for approval in offered)]

    def decision(self) -> Decision:
        return Decision(
            decided_on=self.decided_on.data,
            conditions=self.conditions.data or "",
            expires_on=self.expires_on.data,
            approval_id=self.approvals.get(self.approval_id.data or ""),
        )


def _named(approval: Approval) -> str:
    style = DateStyle(current_context().date_style)
    day = format_date(approval.decided_on, style) if approval.decided_on else ""
    return " ".join(part for part in (approval.ringi_number, approval.title, day) if part)


class AskForm(SekishoForm):
    conditions = TextAreaField(_l("Conditions"), [at_most(2000)])
    expires_on = ReaderDateField(_l("Expires on"))


class WithdrawalForm(SekishoForm):
    reason = TextAreaField(_l("Reason"), [DataRequired(_l("Give the reason.")), at_most(1000)])
