"""Forms of questionnaires of others: the file, how a sheet is read, what is made of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FileField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length, StopValidation, ValidationError
from wtforms.widgets import TextInput

from app.core import words
from app.core.errors import DomainError
from app.core.forms import SekishoForm
from app.core.text import fold
from app.exchange.reading.book import column_letters
from app.exchange.rules.foreign_forms import Choice
from app.exchange.rules.foreign_pairing import USUAL, Meaning, Pair
from app.exchange.rules.foreign_rows import Question
from app.exchange.rules.foreign_words import Role, Said
from app.exchange.services.foreign_forms import Brought, Wanted
from app.standards.content.vocabulary import Scope
from app.standards.forms.figures import whole
from app.standards.rules.own_forms import TITLES, AnswerKind

ROLE, OURS, OTHER, VALUE = "role-", "ours-", "other-", "value-"
ROWS = 1_048_576  # of a sheet in Excel
NO_EDITION = "none"
NOT_READ = _l("Do not read")
MEANINGS = {
    Meaning.YES: _l("Answer: yes"),
    Meaning.CONDITIONAL: _l("Conditional, with the comment as the condition"),
    Meaning.NO: _l("Answer: no"),
    Meaning.NOT_APPLICABLE: _l("Not applicable, with the comment as the reason"),
    Meaning.REFUSED: _l("Not answered, with the comment as the reason"),
    Meaning.TEXT: _l("The words as they stand"),
    Meaning.LEAVE_OUT: _l("Leave out"),
}
ANSWERS = {
    AnswerKind.YES_NO: _l("Yes or no, with a comment"),
    AnswerKind.YES_PART_NO: _l("Yes, in part or no, with a comment"),
    AnswerKind.TEXT: _l("A text"),
}


class ForeignFileField(FileField):
    """A file that was read already. Its `data` is Brought, or None; a refusal stands beside the field."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        found = g.get("brought_form")
        self.data = found if isinstance(found, Brought) else None
        if isinstance(found, DomainError):
            raise ValueError(gettext(found.message, **found.params))

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation


class ForeignNewForm(SekishoForm):
    form_file = ForeignFileField(_l("File"), [DataRequired(_l("Choose a file."))])


class ForeignDropForm(SekishoForm):
    pass


class ForeignSheetForm(SekishoForm):
    """One choice of a role for each column, called `role-<column>`."""

    first_row = whole(_l("First row of the headings"), 1, ROWS)
    last_row = whole(_l("Last row of the headings"), 1, ROWS)
    is_left_out = BooleanField(_l("Leave this sheet out"))
    columns: tuple[int, ...] = ()
    shown_rows: tuple[int, ...] = ()

    def role_of(self, index: int) -> Any:
        return self[f"{ROLE}{index}"]

    def choice(self) -> Choice:
        """Other heading rows than those on the page: the columns are understood anew from them."""
        first, last = self.first_row.data, self.last_row.data or self.first_row.data
        rows = tuple(range(first - 1, last)) if first and last else ()
        if rows != self.shown_rows:
            return Choice(rows, None, self.is_left_out.data)
        roles = {index: Role(said) for index in self.columns if (said := self.role_of(index).data)}
        return Choice(rows, roles, self.is_left_out.data)


def sheet_form(
    rows: Sequence[int], columns: Sequence[int], roles: Mapping[int, Role], *, is_left_out: bool
) -> ForeignSheetForm:
    """Made for one sheet."""
    choices = [("", NOT_READ), *((role.value, words.value_label(role)) for role in Role)]
    parts = {
        f"{ROLE}{index}": SelectField(column_letters(index), choices=choices, default=roles.get(index, ""))
        for index in columns
    }
    data: dict[str, Any] = {"is_left_out": is_left_out}
    if rows:
        data |= {"first_row": rows[0] + 1, "last_row": rows[-1] + 1}
    form: ForeignSheetForm = type("SheetForm", (ForeignSheetForm,), parts)(data=data)
    form.columns, form.shown_rows = tuple(columns), tuple(rows)
    return form


