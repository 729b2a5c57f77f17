"""Forms of what a respondent applies for."""

from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import SekishoForm
from app.diligence.services.applying import Subcontract
from app.register.forms.organisations import ReaderDateField
from app.register.words.countries import country_names

NAME, TEXT = 200, 4000


class DueForm(SekishoForm):
    wanted_on = ReaderDateField(_l("Wished due date"), [DataRequired(_l("Enter the day you wish."))])
    reason = TextAreaField(
        _l("Reason"), [DataRequired(_l("Give the reason.")), Length(max=TEXT)], render_kw={"rows": 4}
    )


class SubcontractForm(SekishoForm):
    """再委託承諾申請"""

    name = StringField(
        _l("Name of the subcontractor"), [DataRequired(_l("Enter the name.")), Length(max=NAME)]
    )
    country = SelectField(_l("Country"))
    work = TextAreaField(
        _l("Work to be subcontracted"), [DataRequired(_l("Say which work.")), Length(max=TEXT)],
        render_kw={"rows": 3},
    )  # fmt: skip
    handled = TextAreaField(_l("Data handled"), [Length(max=TEXT)], render_kw={"rows": 2})
    from_on = ReaderDateField(
        _l("Start of the subcontracting"), [DataRequired(_l("Enter the day it begins."))]
    )
    reason = TextAreaField(
        _l("Reason"), [DataRequired(_l("Give the reason.")), Length(max=TEXT)], render_kw={"rows": 3}
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.country.choices = list(country_names(str(get_locale())).items())

    def facts(self) -> Subcontract:
        return Subcontract(
            self.name.data or "", self.country.data, self.work.data or "", self.from_on.data, self.reason.data or "",
            self.handled.data or "",
        )  # fmt: skip


class RefusalForm(SekishoForm):
    """Our side does not consent, and says why."""

    answer = TextAreaField(
        _l("Reply"), [DataRequired(_l("Say why not, so that they know what to do.")), Length(max=TEXT)],
        render_kw={"rows": 4},
    )  # fmt: skip
