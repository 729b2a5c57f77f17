"""責任分界表 as a workbook: the wide table under the names of its actors, its conditions, its legend and sources;
of an engagement also who the actors are, what was settled with which reason, and what is not settled yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_babel import gettext as _

from app.core.dates import DateStyle, format_date
from app.core.web import current_context
from app.core.words import value_label
from app.overview import papers
from app.overview import standard_files as files
from app.overview.standard_files import Fact
from app.reports.workbook import ColumnSpec, Marked, SheetSpec, broken
from app.standards.queries.contents import Published
from app.standards.queries.matrices import Charged, Entered
from app.standards.rules.matrices import Gap, GapKind, Mark, ResolvedMatrix, ResolvedRow, Side, Told, gaps
from app.standards.sheets import engagement_matrices as shown
from app.standards.sheets import matrices as sheets
from app.standards.sheets.matrix_marks import Marks, Numbered, conditions_of, said

if TYPE_CHECKING:
    from app.register.models import Engagement
    from app.work.models import Finding

MARK = 9  # as wide as 未確定 and 条件が未回答 on two lines need it


@dataclass(frozen=True)
class Subject:
    """What a workbook is made of. `told`: what stands above the table on its page; `names`: of people by id.

    Of a template `entered` and `engagement` are missing. `findings` are those that the reader may see; `newer` is
    the number of the template's version that the engagement does not follow yet. `recorded`: of which moment it is,
    where it is not of now.
    """

    resolved: ResolvedMatrix
    told: Mapping[str, Any]
    version: Published
    groups: Mapping[str, str]
    names: dict[UUID, str]
    entered: Entered | None = None
    engagement: Engagement | None = None
    findings: Mapping[UUID, Finding] | None = None
    newer: int = 0
    recorded: str = ""

    @property
    def title(self) -> str:
        if self.engagement is None:
            return str(self.told["title"])
        return files.labelled(_("Responsibility matrix"), f"{self.engagement.number} {self.engagement.title}")


def sheets_of(subject: Subject) -> list[SheetSpec]:
    conditions = conditions_of(subject.resolved.matrix)
    marks = Marks(conditions, is_template=subject.entered is None)
    found = gaps(subject.resolved) if subject.entered is not None else []
    made = [_table(subject, marks, found), _conditions(subject, conditions)]
    if subject.entered is not None:
        made += [
            _actors(subject, subject.entered),
            _rulings(subject, subject.entered),
            _gaps(subject, subject.entered, found),
        ]
    return [*made, files.facts_sheet(_facts(subject, marks))]


# --- the wide table ----------------------------------------------------------------------------


def _table(subject: Subject, marks: Marks, found: Sequence[Gap]) -> SheetSpec:
    before = files.columns((_("Items"), 18), (_("Place in the source"), 14), (_("Chapter"), 16))
    duties = (_("Does"), _("Answers"), _("Proves"))
    middle = tuple(
        ColumnSpec(str(duty), width=MARK, is_middle=True)
        for _actor in subject.resolved.actors
        for duty in duties
    )
    after = files.columns((_("What the source says"), 42), (_("Certainty"), 12), (_("Sources"), 26))
    if not marks.is_template:
        after = (*files.columns((_("Gaps"), 20)), *after)
    heads = (*before, *middle, *after)
    titles = [line for text in _titles(subject, found) for line in broken(text, heads)]
    legend = broken(_legend(marks), heads)
    return SheetSpec(
        str(_("Responsibility matrix")), heads, _rows(subject, marks, found), (*titles, *legend),
        frozen_columns=1, spare_rows=0, is_large=True, repeated_titles=len(legend),
        bands=(("", len(before)), *((name, len(Side)) for name in _band_names(subject)), ("", len(after))),
    )  # fmt: skip


def _band_names(subject: Subject) -> list[str]:
    """An actor, and for an engagement who that is here."""
    entered = subject.entered
    if entered is None:
        return [sheets.title_of(actor) for actor in subject.resolved.actors]
    return [f"{line.title}\n{_who(line)}" for line in shown.actor_lines(entered, subject.resolved)]


def _who(line: shown.ActorLine) -> str:
    return line.who or str(_("Takes no part") if line.is_absent else _("Not named yet"))


def _titles(subject: Subject, found: Sequence[Gap]) -> Iterator[str]:
    yield subject.title
    if subject.entered is not None:
        yield str(subject.told["title"])
    yield " · ".join((papers.institution_name(), subject.told["service"], subject.told["edition"]))
    if subject.told["caution"]:
        yield subject.told["caution"]
    if subject.newer:
        yield _newer(subject)
    if subject.entered is not None:
        yield files.labelled(_("Gaps"), _counted(found))
    if subject.recorded:
        yield subject.recorded
    yield papers.printed()


def _newer(subject: Subject) -> str:
    return str(
        _(
            "There is version %(number)s of the template. This matrix follows an older one.",
            number=subject.newer,
        )
    )


def _counted(found: Sequence[Gap]) -> str:
    voice, kinds = sheets.Voice(), Counter(gap.kind for gap in found)
    said_of_them = [f"{value_label(kind)} {kinds[kind]}" for kind in GapKind if kinds[kind]]
    return voice.comma.join(said_of_them) or str(_("Nothing is missing"))


def _legend(marks: Marks) -> str:
    said_of_them = [f"{symbol} {words}" for symbol, words in (*sheets.short_heads(), *marks.legend())]
    if marks.conditions:
        said_of_them.append(" ".join(marks.example()))
    return files.labelled(_("Legend"), "   ".join(said_of_them))


def _rows(subject: Subject, marks: Marks, found: Sequence[Gap]) -> Iterator[list[str]]:
    by_row: dict[str, list[str]] = {}
    for gap in found:
        by_row.setdefault(gap.row, []).append(sheets.gap_words(gap))
    voice = sheets.Voice()
    titles = {actor.key: sheets.title_of(actor) for actor in subject.resolved.actors}
    for row in subject.resolved.rows:
        told = row.row
        line = [sheets.items_text(told, subject.groups), sheets.place_of(told), said(told.chapter)]
        line += [_mark(marks, cell.sides[side]) for cell in row.cells for side in Side]
        if not marks.is_template:
            line.append("\n".join(by_row.get(told.id, ())))
        yield [*line, _says(row, titles, voice), sheets.certainty_of(row), voice.sources(told.sources)]


def _mark(marks: Marks, told: Told) -> str:
    """What is not settled says so in words, too: a sign alone is easily overlooked."""
    cell = marks.cell(told)
    sign = f"{cell.symbol}{cell.hint}"
    if told.mark == Mark.UNKNOWN or (told.mark == Mark.OPEN and not marks.is_template):
        return Marked(f"{sign}\n{marks.label(told.mark)}")
    return sign


def _says(row: ResolvedRow, titles: Mapping[str, str], voice: sheets.Voice) -> str:
    notes = [voice.labelled(titles[cell.actor], said(cell.note)) for cell in row.cells if cell.note]
    return "\n".join(line for line in (said(row.row.note), *notes, said(row.row.caution)) if line)


# --- conditions, actors, what was settled -----------------------------------------------------------


def _conditions(subject: Subject, conditions: Mapping[str, Numbered]) -> SheetSpec:
    heads = files.columns((_("No."), 6), (_("Condition"), 44), (_("Help"), 40), (_("Choices"), 44))
    rows = [
        [str(one.number), one.question, one.help, "\n".join(_choices(one))] for one in conditions.values()
    ]
    note = str(_("They are answered for each engagement. Marks in the table name them by number and letter."))
    if subject.entered is not None:
        heads += files.columns((_("Answer"), 32), (_("Reason"), 44))
        lines = shown.condition_lines(subject.entered, conditions)
        rows = [[*row, _answer(line), line.reason] for row, line in zip(rows, lines, strict=True)]
    return files.sheet(str(_("Conditions")), heads, rows, subject.title, note)


def _choices(condition: Numbered) -> Iterator[str]:
    for letter, _key, label in condition.options:
        yield f"{condition.number}{letter} {label}"


def _answer(line: shown.ConditionLine) -> str:
    if not line.answer:
        return Marked(_("Not answered yet"))
    return f"{line.condition.number}{line.letter} {line.answer}"


def _actors(subject: Subject, entered: Entered) -> SheetSpec:
    resolved = subject.resolved
    about = {actor.key: said(actor.about) for actor in resolved.matrix.actors}
    heads = files.columns((_("Actor"), 36), (_("Who that is here"), 44), (_("About"), 60))
    lines = shown.actor_lines(entered, resolved)
    rows = [
        [
            line.title,
            _who(line) if line.who or line.is_absent else Marked(_who(line)),
            about.get(actor.key, ""),
        ]
        for line, actor in zip(lines, resolved.actors, strict=True)
    ]
    return files.sheet(str(_("Actors")), heads, rows, subject.title)


def _rulings(subject: Subject, entered: Entered) -> SheetSpec:
    sides = ((value_label(side), 12) for side in Side)
    heads = files.columns(
        (_("Items"), 18), (_("Place in the source"), 14), (_("Actor"), 32), *sides, (_("Reason"), 60)
    )
    titles = {actor.key: sheets.title_of(actor) for actor in subject.resolved.actors}
    order = {actor: at for at, actor in enumerate(titles)}
    rows = []
    for row in entered.content.rows:
        ruled = [one for key, one in entered.rulings.items() if key[0] == row.id]
        for one in sorted(ruled, key=lambda one: order.get(one.actor, len(order))):
            values = [getattr(one, side.value) for side in Side]
            rows.append(
                [sheets.items_text(row, subject.groups), sheets.place_of(row), titles.get(one.actor, one.actor),
                 *(value_label(value) if value else "" for value in values), one.reason]
            )  # fmt: skip
    return files.sheet(str(_("Settled responsibility")), heads, rows, subject.title)


# --- gaps ---------------------------------------------------------------------------------------


def _gaps(subject: Subject, entered: Entered, found: Sequence[Gap]) -> SheetSpec:
    heads = files.columns(
        (_("Gap"), 26), (_("Row"), 30), (_("Content"), 44), (_("Actors"), 44), (_("Finding"), 10), (_("State"), 14),
        (_("Person in charge"), 18), (_("Due"), 14),
    )  # fmt: skip
    chapters = {row.id: said(row.chapter) for row in entered.content.rows}
    rows = []
    for gap in found:
        line = shown.gap_line(entered, subject.resolved, gap)
        about = line.detail if gap.condition else chapters.get(gap.row, "")
        rows.append([line.words, line.place, about, line.actors, *_charged(subject, line.charged)])
    return files.sheet(str(_("Gaps")), heads, rows, subject.title, _counted(found))


def _charged(subject: Subject, charged: Charged | None) -> list[str]:
    """Of a finding that the reader may not see the page shows no more than number and state."""
    if charged is None:
        return ["", "", "", ""]
    finding = (subject.findings or {}).get(charged.finding_id)
    owner = subject.names.get(finding.owner_id, "") if finding and finding.owner_id else ""
    style = DateStyle(current_context().date_style)
    due = format_date(finding.due_on, style) if finding and finding.due_on else ""
    return [str(charged.number), value_label(charged.state), owner, due]


# --- legend and sources ---------------------------------------------------------------------------


def _facts(subject: Subject, marks: Marks) -> list[Fact]:
    content, told = subject.resolved.matrix, subject.told
    note = subject.entered.matrix.note if subject.entered else ""
    sources = (source for row in content.rows for source in row.sources)
    actors = [(str(_("Actor")), _actor(actor.title, actor.about)) for actor in content.actors]
    return [
        (str(_("Responsibility matrix")), subject.title),
        (str(_("Template")), told["title"]),
        (str(_("Service")), told["service"]),
        (str(_("Edition")), told["edition"]),
        (str(_("About")), told["about"]),
        files.certainty_fact(content.certainty),
        (str(_("Caution")), told["caution"]),
        (str(_("Note")), note),
        (str(_("As at")), subject.recorded),
        *([] if subject.entered else actors),
        *sheets.short_heads(),
        *marks.legend(),
        *([marks.example()] if marks.conditions else []),
        *files.source_facts(sources),
        *files.version_facts(subject.version, subject.names),
        *files.made_facts(),
    ]


def _actor(title: Any, about: Any) -> str:
    return files.labelled(said(title), said(about))


def file_name(subject: Subject) -> str:
    is_for = subject.engagement.number if subject.engagement else subject.told["service"]
    parts = [str(_("Responsibility matrix")), is_for, subject.recorded.replace(":", "")]
    return files.file_name(*(part for part in parts if part))
