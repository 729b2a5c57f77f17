"""How the institution changes a question of ours, and adds one of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.validators import DataRequired

from app.core.forms import SekishoForm
from app.register.forms.ours import at_most
from app.standards.models import LayerAct, QuestionChange
from app.standards.rules import saying
from app.standards.rules.layering import LEAST, MOST, WORDED

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question
    from app.standards.rules.layer_faults import Fault

TEXT = {"rows": 3}
# Fields of which one says what is wrong with all.
TOGETHER = (
    frozenset({"low", "high"}), frozenset({"unit_ja", "unit_en"}), frozenset({"why_ja", "why_en"}),
    frozenset({"options_ja", "options_en"}), frozenset({"chosen", "chosen_how"}),
    frozenset({"when", "when_not", "when_facts", "when_answers", "when_countries"}),
)  # fmt: skip


def reason_field() -> Any:
    return TextAreaField(
        _l("Reason"), [DataRequired(_l("Say why it is changed.")), at_most(500)], render_kw={"rows": 2}
    )


def text_area(label: Any, *validators: Any) -> Any:
    return TextAreaField(label, [*validators, at_most(1000)], render_kw=TEXT)


def weights() -> list[tuple[int, str]]:
    return [(one, gettext(saying.WEIGHTS[one])) for one in range(LEAST, MOST + 1)]


class LayerForm(SekishoForm):
    """Its fields are values of a change; the change keeps them together in one column."""

    reason: Any = reason_field()
    # What the rules find wrong with what was typed: told together with what the form finds itself.
    judge: Callable[[], Iterable[Fault]] | None = None
    _last_read: tuple[Mapping[str, Any], dict[str, Any]] | None = None
    together: tuple[frozenset[str], ...] = TOGETHER

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_preview:
            # Nothing is stored, so nothing needs a reason.
            self.reason.validators = []
        stored = frozenset(self.stored())
        for found in self:
            if found.short_name in stored:
                found.stored_in = _reader(self, found.short_name)

    def validate(self, extra_validators: Any = None) -> bool:
        is_fine = bool(super().validate(extra_validators))
        is_fine = self.check() and is_fine
        return self._judged() and is_fine

    def check(self) -> bool:
        """What the form sees by itself beyond its fields one by one."""
        return True

    def _judged(self) -> bool:
        """A field that is wrong already, or one that goes with it, is not told of twice."""
        wrong = {name for name, found in self._fields.items() if found.errors}
        for together in self.together:
            wrong |= together if together & wrong else set()
        faults = list(self.judge()) if self.judge else []
        for fault in faults:
            if fault.name in wrong:
                continue
            message = gettext(fault.message, **fault.params)
            found = self._fields.get(fault.name)
            if found is None:
                self.form_errors.append(message)
            else:
                found.errors = [*found.errors, message]
        return not faults

    @property
    def is_preview(self) -> bool:
        return request.method == "POST" and "preview" in request.form

    @property
    def is_reshaped(self) -> bool:
        """A button changed what the form asks for; what was typed is not looked at yet."""
        return False

    @classmethod
    def stored(cls) -> tuple[str, ...]:
        return ()

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of the form out of the values of a change."""
        return {name: values.get(name) for name in cls.stored()}

    def read_once(self, record: QuestionChange) -> dict[str, Any]:
        """Each field asks for its own value: more than a hundred do, of the same values."""
        values = record.values
        if self._last_read is None or self._last_read[0] is not values:
            self._last_read = (values, self.read(values))
        return self._last_read[1]

    def given(self) -> dict[str, Any]:
        """The values of the change."""
        return {name: self._fields[name].data for name in self.stored()}


def _reader(form: LayerForm, name: str) -> Any:
    def read(record: QuestionChange) -> Any:
        return form.read_once(record)[name]

    return read


class RewordForm(LayerForm):
    """Help and evidence stay as they were delivered where nothing is entered."""

    text_ja = text_area(_l("Wording in Japanese"), DataRequired(_l("Enter the Japanese wording.")))
    text_en = text_area(_l("Wording in English"), DataRequired(_l("Enter the English wording.")))
    help_ja = text_area(_l("Help in Japanese"))
    help_en = text_area(_l("Help in English"))
    evidence_ja = text_area(_l("Evidence wanted, in Japanese"))
    evidence_en = text_area(_l("Evidence wanted, in English"))
    reason = reason_field()

    @classmethod
    def stored(cls) -> tuple[str, ...]:
        return tuple(cls.read({}))

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            f"{name}_{language}": (values.get(name) or {}).get(language, "")
            for name in WORDED
            for language in ("ja", "en")
        }

    def given(self) -> dict[str, Any]:
        said = {
            name: {one: self._fields[f"{name}_{one}"].data or "" for one in ("ja", "en")} for name in WORDED
        }
        return {name: text for name, text in said.items() if any(text.values())}


class WeighForm(LayerForm):
    weight = SelectField(_l("Weight"), choices=weights, coerce=int)
    reason = reason_field()

    @classmethod
    def stored(cls) -> tuple[str, ...]:
        return ("weight",)


class HideForm(LayerForm):
    reason = reason_field()


class RequireForm(LayerForm):
    parts = BooleanField(_l("Every part must be answered"))
    levels = BooleanField(_l("Also asked at the simple level"))
    reason = reason_field()

    @classmethod
    def stored(cls) -> tuple[str, ...]:
        return ("parts", "levels")


class TakeBackForm(SekishoForm):
    reason = reason_field()


class PublishForm(SekishoForm):
    """Nothing is typed: the version that was compared travels along."""


FORMS: Mapping[LayerAct, type[LayerForm]] = {
    LayerAct.REWORD: RewordForm,
    LayerAct.WEIGH: WeighForm,
    LayerAct.HIDE: HideForm,
    LayerAct.REQUIRE: RequireForm,
}


def first_values(act: LayerAct, question: Question) -> dict[str, Any]:
    """What a form begins with where nothing was changed yet: the delivered question."""
    if act == LayerAct.REWORD:
        return RewordForm.read({"text": {"ja": question.text.ja, "en": question.text.en}})
    return {"weight": question.weight} if act == LayerAct.WEIGH else {}
