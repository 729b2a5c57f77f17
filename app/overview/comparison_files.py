"""Two assessments side by side as a workbook: every question with both answers, then what each section earns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.core.words import value_label
from app.overview import papers
from app.overview import standard_files as files
from app.overview.standard_files import Fact
from app.reports.workbook import ColumnKind, ColumnSpec, Marked, Share, SheetSpec, Value, Written, broken

if TYPE_CHECKING:
    from app.diligence.models import Assessment
    from app.diligence.sheets.comparison import Comparison, Line
    from app.diligence.sheets.comparison_cells import Cell, Piece, Voiced


@dataclass(frozen=True)
class Subject:
    """`names`: what each side is called, with its number; `only`, `section`: the filters of the page."""

    left: Assessment
    right: Assessment
    names: tuple[str, str]
    questionnaires: tuple[str, str]
    comparison: Comparison
    only: str = ""
    section: str = ""

    @property
    def choice(self) -> Sequence[str]:
        """Which of the questions stand here, where they are not all of them."""
        told = []
        if self.only:
            shown = self.comparison.choice_words(self.only)
            told.append(files.labelled(str(_("Which questions are shown")), shown))
        if self.section:
            title = self.comparison.sections.get(self.section, self.section)
            told.append(files.labelled(str(_("Section")), title))
        return told

    @property
    def title(self) -> str:
        return files.labelled(_("Comparison"), f"{self.left.number} / {self.right.number}")


def sheets_of(subject: Subject) -> list[SheetSpec]:
    return [_lines(subject), _counts(subject), _sections(subject), _totals(subject)]


def file_name(subject: Subject) -> str:
    return files.file_name(str(_("Comparison")), f"{subject.left.number} {subject.right.number}")


def _lines(subject: Subject) -> SheetSpec:
    is_changed = subject.comparison.is_other_version
    per_side = _per_side(is_changed=is_changed)
    heads = files.columns(
        (_("Question"), 18), (_("Wording"), 44), (_("Section"), 20), (_("Difference"), 24),
        (_("Differs in"), 24), *([(_("Change of the question"), 20)] if is_changed else []),
        *((files.noted(str(label), name), width) for name in subject.names for label, width in per_side),
    )  # fmt: skip
    titles = [
        line
        for text in (subject.title, *subject.choice, papers.institution_name(), papers.printed())
        for line in broken(text, heads)
    ]
    chosen = subject.comparison.chosen(show=subject.only, section=subject.section)
    rows = [_row(one, subject.comparison) for one in chosen]
    return SheetSpec(str(_("Question by question")), heads, rows, tuple(titles), spare_rows=0, is_large=True)


def _per_side(*, is_changed: bool) -> Sequence[tuple[str, int]]:
    said = ((_("Answer"), 44), (_("Judgement"), 18), (_("Earned"), 12))
    return ((_("How it was put"), 44), *said) if is_changed else said


def _row(line: Line, comparison: Comparison) -> list[Written]:
    section = comparison.sections.get(line.section, line.section)
    points = str(_(", ")).join(map(value_label, line.all_points))
    told: list[Written] = [line.ref, line.text, section, line.words, points]
    if not comparison.is_other_version:
        return [*told, *_side(line.left), *_side(line.right)]
    left, right = ("\n".join(one) for one in (line.put.left, line.put.right))
    changed = "\n".join(line.put.changed)
    return [*told, _marked(changed, is_unlike=True), left, *_side(line.left), right, *_side(line.right)]


def _side(cell: Cell | None) -> list[Written]:
    """What differs is marked, as on the page."""
    if cell is None:
        return [Marked(_("Not asked")), "", ""]
    many = len(cell.voices) > 1
    answers = [_answer(one, is_named=many or one.respondent.is_unlike) for one in cell.voices]
    is_ruled_otherwise = any(one.is_judged_otherwise for one in cell.voices)
    verdicts = [_texts(one.judgement) or str(_("Not judged yet")) for one in cell.voices]
    is_judged = any(one.judgement or one.is_unjudged_here for one in cell.voices)
    return [
        _marked("\n".join(answers), is_unlike=any(one.is_said_otherwise for one in cell.voices)),
        _marked(
            "\n".join(verdicts) if is_judged else "",
            is_unlike=is_ruled_otherwise,
        ),
        _earned(cell),
    ]


def _earned(cell: Cell) -> Written:
    """A number can be sorted and counted with; a range is told in words."""
    if cell.share is not None:
        return Share(cell.share, cell.earned.is_unlike)
    return _marked(cell.earned.text or str(_("In neither sum")), is_unlike=cell.earned.is_unlike)


def _answer(one: Voiced, *, is_named: bool) -> str:
    text = _texts(one.answer) or str(_("Not answered"))
    return files.labelled(one.respondent.text, text) if is_named else text


def _texts(pieces: Sequence[Piece]) -> str:
    return "\n".join(one.text for one in pieces)


def _marked(text: str, *, is_unlike: bool) -> str:
    return Marked(text) if is_unlike else text


def _counts(subject: Subject) -> SheetSpec:
    """The differences by their kinds, which add up; then by all points, under each of which a question stands."""
    found, head = subject.comparison, str(_("With differences"))
    rows: list[list[Value]] = [[one.label, one.number] for one in found.filters()]
    rows += [[files.labelled(head, label), number] for label, number in found.kinds()]
    rows += [[files.labelled(str(_("Differs in")), one.label), one.number] for one in found.aspects()]
    heads = (ColumnSpec(str(_("Label")), width=60), ColumnSpec(str(_("Questions")), ColumnKind.INT))
    note = _(
        "A question stands once in the kind of its gravest difference, and in each point in which it differs."
    )
    titles = [subject.title, *broken(str(note), heads)]
    return SheetSpec(head, heads, rows, tuple(titles), has_filter=False, spare_rows=0)


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
