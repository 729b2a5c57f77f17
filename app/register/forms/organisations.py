"""What people enter about an organisation."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core import words
from app.core.dates import DateStyle, format_date
from app.core.errors import DomainError
from app.core.fields import YenField
from app.core.forms import Check, DateField, PickerField, SekishoForm
from app.core.identifiers import check_corporate_number, check_invoice_number, check_lei
from app.core.numbers import MINUS
from app.core.web import current_context, show_error
from app.register.models import NoNumberReason, OrganisationKind, ScreeningResult, SubcontractAct
from app.register.queries import organisations as queries
from app.register.rules.merging import Choice
from app.register.rules.organisations import (
    HOME,
    UNKNOWN,
    OrganisationFacts,
    check_kana,
    check_number_or_reason,
)
from app.register.words.countries import country_names


def _at_most(length: int) -> Length:
    return Length(max=length, message=_l("Use at most %(max)d characters."))


def _reasons() -> list[tuple[str, str]]:
    return [("", ""), *words.choices(NoNumberReason)]


def _countries() -> list[tuple[str, str]]:
    return [*country_names(str(get_locale())).items(), (UNKNOWN, gettext("Not known"))]


class OrganisationField(PickerField):
    """An organisation; the spelling of its legal form does not matter."""

    def named(self, name: str) -> list[UUID]:
        return queries.called(current_context(), name)

    def name_of(self, record_id: UUID) -> str:
        return queries.names_of(current_context(), [record_id]).get(record_id, "")


class ReaderDateField(DateField):
    """Shown in the reader's own style."""

    def _value(self) -> str:
        self.style = current_context().date_style
        return super()._value()

    def words_of(self, value: Any) -> str:
        return format_date(value, DateStyle(current_context().date_style))


class BalanceField(YenField):
    """Whole yen that may lie below zero, however the minus is written."""

    def process_formdata(self, valuelist: list[str]) -> None:
        written = valuelist[0].strip() if valuelist else ""
        is_minus = written[:1] in MINUS
        super().process_formdata([written[1:] if is_minus else written])
        self.written = written
        if self.data is not None and is_minus:
            self.data = -self.data


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
    fiscal_year_end = ReaderDateField(_l("Accounts closing day of the figures"))
    net_assets = BalanceField(_l("Net assets (yen)"))
    subcontract_act = SelectField(
        _l("Act on small contractors"),
        choices=lambda: [("", gettext("Not checked")), *words.choices(SubcontractAct)],
        coerce=lambda value: SubcontractAct(value) if value else None,
    )
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


class ScreeningForm(SekishoForm):
    checked_on = ReaderDateField(_l("Checked on"), [DataRequired(_l("Enter the day of the screening."))])
    result = SelectField(
        _l("Result"),
        [DataRequired(_l("Choose a result."))],
        choices=lambda: [("", gettext("Choose a result")), *words.choices(ScreeningResult)],
        coerce=lambda value: ScreeningResult(value) if value else None,
    )
    note = TextAreaField(_l("Note"), [_at_most(2000)])

    def given(self) -> dict[str, Any]:
        return {
            "checked_on": self.checked_on.data,
            "result": self.result.data,
            "note": self.note.data or "",
        }


class MergeForm(SekishoForm):
    """Which facts of the other one are taken over is asked by a choice for each that differs."""

    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Say by what you know that the two are one organisation.")), _at_most(500)],
    )
    is_confirmed = BooleanField(
        _l("The two are one organisation, and merging cannot be taken back"),
        [DataRequired(_l("Tick the box to confirm that the two are one organisation."))],
    )

    def taken(self, choices: Sequence[Choice]) -> set[str]:
        """The facts that are taken over from the one that goes: as was chosen, else as is proposed."""
        if not self.is_submitted():
            return {choice.key for choice in choices if choice.takes_loser}
        return {choice.key for choice in choices if request.form.get(f"take-{choice.key}") == "loser"}


class DistinctionForm(SekishoForm):
    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Say by what you know that the two are different organisations.")), _at_most(500)],
    )


class MergeChoiceForm(SekishoForm):
    other_id = OrganisationField(_l("The other record"), [DataRequired(_l("Choose the other record."))])
