"""What people enter when a vendor's application for consent is recorded: who, for which service, with what data."""

from collections.abc import Sequence
from typing import Any

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from app.core.forms import Check
from app.core.identifiers import check_corporate_number
from app.register.forms.consents import MISSING_DAY, HandlingForm
from app.register.forms.organisations import OrganisationField, ReaderDateField
from app.register.forms.ours import at_most
from app.register.forms.pickers import ServiceField
from app.register.models import ConsentKind, NoNumberReason, OrganisationKind
from app.register.rules.consents import Application, UseFacts
from app.register.rules.organisations import HOME, OrganisationFacts
from app.register.services.entrusting import Entrusting
from app.register.words.countries import country_names

# Which engagement, and by which of the vendor's services: "<engagement>:<service>" and its words.
Place = tuple[str, str]


class EntrustingForm(HandlingForm):
    place = SelectField(_l("For which engagement and service"), [DataRequired(_l("Choose one."))])
    organisation_id = OrganisationField(_l("Subcontractor in the register"))
    name = StringField(_l("Name"), [at_most(200)])
    country = SelectField(_l("Country"))
    corporate_number = StringField(_l("Corporate number"), [Check(check_corporate_number)])
    base_service_id = ServiceField(_l("Service of the subcontractor"))
    purpose = TextAreaField(_l("Work or use"), [at_most(2000)])
    applied_on = ReaderDateField(_l("Applied on"), [InputRequired(MISSING_DAY)])
    applied_by = StringField(_l("Applied by"), [at_most(200)])
    is_confirmed = BooleanField(_l("This is another organisation"))

    def __init__(self, places: Sequence[Place], **given: Any) -> None:
        super().__init__(**given)
        self.place.choices = list(places)
        self.country.choices = list(country_names(str(get_locale())).items())

    def validate(self, extra_validators: Any = None) -> bool:
        is_fine = super().validate(extra_validators)
        if self.organisation_id.data is None and not self.organisation_id.errors and not self.name.data:
            self.name.errors = [
                *self.name.errors, gettext("Choose the subcontractor, or enter the name of a new one.")
            ]  # fmt: skip
            return False
        return bool(is_fine)

    @property
    def asks_confirmation(self) -> bool:
        return bool(self.is_confirmed.errors or self.is_confirmed.data)

    def newcomer(self) -> OrganisationFacts:
        """A number that nobody has told is looked for later; abroad there is none."""
        country, number = self.country.data or HOME, self.corporate_number.data or None
        missing = NoNumberReason.NOT_YET_CHECKED if country == HOME else NoNumberReason.FOREIGN
        return OrganisationFacts(
            name=self.name.data or "", kind=OrganisationKind.COMPANY, country=country, corporate_number=number,
            no_number_reason=None if number else missing,
        )  # fmt: skip

    def wanted(self, service_id: Any) -> Entrusting:
        return Entrusting(
            service_id=service_id, organisation_id=self.organisation_id.data, newcomer=self.newcomer(),
            base_service_id=self.base_service_id.data, purpose=self.purpose.data or "",
            use=UseFacts(
                countries=list(self.countries.data or ()), data_classes=list(self.data_classes.data or ()),
                access=self.access.data, note=self.note.data or "",
            ),
            application=Application(
                consent_kind=ConsentKind.PRIOR, applied_on=self.applied_on.data,
                applied_by=self.applied_by.data or "",
            ),
            is_confirmed=bool(self.is_confirmed.data),
        )  # fmt: skip
