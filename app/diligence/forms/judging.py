"""What the reviewer says to an answer, and what the department concludes from all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.errors import DomainError
from app.core.forms import DateField, OptionalValue, SekishoForm
from app.core.words import value_label
from app.diligence.models import Judgement, Recommendation, Reliance, Verdict
from app.diligence.services.judging import MOVED, Pick, Said

TEXT, SHORT = 4000, 500
OF_ROW = (
    "verdict", "comment", "measure", "reason", "until_on", "relies_on", "report_id", "relied_place", "relied_until_on",
)  # fmt: skip
Choice = tuple[str, str]
MARK = ":"  # between what names an answer and its versions
# In the order of the keys 1 to 5; 該当なし follows where it is claimed.
OFFERED = (Verdict.MET, Verdict.PARTLY_MET, Verdict.NOT_MET, Verdict.COMPENSATED, Verdict.TO_BE_CHECKED)


def _text(label: Any, *validators: Any, rows: int = 3) -> TextAreaField:
    return TextAreaField(label, [*validators, Length(max=TEXT)], render_kw={"rows": rows})


class JudgementForm(SekishoForm):
    verdict = RadioField(_l("Judgement"), [DataRequired(_l("Choose a judgement."))])
    comment = _text(_l("Comment for our side"))
    measure = _text(_l("Substitute measure"), rows=2)
    reason = _text(_l("Reason why it is accepted"), rows=2)
    until_on = DateField(_l("Accepted until"), [OptionalValue()])
    relies_on = RadioField(_l("Relies on"), default="", validate_choice=False)
    report_id = SelectField(_l("Report"), default="", validate_choice=False)
    relied_place = StringField(_l("Page or section"), [Length(max=SHORT)])
    relied_until_on = DateField(_l("Relied on until"), [OptionalValue()])
    _reports: Sequence[Choice] = ()

    def lean(self, reports: Sequence[Choice]) -> None:
        """Where an answer is refused: on what the judgement may rest instead."""
        self._reports = reports
        self.relies_on.choices = [("", _l("Nothing")), *((one.value, value_label(one)) for one in Reliance)]
        self.report_id.choices = [("", _l("Choose one")), *reports]

    def offer(self, *, is_claimed: bool) -> None:
        verdicts = (*OFFERED, Verdict.NOT_APPLICABLE) if is_claimed else OFFERED
        self.verdict.choices = [(one.value, value_label(one)) for one in verdicts]

    def said(self) -> Said:
        return Said(
            Verdict(self.verdict.data), self.comment.data or "", self.measure.data or "",
            self.reason.data or "", self.until_on.data, *self._leaning(),
        )  # fmt: skip

    def _leaning(self) -> tuple[Reliance | None, UUID | None, str, date | None]:
        if self.relies_on.data not in set(Reliance):
            return None, None, "", None
        kind = Reliance(self.relies_on.data)
        return (
            kind, _id(self.report_id.data) if kind == Reliance.REPORT else None, self.relied_place.data or "",
            self.relied_until_on.data,
        )  # fmt: skip


def judgement_form(row: Judgement | None, *, is_claimed: bool, **options: Any) -> JudgementForm:
    told = {name: getattr(row, name) for name in OF_ROW} if row else {}
    chosen = {name: str(told.get(name) or "") for name in ("relies_on", "report_id")}
    form = JudgementForm(data={**told, **chosen}, **options)
    form.offer(is_claimed=is_claimed or (row is not None and row.verdict == Verdict.NOT_APPLICABLE))
    return form


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


class AcceptUnchangedForm(SekishoForm):
    answers = SelectMultipleField(
        _l("Answers to judge"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False),
    )  # fmt: skip


class TogetherForm(JudgementForm):
    """One judgement for several answers. Each is sent back with the versions that the reviewer saw."""

    answers = SelectMultipleField(_l("Answers to judge"), validate_choice=False)

    def leans_on(self) -> str:
        """In words, for the preview."""
        if self.relies_on.data == Reliance.REPORT:
            return next((str(one[1]) for one in self._reports if one[0] == self.report_id.data), "")
        return str(value_label(Reliance.SUBSTITUTE))

    def picks(self) -> list[Pick]:
        """What was not made by this page fits nothing that is there."""
        try:
            return [_pick(token) for token in self.answers.data or ()]
        except ValueError:
            raise DomainError(MOVED) from None


def token_of(pick: Pick) -> str:
    return MARK.join(
        (str(pick.part_id), pick.question, str(pick.answer_version or ""), str(pick.version or ""))
    )


def _pick(token: str) -> Pick:
    part_id, question, answer_version, version = token.split(MARK)
    return Pick(UUID(part_id), question, _number(answer_version), _number(version))


def _number(typed: str) -> int | None:
    return int(typed) if typed else None


class ConclusionForm(SekishoForm):
    recommendation = RadioField(_l("Recommendation"), [DataRequired(_l("Choose one."))])
    text = _text(_l("Conclusion"), DataRequired(_l("Say what the conclusion rests on.")), rows=5)
    conditions = _text(_l("Conditions"))
    valid_until_on = DateField(_l("Valid until"), [DataRequired(_l("Enter the last day on which it holds."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recommendation.choices = [(one.value, value_label(one)) for one in Recommendation]


def conclusion_form(until: date, version: int) -> ConclusionForm:
    """Not what was sent: beside another form of the page."""
    return ConclusionForm(formdata=None, data={"valid_until_on": until, "version": version})


class TurnBackForm(SekishoForm):
    """A conclusion returned, or opened again."""

    reason = _text(
        _l("Reason"), DataRequired(_l("Say why, so that the other person knows what to do next.")), rows=2
    )
