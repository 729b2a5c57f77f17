"""Forms of a workbook of answers: the file that comes back, and which of its answers are taken."""

from typing import Any

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, StopValidation

from app.core.errors import DomainError
from app.core.forms import SekishoForm
from app.exchange.services.answer_imports import Brought

NAME = 200


class WorkbookField(FileField):
    """A workbook that was read already. Its `data` is Brought, or None; a refusal stands beside the field."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        found = g.get("brought_answers")
        self.data = found if isinstance(found, Brought) else None
        if isinstance(found, DomainError):
            raise ValueError(gettext(found.message, **found.params))

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation


class AnswerImportForm(SekishoForm):
    workbook = WorkbookField(_l("Workbook"), [DataRequired(_l("Choose a file."))])


class AnswerTakeForm(SekishoForm):
    """`seen` stands for the differences that were looked at."""

    seen = HiddenField()
    questions = SelectMultipleField(_l("Answers to take over"), validate_choice=False)


class AnswerSubmitForm(SekishoForm):
    """For a respondent who answered by mail: who stands for the answers on their side."""

    attested_name = StringField(
        _l("Name of who stands for the answers"), [DataRequired(_l("Enter the name.")), Length(max=NAME)]
    )
    attested_title = StringField(_l("Position"), [Length(max=NAME)])
