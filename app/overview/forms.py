"""Forms of overview."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from app.core.forms import DateField, SekishoForm
from app.core.settings import Definition

CHOOSE = _l("Choose a person.")


class AuditExportRequestForm(SekishoForm):
    user_id = SelectField(_l("Who may export"), validators=[DataRequired(CHOOSE)])
    from_on = DateField(_l("First day of the log"), validators=[DataRequired(_l("Enter the first day."))])
    until_on = DateField(_l("Last day of the log"), validators=[DataRequired(_l("Enter the last day."))])
    days = IntegerField(
        _l("Days the permit holds"), validators=[InputRequired(_l("Enter a number of days."))]
    )
    reason = TextAreaField(
        _l("Reason"), validators=[DataRequired(_l("Say what the export is for.")), Length(max=1000)]
    )

    def offer(self, people: Sequence[tuple[str, str]], style: str) -> None:
        self.user_id.choices = [("", "–"), *people]
        self.from_on.style = self.until_on.style = style


class SettingForm(SekishoForm):
    """The value's field is chosen by the definition; see `setting_form`."""


def setting_form(definition: Definition, **data: Any) -> SekishoForm:
    """A form whose `value` fits what is set."""

    class Form(SettingForm):
        value = _value_field(definition)
        reason = TextAreaField(
            _l("Reason"), validators=[DataRequired(_l("Say why it is changed.")), Length(max=1000)]
        )

    return Form(**data)


def _value_field(definition: Definition) -> Any:
    if definition.choices:
        choices = [(key, str(label)) for key, label in definition.choices]
        return SelectField(definition.label, choices=choices)
    if isinstance(definition.default, bool):
        return BooleanField(definition.label)
    if isinstance(definition.default, int):
        return IntegerField(definition.label, validators=[InputRequired(_l("Enter a whole number."))])
    return StringField(definition.label, validators=[DataRequired(_l("Enter a value.")), Length(max=200)])


class RetryForm(SekishoForm):
    """A button, and what every form carries."""
