"""Fields of an own question up to its answer: each type of answer has fields of its own, the others stay empty."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import DataRequired

from app.register.forms.ours import LinesField, at_most
from app.register.forms.pickers import CountryListField
from app.standards.content.vocabulary import Respondent
from app.standards.forms.figures import FigureDecimalField, NumbersField, whole
from app.standards.forms.own_values import BOTH, untranslated
from app.standards.forms.questions import LayerForm, text_area
from app.standards.rules import saying
from app.standards.rules.layering import OWN_TYPES

# Field → the types of answer that know it.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "expect": ("yes_no",),
    "options_ja": ("single", "multi"),
    "options_en": ("single", "multi"),
    "points": ("single",),
    "chosen_how": ("multi",),
    "chosen": ("multi",),
    "alone": ("multi",),
    "unit_ja": ("number",),
    "unit_en": ("number",),
    "decimals": ("number", "percent"),
    "low": ("score",),
    "high": ("score",),
    "from_figure": ("number", "percent", "score"),
    "to_figure": ("number", "percent", "score"),
    "months": ("date",),
    "countries": ("country",),
    "several": ("country", "file"),
    "rows_from": ("table",),
    "rows_to": ("table",),
}


class AnswerFields(LayerForm):
    key = StringField(_l("Key of the question"), [at_most(40)])
    section = SelectField(_l("Section"))
    after = SelectField(_l("Placed after this question"))
    text_ja = text_area(_l("Question in Japanese"), DataRequired(_l("Enter the Japanese wording.")))
    text_en = text_area(_l("Question in English"))
    help_ja = text_area(_l("Help in Japanese"))
    help_en = text_area(_l("Help in English"))
    evidence_ja = text_area(_l("Evidence wanted, in Japanese"))
    evidence_en = text_area(_l("Evidence wanted, in English"))
    type = SelectField(
        _l("Type of answer"), choices=lambda: [(one, gettext(saying.TYPES[one])) for one in OWN_TYPES]
    )
    required = BooleanField(_l("Must be answered"), default=True)
    expect = SelectField(
        _l("Expected answer"),
        choices=lambda: [("", gettext("None")), ("yes", gettext("Yes")), ("no", gettext("No"))],
    )
    options_ja = LinesField(_l("Choices in Japanese"), [at_most(4000)], render_kw={"rows": 4})
    options_en = LinesField(_l("Choices in English"), [at_most(4000)], render_kw={"rows": 4})
    points = LinesField(_l("Points of each choice, in percent"), [at_most(500)], render_kw={"rows": 4})
    chosen_how = SelectField(
        _l("Choices expected"),
        choices=lambda: [
            ("", gettext("None")), ("all", gettext("All of these")), ("any", gettext("At least one of these")),
            ("none", gettext("None of these")),
        ],
    )  # fmt: skip
    chosen = NumbersField(_l("Numbers of these choices"), [at_most(200)])
    alone = NumbersField(_l("Numbers of the choices that exclude all others"), [at_most(200)])
    unit_ja = StringField(_l("Unit in Japanese"), [at_most(20)])
    unit_en = StringField(_l("Unit in English"), [at_most(20)])
    decimals = whole(_l("Decimal places"), 0, 6)
    low = whole(_l("Lowest step of the rating"), 0, 10)
    high = whole(_l("Highest step of the rating"), 0, 10)
    from_figure = FigureDecimalField(_l("Expected from"))
    to_figure = FigureDecimalField(_l("Expected to"))
    months = whole(_l("Not older than (months)"), 1, 120)
    countries = CountryListField(_l("Countries allowed"))
    several = BooleanField(_l("Several may be given"))
    rows_from = whole(_l("Fewest rows"), 0, 200)
    rows_to = whole(_l("Most rows"), 1, 1000)

    @property
    def is_ours_to_answer(self) -> bool:
        return bool(self._fields["respondent"].data == Respondent.INSTITUTION)

    def is_used(self, *names: str) -> bool:
        """Whether something is entered or wrong there, so that it must not be folded away."""
        return any(self._is_given(name) or self._fields[name].errors for name in names)

    def _is_given(self, name: str) -> bool:
        return self._fields[name].data not in (None, "", False, [])

    def _is_entered(self, name: str) -> bool:
        """Something that cannot be read is something, too; 0 is what stands where nothing was entered."""
        found = self._fields[name]
        return bool(found.process_errors) or (self._is_given(name) and found.data != 0)

    # --- looked over, each by what its fields are called ---

    def _wrong(self, name: str, message: str) -> bool:
        found = self._fields[name]
        found.errors = [*found.errors, message]
        return False

    def _only_for(self, name: str, types: tuple[str, ...]) -> bool:
        kinds = gettext(", ").join(gettext(saying.TYPES[one]) for one in types)
        return self._wrong(
            name,
            gettext("Only for the type of answer: %(types)s. Empty it or choose that type.", types=kinds),
        )

    def _choices_given(self, name: str) -> bool:
        japanese, english = (self._fields[f"{name}_{one}"].data for one in BOTH)
        stand_ins = len(japanese) if self.is_ours_to_answer else 0
        counts = len(japanese), len(english) or stand_ins
        if min(counts) < 2:
            return self._wrong(
                f"{name}_ja", gettext("Enter at least two choices in each language, one on each line.")
            )
        if counts[0] != counts[1]:
            return self._wrong(f"{name}_en", gettext("Enter as many choices in English as in Japanese."))
        return True

    def _unit_given(self, name: str) -> bool:
        japanese, english = (self._fields[f"{name}_{one}"].data for one in BOTH)
        if japanese and (english or self.is_ours_to_answer):
            return True
        both = gettext("Enter the unit in both languages.")
        return self._wrong(f"{name}_ja", gettext("Enter the unit.") if self.is_ours_to_answer else both)

    # --- to the change ---

    def _text(self, name: str) -> dict[str, str]:
        said = {one: self._fields[f"{name}_{one}"].data or "" for one in BOTH}
        return said | {"en": said["en"] or self._untranslated(said["ja"])}

    def _options(self, name: str) -> list[dict[str, Any]]:
        japanese, english = (self._fields[f"{name}_{one}"].data for one in BOTH)
        pairs = zip_longest(japanese, english or [self._untranslated(one) for one in japanese], fillvalue="")
        return [{"ja": ja, "en": en} for ja, en in pairs]

    def _untranslated(self, japanese: str) -> str:
        return untranslated(japanese) if self.is_ours_to_answer else ""
