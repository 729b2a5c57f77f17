"""Two assessments side by side as a workbook: every question with both answers, then what each section earns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.overview import papers
from app.overview import standard_files as files
from app.overview.standard_files import Fact
from app.reports.workbook import SheetSpec, Value, broken

if TYPE_CHECKING:
    from app.diligence.models import Assessment
    from app.diligence.sheets.comparison import Cell, Comparison, Line


@dataclass(frozen=True)
class Subject:
    """`names`: what each side is called, with its number."""

    left: Assessment
    right: Assessment
    names: tuple[str, str]
    questionnaires: tuple[str, str]
    comparison: Comparison

    @property
    def title(self) -> str:
        return files.labelled(_("Comparison"), f"{self.left.number} / {self.right.number}")


def sheets_of(subject: Subject) -> list[SheetSpec]:
    return [_lines(subject), _sections(subject), _totals(subject)]


def file_name(subject: Subject) -> str:
    return files.file_name(str(_("Comparison")), f"{subject.left.number} {subject.right.number}")


def _lines(subject: Subject) -> SheetSpec:
    left, right = subject.names
    heads = files.columns(
        (_("Question"), 18), (_("Wording"), 44), (_("Section"), 20), (_("Difference"), 24),
        *((files.noted(str(label), name), width) for name in (left, right) for label, width in _per_side()),
    )  # fmt: skip
    titles = [
        line
        for text in (subject.title, papers.institution_name(), papers.printed())
        for line in broken(text, heads)
    ]
    rows = [_row(one, subject.comparison) for one in subject.comparison.lines]
    return SheetSpec(str(_("Question by question")), heads, rows, tuple(titles), spare_rows=0, is_large=True)


def _per_side() -> Sequence[tuple[str, int]]:
    return ((_("Answer"), 44), (_("Judgement"), 18), (_("Earned"), 12))


def _row(line: Line, comparison: Comparison) -> list[Value]:
    section = comparison.sections.get(line.section, line.section)
    return [line.ref, line.text, section, line.words, *_side(line.left), *_side(line.right)]


def _side(cell: Cell | None) -> list[Value]:
    if cell is None:
        return [str(_("Not asked")), "", ""]
    many = len(cell.voices) > 1
    answers = [
        files.labelled(one.respondent, one.answer or _("Not answered"))
        if many
        else one.answer or _("Not answered")
        for one in cell.voices
    ]
    verdicts = [one.verdict for one in cell.voices if one.verdict]
    return [
        "\n".join(map(str, answers)),
        "\n".join(verdicts),
        cell.earned if cell.counts else str(_("In neither sum")),
    ]


def _sections(subject: Subject) -> SheetSpec:
    heads = files.columns((_("Section"), 40), *((name, 24) for name in subject.names))
    rows: list[list[Value]] = [[one.title, one.left, one.right] for one in subject.comparison.by_section]
    return SheetSpec(str(_("By section")), heads, rows, (subject.title,), spare_rows=0, has_filter=False)


def _totals(subject: Subject) -> SheetSpec:
    heads = files.columns((_("Label"), 30), *((name, 48) for name in subject.names))
    rows: list[list[Value]] = [[label, *pair] for label, pair in _facts(subject)]
    made: list[list[Value]] = [[label, text, ""] for label, text in _made()]
    return SheetSpec(
        str(_("Totals")),
        heads,
        [*rows, *made],
        (subject.title,),
        frozen_columns=0,
        has_filter=False,
        spare_rows=0,
    )


def _made() -> Iterator[Fact]:
    yield from files.made_facts()


def _facts(subject: Subject) -> Iterator[tuple[str, tuple[str, str]]]:
    left, right = subject.comparison.left, subject.comparison.right
    yield str(_("Questionnaire")), subject.questionnaires
    yield str(_("Score")), (left.score or str(_("No score")), right.score or str(_("No score")))
    for one, other in zip(left.covered, right.covered, strict=True):
        yield one.label, (one.said, other.said)
    if left.notes or right.notes:
        yield str(_("About the score")), ("\n".join(left.notes), "\n".join(right.notes))
