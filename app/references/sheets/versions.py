"""What the pages of a version show: its name, its lines, its papers, what is at fault."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.dates import DateStyle, format_date
from app.core.text import fold
from app.core.web import current_context
from app.core.words import value_label
from app.references.models import Acts, Conformity, PaperKind, ReferenceVersion, VersionState
from app.references.queries.frames import Frame, Framed
from app.references.queries.references import NOT_STATED, Short
from app.references.rules import numbers
from app.references.rules.facts import RecordFacts
from app.references.rules.faults import Fault
from app.references.rules.labels import says_number
from app.references.rules.renewing import Same
from app.references.sheets.frames import group_of, title_of
from app.register.models import ServiceModel

TONES = {VersionState.DRAFT: "attention", VersionState.PUBLISHED: "good", VersionState.WITHDRAWN: "neutral"}


def label_of(version: ReferenceVersion) -> str:
    """What a version is called; a draft has no number yet. What its authors call it is told where it says more."""
    is_draft = version.state == VersionState.DRAFT
    number = _("Draft version") if is_draft else _("Version %(number)s", number=version.number)
    if not is_draft and says_number(version.label, version.number):
        return str(number)
    return str(_("%(number)s (%(label)s)", number=number, label=version.label) if version.label else number)


def conformities() -> dict[Conformity, tuple[str, str]]:
    """Words and tone of each, made once for a page of lines."""
    tones = {
        Conformity.CONFORMABLE: "good", Conformity.CONDITIONAL: "attention", Conformity.OUT_OF_SCOPE: "neutral",
    }  # fmt: skip
    return {one: (value_label(one), tones[one]) for one in Conformity}


def stated(counts: Mapping[str, int]) -> str:
    """What the records of a version state of conformity, with how many do: together all of them."""
    labels = {one.value: value_label(one) for one in Conformity} | {NOT_STATED: str(_("Not stated"))}
    return str(_(", ")).join(f"{label} {counts[key]}" for key, label in labels.items() if counts.get(key))


def models_of(version: ReferenceVersion) -> str:
    known = {model.value for model in ServiceModel}
    return str(_(", ")).join(
        value_label(ServiceModel(one)) if one in known else one for one in version.premise_models
    )


# --- the table of records -------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    item: str
    title: str
    url: str
    conformity: Conformity | None
    provider: str
    customer: str
    documents: str
    certificates: str
    has_needed: bool
    is_there: bool
    is_changed: bool


@dataclass(frozen=True)
class Block:
    """The lines of one group of items."""

    title: str
    lines: tuple[Line, ...]


SHOWN = ("without", *(one.value for one in Conformity), NOT_STATED, "customer", "changed")


def lines_of(
    version: ReferenceVersion, frame: Frame, records: Mapping[str, Short], changed: Collection[str]
) -> list[tuple[str, Line]]:
    """Each with the title of its group."""
    acts = {one: value_label(one) for one in Acts}
    start = url_for("references.record", version_id=version.id, item="-")[:-1]
    shown = frame.shown(records)
    gone = [Framed(item) for item in changed if item not in records and frame.get(item) is None]
    return [
        (group_of(one), _line(one, start, records.get(one.item), acts, is_changed=one.item in changed))
        for one in [*shown, *gone]
    ]


def _line(
    one: Framed, start: str, record: Short | None, acts: Mapping[Acts, str], *, is_changed: bool
) -> Line:
    return Line(
        one.item, title_of(one), start + one.item,
        record.conformity if record else None,
        acts.get(record.provider_acts, "") if record else "", acts.get(record.customer_acts, "") if record else "",
        numbers.written(record.documents) if record else "",
        numbers.written(record.certificates) if record else "",
        bool(record and record.has_needed), record is not None, is_changed,
    )  # fmt: skip


def is_shown(line: Line, show: str, acts: str) -> bool:
    """`acts`: the word for who acts, looked up once for all lines."""
    match show:
        case "without":
            return not line.is_there
        case "not_stated":
            return line.is_there and line.conformity is None
        case "customer":
            return line.has_needed or line.customer == acts
        case "changed":
            return line.is_changed
    return show not in set(Conformity) or line.conformity == show


def _is_said(line: Line, words: Sequence[str]) -> bool:
    text = fold(f"{line.item} {line.title}") if words else ""
    return all(word in text for word in words)


def blocks(found: Iterable[tuple[str, Line]], show: str, words: str) -> list[Block]:
    by_group: dict[str, list[Line]] = {}
    acts, folded = value_label(Acts.YES), [fold(word) for word in words.split()]
    for group, line in found:
        if is_shown(line, show, acts) and _is_said(line, folded):
            by_group.setdefault(group, []).append(line)
    return [Block(group, tuple(lines)) for group, lines in by_group.items()]


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    count: int
    is_chosen: bool


def choices(lines: Sequence[Line], here: str, show: str, *, has_before: bool) -> list[Choice]:
    """What leaves nothing is not offered, except what is being looked at."""
    labels = {
        "": _("All items"), "without": _("Without a record"),
        **{one.value: value_label(one) for one in Conformity}, NOT_STATED: _("Conformity not stated"),
        "customer": _("The user has to act"),
        "changed": _("Changed since the version before"),
    }  # fmt: skip
    found, acts = [], value_label(Acts.YES)
    for key, label in labels.items():
        count = sum(is_shown(line, key, acts) for line in lines)
        if key in ("", show) or (count and (key != "changed" or has_before)):
            found.append(Choice(str(label), f"{here}?show={key}" if key else here, count, key == show))
    return found


# --- papers ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PaperLine:
    paper: Any
    used: tuple[str, ...]


def paper_lines(
    papers: Iterable[Any], records: Mapping[str, Short | RecordFacts]
) -> dict[PaperKind, list[PaperLine]]:
    """Each with the items whose records refer to it."""
    found: dict[PaperKind, list[PaperLine]] = {kind: [] for kind in PaperKind}
    for paper in papers:
        name = "documents" if paper.kind == PaperKind.DOCUMENT else "certificates"
        used = tuple(item for item, record in records.items() if paper.number in getattr(record, name))
        found[paper.kind].append(PaperLine(paper, used))
    return found


def unused_of(papers: Mapping[PaperKind, Iterable[PaperLine]]) -> list[tuple[PaperKind, list[Any]]]:
    """Those that no record refers to, by their kind: each has numbers of its own."""
    found = {
        kind: [one.paper for one in of if not one.used and not one.paper.is_missing]
        for kind, of in papers.items()
    }
    return [(kind, of) for kind, of in found.items() if of]


# --- what is as before ----------------------------------------------------------------------------


def repeated_lines(
    before: ReferenceVersion | None, same: Collection[Same], draft: ReferenceVersion
) -> list[str]:
    """What a draft has unchanged from the version before it, in a sentence each."""
    if before is None:
        return []
    style = DateStyle(current_context().date_style)
    day = format_date(draft.as_of_on, style) if draft.as_of_on is not None else ""
    sentences = {
        Same.LABEL: _("The name is that of %(before)s.", before=label_of(before)),
        Same.DAY: _("The day is that of %(before)s: %(day)s.", before=label_of(before), day=day),
        Same.CONTENTS: _(
            "Authors, premises, records and papers are those of %(before)s without any change.",
            before=label_of(before),
        ),
    }  # fmt: skip
    return [str(sentences[one]) for one in same]


# --- faults ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FaultLine:
    text: str
    url: str


def fault_lines(version: ReferenceVersion, found: Iterable[Fault]) -> list[FaultLine]:
    """Each leads to where it is set right."""
    head = url_for("references.version_edit", version_id=version.id)
    return [
        FaultLine(
            str(_(fault.message, **fault.params)),
            url_for("references.record_edit", version_id=version.id, item=fault.item) if fault.item else head,
        )
        for fault in found
    ]
