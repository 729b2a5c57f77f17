"""The form that begins an assessment."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.forms import DateField, SekishoForm
from app.core.words import value_label
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


def start_form(key: str, depth: Depth, due_on: date) -> StartForm:
    held: Mapping[str, Any] = {"questionnaire": key, "depth": depth.value, "due_on": due_on}
    return StartForm(data=dict(held))
