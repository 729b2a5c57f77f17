"""A published version of a questionnaire as a workbook: every question with its answer, its measure, its sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from flask_babel import gettext as _

from app.core.web import current_context
from app.core.words import value_label
from app.overview import papers
from app.overview import standard_files as files
from app.overview.standard_files import Fact
from app.reports.workbook import ColumnKind, ColumnSpec, SheetSpec
from app.standards.models import LayerAct
from app.standards.queries.contents import Published
from app.standards.rules import layering
from app.standards.sheets import matrices as sheets
from app.standards.sheets.questions import Choice, PartShown, sheet_of
from app.standards.sheets.voices import Voice

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question, Questionnaire, Section


@dataclass(frozen=True)
class Subject:
    """`edition`: of the standard it follows, in words; `item_names`: framework and edition → as a reader knows it."""

    content: Questionnaire
    version: Published
    in_use: int
    edition: str
    item_names: dict[str, str]
    names: dict[UUID, str]
    voice: Voice = field(default_factory=lambda: Voice(current_context().language))

    @property
    def title(self) -> str:
        return self.voice.text(self.content.title)


def sheets_of(subject: Subject) -> list[SheetSpec]:
    rows = _rows(subject)
    made = files.sheet(
        str(_("Questions")), _heads(), rows, subject.title, papers.institution_name(), _version(subject),
        subject.voice.text(subject.content.caution), papers.printed(),
    )  # fmt: skip
    return [files.large(made, 2), files.facts_sheet(_facts(subject))]


def _version(subject: Subject) -> str:
    number = subject.version.number
    if number == subject.in_use:
        return str(_("version %(version)s", version=number))
    return str(
        _(
            "This is version %(version)s. Version %(present)s is in use.",
            version=number,
            present=subject.in_use,
        )
    )


def _heads() -> tuple[ColumnSpec, ...]:
    texts = files.columns(
        (_("Section"), 14), (_("Question no."), 10), (_("Question (Japanese)"), 34), (_("Question (English)"), 34),
        (_("Help"), 22), (_("Answer"), 36), (_("Expected answer"), 26), (_("Evidence"), 18), (_("Respondent"), 11),
        (_("Answer is given"), 11), (_("Level of questions"), 11),
    )  # fmt: skip
    numbers = tuple(
        ColumnSpec(str(label), ColumnKind.INT, width)
        for label, width in ((_("Weight"), 7), (_("Score cap"), 8))
    )
    more = files.columns(
        (_("Why it is critical"), 20), (_("Asked when"), 22), (_("Items touched"), 22), (_("Changed by us"), 18),
        (_("Certainty"), 10), (_("Caution"), 18), (_("Sources"), 24),
    )  # fmt: skip
    return (*texts, *numbers, *more)


def _rows(subject: Subject) -> Iterator[list[str | int | None]]:
    voices = (Voice("ja"), Voice("en"))
    marks = layering.marks(layering.layer_of(subject.content))
    delivered = {one.id: one for one in layering.delivered_of(subject.content).questions()}
    voice = sheets.Voice()
    for section in subject.content.sections:
        for question in section.questions:
            shown = sheet_of(subject.content, question, subject.voice)
            changed = _changed(subject, question, marks.get(question.id, ()), delivered.get(question.id))
            yield [
                subject.voice.text(section.title), question.id, *(one.text(question.text) for one in voices),
                shown.help, "\n".join(_answer(shown.parts)), "\n".join(_expected(shown.parts)), shown.evidence,
                *_who(question), question.weight, question.critical.cap if question.critical else None,
                shown.cap_why, shown.asked_when, "\n".join(_items(subject, question.touches)), changed,
                value_label(question.certainty), shown.caution, voice.sources(question.sources),
            ]  # fmt: skip


def _who(question: Question) -> list[str]:
    return [value_label(question.respondent), value_label(question.scope), value_label(question.levels)]


# --- parts ----------------------------------------------------------------------------------------


def _answer(parts: Sequence[PartShown]) -> Iterator[str]:
    """Each part on a line of its own, its choices or columns below it."""
    for part in parts:
        said = " · ".join((_kind(part), part.must, *part.limits))
        yield files.labelled(part.label, said)
        if part.help:
            yield f"  {part.help}"
        for choice in part.choices if part.type != "yes_no" else ():
            yield f"  - {_choice(choice)}"
        for column in part.columns:
            yield f"  - {files.labelled(column.label, _column(column))}"


def _kind(part: PartShown) -> str:
    return files.noted(part.kind, part.unit)


def _choice(choice: Choice) -> str:
    return files.noted(choice.label, choice.share)


def _column(column: PartShown) -> str:
    choices = " / ".join(_choice(choice) for choice in column.choices)
    said = " · ".join((_kind(column), column.must))
    return files.noted(said, choices if column.type != "yes_no" else "")


def _expected(parts: Sequence[PartShown]) -> Iterator[str]:
    for part in parts:
        yield files.labelled(part.label if len(parts) > 1 else "", part.expectation)


# --- what it touches, what was changed --------------------------------------------------------------


def _items(subject: Subject, touched: Sequence[str]) -> Iterator[str]:
    """Edition by edition with the numbers in it."""
    by_edition: dict[str, list[str]] = {}
    for ref in touched:
        edition, _slash, number = ref.rpartition("/")
        by_edition.setdefault(edition, []).append(number)
    comma = str(_(", "))
    for edition, numbers in by_edition.items():
        yield f"{subject.item_names.get(edition, edition)} {comma.join(numbers)}"


def _changed(subject: Subject, question: Question, acts: Sequence[LayerAct], was: Question | None) -> str:
    """What the institution did, with what was delivered where that is another text or weight."""
    lines = [value_label(act) for act in acts]
    if was is not None:
        for label, before, after in (
            ("", was.text, question.text), (_("Help"), was.help, question.help),
            (_("Evidence"), was.evidence, question.evidence),
        ):  # fmt: skip
            if before != after:
                delivered = _("Delivered wording")
                of_what = files.noted(label, delivered) if label else delivered
                lines.append(files.labelled(of_what, subject.voice.text(before) or "–"))
        if was.weight != question.weight:
            lines.append(files.labelled(_("Delivered weight"), str(was.weight)))
    return "\n".join(lines)


# --- legend and sources ---------------------------------------------------------------------------


def _facts(subject: Subject) -> list[Fact]:
    content, voice = subject.content, subject.voice
    sources = (source for question in content.questions() for source in question.sources)
    hidden = [one.question for one in layering.layer_of(content) if LayerAct(one.act) == LayerAct.HIDE]
    sections = [(str(_("Section")), _section(section, voice)) for section in content.sections]
    return [
        (str(_("Questionnaire")), subject.title),
        (str(_("About")), voice.text(content.about)),
        (str(_("Audience")), value_label(content.audience)),
        (str(_("Edition")), subject.edition),
        files.certainty_fact(content.certainty),
        (str(_("Caution")), voice.text(content.caution)),
        *sections,
        (str(_("Own changes")), str(len(layering.layer_of(content)) or "")),
        (str(_("Hidden")), str(_(", ")).join(hidden)),
        *files.source_facts(sources),
        *files.version_facts(subject.version, subject.names),
        *files.made_facts(),
    ]


def _section(section: Section, voice: Voice) -> str:
    return files.labelled(voice.text(section.title), voice.text(section.about))


def file_name(subject: Subject) -> str:
    version = str(_("version %(version)s", version=subject.version.number))
    return files.file_name(subject.title, version)
