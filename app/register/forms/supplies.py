"""What people enter about a supply."""

from dataclasses import fields

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.core import words
from app.core.forms import SekishoForm
from app.register.forms.organisations import ReaderDateField
from app.register.forms.ours import at_most
from app.register.forms.pickers import CountryListField, ServiceField
from app.register.models import Substitutability
from app.register.rules.supplies import SupplyFacts


class SupplyForm(SekishoForm):
    service_id = ServiceField(_l("Service"), [DataRequired(_l("Choose the service."))])
    base_service_id = ServiceField(_l("Built on"), [DataRequired(_l("Choose what it is built on."))])
    purpose = TextAreaField(_l("Work or use"), [at_most(2000)])
    countries = CountryListField(_l("Possible countries"))
    regions = StringField(_l("Possible regions"), [at_most(300)])
    substitutability = SelectField(
        _l("Substitutability"),
        choices=lambda: words.choices(Substitutability),
        coerce=Substitutability,
        default=Substitutability.UNKNOWN,
    )
    from_on = ReaderDateField(_l("From (date)"))
    to_on = ReaderDateField(_l("Until (date)"))
    noticed_on = ReaderDateField(_l("Notice received on"))
    note = TextAreaField(_l("Note"), [at_most(2000)])
    is_confirmed = BooleanField(_l("The chain really comes back to itself"))

    @property
    def asks_confirmation(self) -> bool:
        return bool(self.is_confirmed.errors or self.is_confirmed.data)

    def facts(self) -> SupplyFacts:
        given = {field.name: self._fields[field.name].data for field in fields(SupplyFacts)}
        return SupplyFacts(**{**given, "countries": tuple(given["countries"])})