class ForeignQuestionnaireForm(SekishoForm):
    key = StringField(_l("Key"), [DataRequired(_l("Enter a key.")), Length(max=30)])
    title_ja = StringField(_l("Title in Japanese"), [DataRequired(_l("Enter a title.")), Length(max=TITLES)])
    title_en = StringField(_l("Title in English"), [DataRequired(_l("Enter a title.")), Length(max=TITLES)])
    edition = SelectField(
        _l("Edition that it is closest to"), [DataRequired(_l("Choose the edition that it is closest to."))]
    )
    scope = RadioField(_l("What an answer is true for"))
    answer = RadioField(_l("How a question is answered"), choices=list(ANSWERS.items()))
    expects_yes = BooleanField(_l("“Yes” is the answer that is wanted"))

    def __init__(self, *args: Any, editions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = gettext("None: it follows no standard that is recorded here")
        self.edition.choices = [("", gettext("Choose")), (NO_EDITION, none), *editions]
        scopes = (Scope.SERVICE, Scope.ORGANISATION, Scope.ENGAGEMENT)
        self.scope.choices = [(one.value, words.value_label(one)) for one in scopes]

    def wanted(self) -> Wanted:
        return Wanted(
            self.key.data or "", self.title_ja.data or "", self.title_en.data or "",
            "" if self.edition.data == NO_EDITION else self.edition.data,
            self.scope.data, AnswerKind(self.answer.data), self.expects_yes.data,
        )  # fmt: skip


class PlaceField(Field):
    """A question of the form that somebody looked for; without scripts its number is typed."""

    widget = TextInput()
    data: str
    typed = ""
    known: Mapping[str, str]  # place → how it is written
    by_number: Mapping[str, Sequence[str]]

    def _value(self) -> str:
        return self.data or ""

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        self.data = ""
        super().process(formdata, *args, **kwargs)
        self.typed = formdata.get(f"{self.name}_text", "").strip() if formdata else ""

    def pre_validate(self, form: Any) -> None:
        if not self.data and self.typed:
            found = self.by_number.get(fold(self.typed), ())
            self.data = found[0] if len(found) == 1 else ""
        if (self.data or self.typed) and self.data not in self.known:
            raise ValidationError(_l("Choose one from the list."))

    @property
    def text(self) -> str:
        return self.typed or self.known.get(self.data, "")


class ForeignAnswersForm(SekishoForm):
    """For each of our questions which of the form it is, `ours-<place>`, or `other-<place>` for one that was looked
    for; for each kind of answer what it means."""

    refs: tuple[str, ...] = ()
    values_there: tuple[Said, ...] = ()

    def of(self, at: int) -> Any:
        return self[f"{OURS}{at}"]

    def other_of(self, at: int) -> Any:
        return self[f"{OTHER}{at}"]

    def meaning_of(self, said: Said) -> Any:
        return self[f"{VALUE}{said.value}"]

    def chosen(self) -> dict[str, str]:
        return {ref: self.other_of(at).data or self.of(at).data or "" for at, ref in enumerate(self.refs)}

    def means(self) -> dict[Said, Meaning]:
        return {said: Meaning(self.meaning_of(said).data) for said in self.values_there}


def answers_form(
    pairs: Sequence[Pair],
    there: Sequence[Said],
    shown: Any,
    theirs: Sequence[tuple[str, Question]],
    line: Any,
) -> ForeignAnswersForm:
    """`shown`: a candidate as one line. `theirs`: every question of the form, each `line` one line."""
    known = {place: line(one) for place, one in theirs}
    by_number: dict[str, list[str]] = {}
    for place, one in theirs:
        by_number.setdefault(fold(one.id), []).append(place)
    parts: dict[str, Any] = {}
    for at, pair in enumerate(pairs):
        choices = [("", _l("None of the form")), *((one.place, shown(one)) for one in pair.candidates)]
        parts[f"{OURS}{at}"] = SelectField(
            pair.question.id, choices=choices, default=pair.equal.place if pair.equal else ""
        )
        parts[f"{OTHER}{at}"] = PlaceField(_l("Another question of the form"))
    for said in there:
        parts[f"{VALUE}{said.value}"] = SelectField(
            words.value_label(said), choices=list(MEANINGS.items()), default=USUAL[said]
        )
    form: ForeignAnswersForm = type("AnswersForm", (ForeignAnswersForm,), parts)()
    form.refs = tuple(pair.question.id for pair in pairs)
    for at in range(len(pairs)):
        form.other_of(at).known, form.other_of(at).by_number = known, by_number
    form.values_there = tuple(there)
    return form
