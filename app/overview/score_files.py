"""The score of an assessment as a workbook: the terms, the arithmetic, the caps. Typed values, no formulas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.core.dates import DateStyle, format_date
from app.core.web import current_context
from app.core.words import value_label
from app.diligence.sheets.coverage import covered, questions
from app.overview import papers
from app.overview import standard_files as files
from app.overview.standard_files import Fact
from app.reports.workbook import ColumnKind, ColumnSpec, Marked, Share, SheetSpec, Written, broken

if TYPE_CHECKING:
    from app.diligence.models import Assessment
    from app.diligence.rules.arithmetic import Figure
    from app.diligence.sheets.score import BoundLine, ScoreSheet, TermLine


@dataclass(frozen=True)
class Subject:
    """`questionnaire`: its title in the reader's language."""

    assessment: Assessment
    questionnaire: str
    sheet: ScoreSheet

    @property
    def title(self) -> str:
        return files.labelled(_("Score"), f"{self.assessment.number} {self.questionnaire}")


def sheets_of(subject: Subject) -> list[SheetSpec]:
    made = [_terms(subject), _result(subject)]
    if subject.sheet.low is not None and subject.sheet.low.caps:
        made.append(_caps(subject, subject.sheet.low))
    return made


def file_name(subject: Subject) -> str:
    return files.file_name(str(_("Score")), subject.assessment.number)


# --- term by term -----------------------------------------------------------------------------


def _terms(subject: Subject) -> SheetSpec:
    number = ColumnKind.DECIMAL
    heads = (
        *files.columns(
            (_("Question"), 22), (_("Wording"), 48), (_("Section"), 22), (_("Respondent"), 26), (_("Ground"), 30)
        ),
        ColumnSpec(str(_("Reviewed")), ColumnKind.BOOL),
        ColumnSpec(str(_("In both sums")), ColumnKind.BOOL),
        ColumnSpec(str(_("Weight")), ColumnKind.INT, width=8),
        *(ColumnSpec(str(label), number, width=14) for label in _numbers()),
        *files.columns((_("Exact value where it does not end"), 22), (_("Highest score while it is not met"), 12)),
    )  # fmt: skip
    titles = [line for text in _titles(subject) for line in broken(text, heads)]
    return SheetSpec(
        str(_("Term by term")), heads, _rows(subject.sheet), tuple(titles), spare_rows=0, is_large=True
    )


def _numbers() -> tuple[str, ...]:
    return (
        str(_("Earned")), str(_("Points earned")), str(_("Earned if all conditions hold")),
        str(_("Points if all conditions hold")),
    )  # fmt: skip


def _titles(subject: Subject) -> Iterator[str]:
    yield subject.title
    yield papers.institution_name()
    yield str(
        _(
            "Points are weight × earned and add up to the sum exactly. Percents are shown with two decimals and points "
            "with four; what does not end there stands beside as a fraction. Only the result is rounded: to two "
            "decimals, and to one in lists."
        )
    )
    yield papers.printed()


def _rows(sheet: ScoreSheet) -> Iterator[list[Written]]:
    for line in sheet.terms:
        yield _row(line)
    if sheet.low is not None and sheet.high is not None:
        total: list[Written] = [
            Marked(_("Sum of all questions")),
            "",
            "",
            "",
            "",
            None,
            None,
            sheet.low.weights,
        ]
        yield [*total, None, _decimal(sheet.low.points), None, _decimal(sheet.high.points),
               _exactly(sheet.low.points, sheet.high.points), None]  # fmt: skip


def _row(line: TermLine) -> list[Written]:
    said: list[Written] = [
        line.question, line.text, line.section_title, _who(line), line.ground_words, line.is_reviewed, line.counts,
    ]  # fmt: skip
    cap = str(line.cap) if line.cap is not None else ""
    if not line.counts:
        return [*said, line.weight, None, None, None, None, "", cap]
    pairs = zip(line.earned, line.points, strict=True)
    figures = [one for earned, points in pairs for one in (Share(earned.exact), _decimal(points))]
    return [*said, line.weight, *figures, _exactly(*line.points), cap]


def _who(line: TermLine) -> str:
    return files.noted(line.respondent, line.others_words)


def _decimal(figure: Figure) -> Decimal:
    return Decimal(figure.text)


def _exactly(low: Figure, high: Figure) -> str:
    return " / ".join(dict.fromkeys(one.fraction for one in (low, high) if one.fraction))


# --- the result -----------------------------------------------------------------------------


def _result(subject: Subject) -> SheetSpec:
    heads = files.columns((_("Label"), 34), (_("Content"), 90))
    name = str(_("How the score is calculated"))
    rows = [fact for fact in _facts(subject) if fact[1]]
    return SheetSpec(name, heads, rows, (subject.title,), frozen_columns=0, has_filter=False, spare_rows=0)


def _facts(subject: Subject) -> Iterator[Fact]:
    sheet, assessment = subject.sheet, subject.assessment
    yield str(_("Assessment number")), assessment.number
    yield str(_("Questionnaire")), subject.questionnaire
    yield str(_("State")), value_label(assessment.state)
    if sheet.low is None or sheet.high is None:
        yield str(_("Score")), str(_("No score"))
    else:
        yield from _bound(sheet.low, str(_("If no condition holds")) if sheet.is_range else "")
        if sheet.is_range:
            yield from _bound(sheet.high, str(_("If all conditions hold")))
    for one in covered(sheet):
        yield one.label, files.noted(one.said, one.note)
    yield str(_("In both sums")), questions((len(sheet.counting), len(sheet.terms)))
    yield str(_("Judged as of")), format_date(sheet.on, DateStyle(current_context().date_style))
    yield from files.made_facts()


def _bound(bound: BoundLine, label: str) -> Iterator[Fact]:
    def named(text: str) -> str:
        return files.noted(text, label)

    sums = _(
        "%(points)s points ÷ %(weights)s weights × 100 = %(uncapped)s",
        points=bound.points.whole, weights=bound.weights, uncapped=bound.uncapped.text,
    )  # fmt: skip
    yield named(str(_("Sum of points ÷ sum of weights × 100"))), str(sums)
    if bound.biting is not None:
        yield (
            named(str(_("Cap"))),
            str(_("A critical question is not met: no higher than %(cap)s", cap=bound.biting)),
        )
    yield named(str(_("Score"))), bound.rounded


def _caps(subject: Subject, bound: BoundLine) -> SheetSpec:
    heads = files.columns(
        (_("Question"), 22), (_("Wording"), 56), (_("Highest score while it is not met"), 14), (_("Reason"), 70)
    )  # fmt: skip
    rows: list[list[str | int | None]] = [[one.question, one.text, one.cap, one.why] for one in bound.caps]
    return files.sheet(str(_("Critical questions that are not met")), heads, rows, subject.title)
