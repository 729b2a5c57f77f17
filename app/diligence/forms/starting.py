"""The forms that begin an assessment: first what is assessed, then the questionnaire with its due date."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import DateField, SekishoForm
from app.core.words import value_label
from app.diligence.models import SubjectKind
from app.identity.forms import UnitField
from app.identity.models import Unit
from app.register.forms.organisations import OrganisationField
from app.register.forms.ours import EngagementField
from app.register.forms.pickers import ServiceField
from app.register.rules.rulebook import Depth

TEXT = 4000


class StartForm(SekishoForm):
    """The questionnaire stands in the address, as the page shows who would be asked what of it."""

    questionnaire = HiddenField()
    depth = RadioField(_l("Depth"), [DataRequired(_l("Choose one."))])
    due_on = DateField(_l("Due"), [DataRequired(_l("Enter the day until which answers are wanted."))])
    note = TextAreaField(_l("Note"), [Length(max=TEXT)], render_kw={"rows": 3})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.depth.choices = [(one.value, value_label(one)) for one in Depth]


class StartInUnitForm(StartForm):
    """Where the subject is in nobody's hands, it is said which unit takes it up."""

    unit_id = UnitField(_l("Unit in charge"), [DataRequired(_l("Choose the unit."))])


class StartSeveralForm(SekishoForm):
    """The proposed questionnaires of an engagement, with one due date for all that are chosen."""

    questionnaires = SelectMultipleField(
        _l("Questionnaires"), [DataRequired(_l("Choose at least one questionnaire."))],
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    due_on = DateField(_l("Due"), [DataRequired(_l("Enter the day until which answers are wanted."))])

    def __init__(self, offered: Sequence[tuple[str, str]], due_on: date, **given: Any) -> None:
        super().__init__(data={"due_on": due_on, "questionnaires": [key for key, _title in offered]}, **given)
        self.questionnaires.choices = list(offered)


def start_form(
    key: str, depth: Depth, due_on: date, units: Sequence[Unit] = (), unit_id: UUID | None = None
) -> StartForm:
    held: Mapping[str, Any] = {
        "questionnaire": key, "depth": depth.value, "due_on": due_on, "unit_id": unit_id
    }  # fmt: skip
    if not units:
        return StartForm(data=dict(held))
    form = StartInUnitForm(data=dict(held))
    form.unit_id.offer(list(units))
    return form


class EngagementChooseForm(SekishoForm):
    subject = EngagementField(_l("Engagement"), [DataRequired(_l("Choose the engagement."))])


class OrganisationChooseForm(SekishoForm):
    subject = OrganisationField(_l("Organisation"), [DataRequired(_l("Choose the organisation."))])


class ServiceChooseForm(SekishoForm):
    subject = ServiceField(_l("Service"), [DataRequired(_l("Choose the service."))])


CHOOSING: Mapping[SubjectKind, type[Any]] = {
    SubjectKind.ENGAGEMENT: EngagementChooseForm,
    SubjectKind.ORGANISATION: OrganisationChooseForm,
    SubjectKind.SERVICE: ServiceChooseForm,
}
