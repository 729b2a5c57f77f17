"""What people enter about the parts of a report: letters, exceptions, subservice organisations, user controls."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.assurance.forms.telling import TellingForm
from app.assurance.models import SubserviceMethod
from app.assurance.rules.controls import LONGEST_REF, MOST
from app.assurance.rules.letters import LetterFacts
from app.assurance.services.parts import ExceptionFacts, SubserviceFacts
from app.assurance.words.values import RELEVANCE
from app.core.forms import SekishoForm
from app.core.words import choices
from app.register.forms.organisations import OrganisationField, ReaderDateField
from app.register.forms.ours import at_most

LINE, TEXT = 200, 4000
PASTED = MOST * 500


def _area(label: Any, *validators: Any, rows: int = 3) -> TextAreaField:
    return TextAreaField(label, [*validators, at_most(TEXT)], render_kw={"rows": rows})


class RemoveForm(SekishoForm):
    """Nothing to enter: the page shows what goes."""


class NoneForm(SekishoForm):
    """Nothing to enter: the page says what is confirmed, or taken back."""


class LetterForm(TellingForm):
    from_on = ReaderDateField(
        _l("From"), [DataRequired(_l("Enter the first day that the letter speaks of."))]
    )
    to_on = ReaderDateField(
        _l("Last day"), [DataRequired(_l("Enter the last day that the letter speaks of."))]
    )
    issued_on = ReaderDateField(
        _l("Issued on"), [DataRequired(_l("Enter the day on which the letter was issued."))]
    )
    note = _area(_l("Note"))

    @property
    def has_days(self) -> bool:
        """Whether its days can be held beside each other."""
        return bool(self.from_on.data and self.to_on.data)

    def facts(self) -> LetterFacts:
        return LetterFacts(self.from_on.data, self.to_on.data, self.issued_on.data, self.note.data or "")


YES, NO = "yes", "no"


def _judged(value: Any) -> str:
    """Nobody has judged, or yes, or no: as the form holds it."""
    if isinstance(value, bool):
        return YES if value else NO
    return value if value in (YES, NO) else ""


class ExceptionForm(SekishoForm):
    control = StringField(_l("Control"), [at_most(LINE)])
    description = _area(_l("Exception"), DataRequired(_l("Say what the auditor found.")), rows=4)
    reply = _area(_l("Reply of the audited organisation"))
    is_relevant = SelectField(_l("Concerns our use"), coerce=_judged)
    our_view = _area(_l("Our view"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_relevant.choices = [
            ("", gettext("Not judged yet")), (YES, str(RELEVANCE[True])), (NO, str(RELEVANCE[False])),
        ]  # fmt: skip

    def facts(self) -> ExceptionFacts:
        said = {YES: True, NO: False}.get(self.is_relevant.data)
        return ExceptionFacts(
            self.description.data or "", self.control.data or "", self.reply.data or "", self.our_view.data or "", said
        )  # fmt: skip


class SubserviceForm(SekishoForm):
    name = StringField(
        _l("Name in the report"),
        [DataRequired(_l("Enter the name that stands in the report.")), at_most(LINE)],
    )
    organisation_id = OrganisationField(_l("Organisation"))
    method = SelectField(_l("Method"), coerce=SubserviceMethod, choices=lambda: choices(SubserviceMethod))
    note = _area(_l("Note"))

    def facts(self) -> SubserviceFacts:
        return SubserviceFacts(
            self.name.data or "", self.method.data, self.organisation_id.data, self.note.data or ""
        )


class ControlsForm(SekishoForm):
    lines = TextAreaField(
        _l("User controls"),
        [DataRequired(_l("Enter at least one control, its number first.")), at_most(PASTED)],
        render_kw={"rows": 10},
    )


class ControlForm(SekishoForm):
    ref = StringField(
        _l("Number"), [DataRequired(_l("Enter the number of the control.")), at_most(LONGEST_REF)]
    )
    text = _area(
        _l("Control expected of users"), DataRequired(_l("Say what users are expected to do.")), rows=4
    )
