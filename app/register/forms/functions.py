"""What people enter about a business function."""

from dataclasses import fields

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.core.forms import Check, SekishoForm
from app.register.forms.organisations import ReaderDateField
from app.register.forms.ours import HoursField, OwnUnitField, at_most
from app.register.rules.functions import FUNCTION_NAME_MISSING, FunctionFacts
from app.register.rules.organisations import check_kana


class FunctionForm(SekishoForm):
    name = StringField(_l("Name"), [DataRequired(_l(FUNCTION_NAME_MISSING)), at_most(200)])
    name_kana = StringField(_l("Name in kana"), [at_most(200), Check(check_kana)])
    unit_id = OwnUnitField(_l("Owning unit"))
    is_important = BooleanField(_l("Important business"))
    tolerance_hours = HoursField(_l("Tolerance (hours)"))
    rto_hours = HoursField(_l("RTO (hours)"))
    rpo_hours = HoursField(_l("RPO (hours)"))
    ended_on = ReaderDateField(_l("Ended on"))
    note = TextAreaField(_l("Note"), [at_most(2000)])
    is_confirmed = BooleanField(_l("Recovery takes longer than the tolerance, and this is known"))

    @property
    def asks_confirmation(self) -> bool:
        return bool(self.is_confirmed.errors or self.is_confirmed.data)

    def facts(self) -> FunctionFacts:
        return FunctionFacts(**{field.name: self._fields[field.name].data for field in fields(FunctionFacts)})
