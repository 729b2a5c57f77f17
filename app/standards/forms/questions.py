"""How the institution changes a question of ours, and adds one of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from app.core import words
from app.core.forms import SekishoForm
from app.register.forms.ours import LinesField, at_most
from app.standards.content.vocabulary import Levels, Respondent, Scope
from app.standards.models import LayerAct, QuestionChange
from app.standards.rules import saying
from app.standards.rules.layering import LEAST, MOST, OWN_TYPES

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question, Questionnaire

TEXT = {"rows": 3}


def _reason() -> Any:
    return TextAreaField(
        _l("Reason"), [DataRequired(_l("Say why it is changed.")), at_most(500)], render_kw={"rows": 2}
    )


def _weights() -> list[tuple[int, str]]:
    return [(one, gettext(saying.WEIGHTS[one])) for one in range(LEAST, MOST + 1)]


class LayerForm(SekishoForm):
    """Its fields are values of a change; the change keeps them together in one column."""

    reason: Any = _reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for found in self:
            if found.short_name in self.stored():
                found.stored_in = _reader(self, found.short_name)

    @classmethod
    def stored(cls) -> tuple[str, ...]:
        return ()

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of the form out of the values of a change."""
        return {name: values.get(name) for name in cls.stored()}

    def given(self) -> dict[str, Any]:
        """The values of the change."""
        return {name: self._fields[name].data for name in self.stored()}


def _reader(form: LayerForm, name: str) -> Any:
    def read(record: QuestionChange) -> Any:
        return form.read(record.values)[name]

    return read


class RewordForm(LayerForm):
    ja = TextAreaField(
        _l("Wording in Japanese"),
        [DataRequired(_l("Enter the Japanese wording.")), at_most(1000)],
        render_kw=TEXT,
    )
    en = TextAreaField(
        _l("Wording in English"),
        [DataRequired(_l("Enter the English wording.")), at_most(1000)],
        render_kw=TEXT,
    )
    reason = _reason()

    @classmethod
    def stored(cls) -> tuple[str, ...]:
        return ("ja", "en")


class WeighForm(LayerForm):
    weight = SelectField(_l("Weight"), choices=_weights, coerce=int)
    reason = _reason()

    @classmethod
    def stored(cls) -> tuple[str, ...]:
        return ("weight",)


class HideForm(LayerForm):
    reason = _reason()


class RequireForm(LayerForm):
    parts = BooleanField(_l("Every part must be answered"))
    levels = BooleanField(_l("Also asked at the simple level"))
    reason = _reason()

    @classmethod
    def stored(cls) -> tuple[str, ...]:
        return ("parts", "levels")


class TakeBackForm(SekishoForm):
    reason = _reason()


class PublishForm(SekishoForm):
    """Nothing is typed: the version that was compared travels along."""


