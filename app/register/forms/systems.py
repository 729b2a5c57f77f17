"""What people enter about an information system."""

from dataclasses import fields
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.core import words
from app.core.errors import DomainError
from app.core.forms import Check, SekishoForm
from app.core.web import show_error
from app.identity.forms import ColleagueField
from app.register.forms.organisations import ReaderDateField
from app.register.forms.ours import LinesField, OwnUnitField, at_most
from app.register.models import SystemGrade, SystemGround
from app.register.rules.organisations import check_kana
from app.register.rules.systems import NUMBER_MISSING, SYSTEM_NAME_MISSING, SystemFacts, check_ground


class SystemForm(SekishoForm):
    ledger_number = StringField(_l("Ledger number"), [DataRequired(_l(NUMBER_MISSING)), at_most(60)])
    name = StringField(_l("Name"), [DataRequired(_l(SYSTEM_NAME_MISSING)), at_most(200)])
    name_kana = StringField(_l("Name in kana"), [at_most(200), Check(check_kana)])
    grade = SelectField(
        _l("Designated or ordinary"),
        choices=lambda: words.choices(SystemGrade),
        coerce=SystemGrade,
        default=SystemGrade.NOT_JUDGED,
    )
    ground = SelectField(
        _l("Ground of designation"),
        choices=lambda: [("", ""), *words.choices(SystemGround)],
        coerce=lambda value: SystemGround(value) if value else None,
    )
    unit_id = OwnUnitField(_l("Owning unit"))
    owner_id = ColleagueField(_l("Owner"))
    version_name = StringField(_l("Version (product)"), [at_most(100)])
    support_ends_on = ReaderDateField(_l("Support ends on"))
    asset_numbers = LinesField(_l("Data asset numbers"), render_kw={"rows": 4})
    ended_on = ReaderDateField(_l("Ended on"))
    note = TextAreaField(_l("Note"), [at_most(2000)])

    def validate(self, extra_validators: Any = None) -> bool:
        """The ground is asked for together with whatever else is missing, and not one save later."""
        is_fine = super().validate(extra_validators)
        if self.grade.errors or self.ground.errors:
            return False
        try:
            check_ground(self.grade.data, self.ground.data)
        except DomainError as error:
            show_error(self, error)
            return False
        return bool(is_fine)

    def facts(self) -> SystemFacts:
        given = {field.name: self._fields[field.name].data for field in fields(SystemFacts)}
        given["asset_numbers"] = tuple(given["asset_numbers"])
        return SystemFacts(**given)
