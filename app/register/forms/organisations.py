"""What people enter about an organisation."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core import words
from app.core.dates import DateStyle, format_date
from app.core.errors import DomainError
from app.core.forms import Check, DateField, PickerField, SekishoForm
from app.core.identifiers import check_corporate_number, check_invoice_number, check_lei
from app.core.web import current_context, show_error
from app.register.models import NoNumberReason, OrganisationKind
from app.register.queries import organisations as queries
from app.register.rules.organisations import HOME, OrganisationFacts, check_kana, check_number_or_reason
from app.register.words.countries import country_names


def _at_most(length: int) -> Length:
    return Length(max=length, message=_l("Use at most %(max)d characters."))


def _reasons() -> list[tuple[str, str]]:
    return [("", ""), *words.choices(NoNumberReason)]


def _countries() -> list[tuple[str, str]]:
    return list(country_names(str(get_locale())).items())


class OrganisationField(PickerField):
    """An organisation; the spelling of its legal form does not matter."""

    def named(self, name: str) -> list[UUID]:
        return [found.id for found in queries.named_alike(current_context(), name)]

    def name_of(self, record_id: UUID) -> str:
        return queries.names_of(current_context(), [record_id]).get(record_id, "")


class ReaderDateField(DateField):
    """Shown in the reader's own style."""

    def _value(self) -> str:
        self.style = current_context().date_style
        return super()._value()

    def words_of(self, value: Any) -> str:
        return format_date(value, DateStyle(current_context().date_style))


class OrganisationForm(SekishoForm):
    name = StringField(_l("Name"), [DataRequired(_l("Enter the name as it is registered.")), _at_most(200)])
    name_kana = StringField(_l("Name in kana"), [_at_most(200), Check(check_kana)])
    name_latin = StringField(_l("Name in Latin letters"), [_at_most(200)])
    kind = SelectField(
        _l("Kind"),
        choices=lambda: words.choices(OrganisationKind),
        coerce=OrganisationKind,
        default=OrganisationKind.COMPANY,
    )
    country = SelectField(_l("Country"), choices=_countries, default=HOME)
    parent_id = OrganisationField(_l("Parent company"))
    corporate_number = StringField(_l("Corporate number"), [Check(check_corporate_number)])
    no_number_reason = SelectField(
        _l("Why there is no corporate number"),
        choices=_reasons,
        coerce=lambda value: NoNumberReason(value) if value else None,
    )
    no_number_note = StringField(_l("Note on the missing number"), [_at_most(200)])
    lei = StringField(_l("LEI"), [Check(check_lei)])
    invoice_number = StringField(_l("Invoice registration number"), [Check(check_invoice_number)])
    address = StringField(_l("Address"), [_at_most(300)])
    representative = StringField(_l("Representative"), [_at_most(100)])
    website = StringField(_l("Website"), [_at_most(300)])
    ended_on = ReaderDateField(_l("Ended on"))
    note = TextAreaField(_l("Note"), [_at_most(2000)])
    is_confirmed = BooleanField(_l("This is another organisation"))

    def validate(self, extra_validators: Any = None) -> bool:
        """The number is asked for together with whatever else is missing, and not one save later."""
        is_fine = super().validate(extra_validators)
        if self.corporate_number.errors or self.no_number_reason.errors:
            return False
        try:
            check_number_or_reason(self.corporate_number.data, self.no_number_reason.data)
        except DomainError as error:
            show_error(self, error)
            return False
        return bool(is_fine)

    @property
    def asks_confirmation(self) -> bool:
        return bool(self.is_confirmed.errors or self.is_confirmed.data)

    def facts(self) -> OrganisationFacts:
        given = {field.name: self._fields[field.name].data for field in fields(OrganisationFacts)}
        for name in ("corporate_number", "lei", "invoice_number"):
            given[name] = given[name] or None
        return OrganisationFacts(**given)


class OrganisationCodeForm(SekishoForm):
    scheme = StringField(
        _l("Kind of code"), [DataRequired(_l("Say whose code it is, such as D-U-N-S.")), _at_most(60)]
    )
    value = StringField(_l("Code"), [DataRequired(_l("Enter the code.")), _at_most(60)])

    def given(self) -> dict[str, str]:
        return {"scheme": self.scheme.data or "", "value": self.value.data or ""}