class OwnQuestionForm(LayerForm):
    key = StringField(_l("Key of the question"), [at_most(40)])
    section = SelectField(_l("Section"))
    text_ja = TextAreaField(
        _l("Question in Japanese"),
        [DataRequired(_l("Enter the Japanese wording.")), at_most(1000)],
        render_kw=TEXT,
    )
    text_en = TextAreaField(
        _l("Question in English"),
        [DataRequired(_l("Enter the English wording.")), at_most(1000)],
        render_kw=TEXT,
    )
    help_ja = TextAreaField(_l("Help in Japanese"), [at_most(1000)], render_kw=TEXT)
    help_en = TextAreaField(_l("Help in English"), [at_most(1000)], render_kw=TEXT)
    type = SelectField(
        _l("Type of answer"), choices=lambda: [(one, gettext(saying.TYPES[one])) for one in OWN_TYPES]
    )
    options_ja = LinesField(_l("Choices in Japanese"), [at_most(4000)], render_kw={"rows": 4})
    options_en = LinesField(_l("Choices in English"), [at_most(4000)], render_kw={"rows": 4})
    unit_ja = StringField(_l("Unit in Japanese"), [at_most(20)])
    unit_en = StringField(_l("Unit in English"), [at_most(20)])
    expect = SelectField(
        _l("Expected answer"),
        choices=lambda: [("", gettext("None")), ("yes", gettext("Yes")), ("no", gettext("No"))],
    )
    required = BooleanField(_l("Must be answered"), default=True)
    respondent = SelectField(_l("Respondent"), choices=lambda: words.choices(Respondent))
    scope = SelectField(_l("Answer holds"), choices=lambda: words.choices(Scope))
    levels = SelectField(_l("Level of questions"), choices=lambda: words.choices(Levels))
    weight = SelectField(_l("Weight"), choices=_weights, coerce=int)
    touches = LinesField(_l("Items touched"), [at_most(2000)], render_kw={"rows": 3})
    reason = _reason()

    NAMES = (
        "section", "text_ja", "text_en", "help_ja", "help_en", "type", "options_ja", "options_en", "unit_ja",
        "unit_en", "expect", "required", "respondent", "scope", "levels", "weight", "touches",
    )  # fmt: skip

    @classmethod
    def stored(cls) -> tuple[str, ...]:
        return cls.NAMES

    def offer(self, content: Questionnaire, language: str) -> None:
        self.section.choices = [(one.key, one.title.within(language)) for one in content.sections]

    def validate(self, extra_validators: Any = None) -> bool:
        is_fine = bool(super().validate(extra_validators))
        if self.type.data in ("single", "multi"):
            return self._has_choices() and is_fine
        if self.type.data == "number" and not (self.unit_ja.data and self.unit_en.data):
            self.unit_ja.errors = [gettext("Enter the unit in both languages.")]
            return False
        return is_fine

    def _has_choices(self) -> bool:
        counts = len(self.options_ja.data), len(self.options_en.data)
        if min(counts) < 2:
            self.options_ja.errors = [
                gettext("Enter at least two choices in each language, one on each line.")
            ]
        elif counts[0] != counts[1]:
            self.options_en.errors = [gettext("Enter as many choices in English as in Japanese.")]
        return min(counts) >= 2 and counts[0] == counts[1]

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Both languages of a text lie together in the change."""
        said = {name: values.get(name) for name in cls.NAMES if name in values}
        for name in ("text", "help", "unit"):
            for language in ("ja", "en"):
                said[f"{name}_{language}"] = values.get(name, {}).get(language, "")
        for language in ("ja", "en"):
            said[f"options_{language}"] = [one[language] for one in values.get("options", ())]
        blank: dict[str, Any] = {**dict.fromkeys(cls.NAMES), "expect": "", "touches": [], "required": True}
        return {**blank, **said}

    def given(self) -> dict[str, Any]:
        """Only what the type of answer knows."""
        said: dict[str, Any] = {
            name: self._fields[name].data
            for name in ("section", "type", "required", "respondent", "scope", "levels", "weight", "touches")
        }
        for name in ("text", "help"):
            said[name] = {one: self._fields[f"{name}_{one}"].data or "" for one in ("ja", "en")}
        if said["type"] in ("single", "multi"):
            pairs = zip(self.options_ja.data, self.options_en.data, strict=True)
            said["options"] = [{"ja": ja, "en": en} for ja, en in pairs]
        if said["type"] == "number":
            said["unit"] = {"ja": self.unit_ja.data, "en": self.unit_en.data}
        if said["type"] == "yes_no":
            said["expect"] = self.expect.data or ""
        return said


FORMS: Mapping[LayerAct, type[LayerForm]] = {
    LayerAct.REWORD: RewordForm,
    LayerAct.WEIGH: WeighForm,
    LayerAct.HIDE: HideForm,
    LayerAct.REQUIRE: RequireForm,
}


def first_values(act: LayerAct, question: Question) -> dict[str, Any]:
    """What a form begins with where nothing was changed yet: the delivered question."""
    if act == LayerAct.REWORD:
        return {"ja": question.text.ja, "en": question.text.en}
    return {"weight": question.weight} if act == LayerAct.WEIGH else {}
