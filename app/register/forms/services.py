"""What people enter about a service."""

from dataclasses import fields
from typing import Any

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.core import words
from app.core.forms import Check, SekishoForm
from app.register import settings
from app.register.forms.organisations import OrganisationField, ReaderDateField
from app.register.forms.ours import at_most
from app.register.forms.pickers import CountryListField
from app.register.models import ServiceModel
from app.register.rules.organisations import check_kana
from app.register.rules.services import NAME_MISSING, ServiceFacts


def _kinds() -> list[tuple[str, str]]:
    return [("", gettext("Not decided")), *settings.offered(settings.SERVICE_KINDS, str(get_locale()))]


class KindField(SelectField):
    """A kind that was retired since stays on the records that name it."""

    choices: Any

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        known = {key for key, *_rest in self.choices}
        if self.object_data and self.object_data not in known:
            name = settings.service_kind_names(str(get_locale())).get(self.object_data, self.object_data)
            self.choices = [*self.choices, (self.object_data, name)]


class ServiceForm(SekishoForm):
    organisation_id = OrganisationField(
        _l("Provider"), [DataRequired(_l("Choose who provides the service."))]
    )
    name = StringField(_l("Name"), [DataRequired(_l(NAME_MISSING)), at_most(200)])
    name_kana = StringField(_l("Name in kana"), [at_most(200), Check(check_kana)])
    name_latin = StringField(_l("Name in Latin letters"), [at_most(200)])
    kind = KindField(_l("Kind of service"), choices=_kinds)
    model = SelectField(
        _l("Service model"),
        choices=lambda: words.choices(ServiceModel),
        coerce=ServiceModel,
        default=ServiceModel.UNKNOWN,
    )
    countries = CountryListField(_l("Countries where it can be had"))
    regions = StringField(_l("Regions where it can be had"), [at_most(300)])
    website = StringField(_l("Website"), [at_most(300)])
    description = TextAreaField(_l("Description"), [at_most(2000)])
    ended_on = ReaderDateField(_l("Ended on"))
    note = TextAreaField(_l("Note"), [at_most(2000)])
    is_confirmed = BooleanField(_l("This is another service"))

    @property
    def asks_confirmation(self) -> bool:
        return bool(self.is_confirmed.errors or self.is_confirmed.data)

    def facts(self) -> ServiceFacts:
        given = {field.name: self._fields[field.name].data for field in fields(ServiceFacts)}
        return ServiceFacts(**{**given, "countries": tuple(given["countries"])})
