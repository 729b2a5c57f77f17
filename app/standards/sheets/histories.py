"""Events of standards in words: rows, conditions, actors and gaps as a matrix calls them, editions by title."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.core import history
from app.core.audit.reading import Entry
from app.core.context import Context
from app.core.history import Telling
from app.core.web import current_context
from app.core.words import value_label
from app.standards.models import (
    ActorBinding,
    ConditionAnswer,
    ContentKind,
    ContentVersion,
    DutyRuling,
    EngagementMatrix,
    GapFinding,
    ItemLink,
    ItemWording,
    QuestionChange,
)
from app.standards.queries import contents
from app.standards.queries import histories as queries
from app.standards.queries.contents import Published
from app.standards.queries.histories import Named
from app.standards.rules import saying
from app.standards.rules.matrices import Side, gap_of_key
from app.standards.sheets import matrices as sheets
from app.standards.sheets.matrix_heads import edition_title
from app.standards.sheets.matrix_marks import LETTERS, said
from app.standards.words.layers import VALUES

PARENTS = frozenset({"engagement_id", "matrix_id"})
SIDES = frozenset(side.value for side in Side)
# What each part is called by: said once above the change, not again as a field of it.
CALLED: Mapping[type[Any], tuple[str, ...]] = {
    ConditionAnswer: ("matrix_id", "condition"),
    ActorBinding: ("matrix_id", "actor", "title"),
    DutyRuling: ("matrix_id", "row", "actor"),
    GapFinding: ("matrix_id", "gap"),
}
Held = Mapping[str, Any]


# --- what hangs on an engagement ------------------------------------------------------------------


@dataclass(frozen=True)
class _Matrices:
    """The words of one page of events; `numbers`: versions of templates by id."""

    named: Mapping[UUID, Named]
    findings: Mapping[UUID, tuple[int, str]]
    numbers: Mapping[UUID, int]

    def telling(self, entry: Entry, held: Held) -> Telling:
        if entry.subject_type == EngagementMatrix.__tablename__:
            return self._whole(entry)
        matrix = self.named.get(_id(held.get("matrix_id")))
        if matrix is None:
            return Telling(hidden=PARENTS, words=self._finding)
        about, hidden, words = self._PARTS[entry.subject_type](self, matrix, held)
        if matrix.is_one_of_many:
            about = f"{said(matrix.content.title)} · {about}"
        if entry.reason and entry.changes.get("reason") == [None, entry.reason]:
            hidden |= {"reason"}  # the act says it already
        if entry.changes.get("turn") == [None, 1]:
            hidden |= {"turn"}
        if entry.changes.get("is_absent") in ([None, False], [False, None]):
            hidden |= {"is_absent"}  # who it is says so
        return Telling(about, PARENTS | hidden, words)

    def _whole(self, entry: Entry) -> Telling:
        matrix = self.named.get(entry.subject_id)
        about = said(matrix.content.title) if matrix is not None else ""
        hidden = {"engagement_id", "template"} if about else set()
        if entry.reason and entry.changes.get("withdrawal_reason") == ["", entry.reason]:
            hidden |= {"withdrawn_at", "withdrawal_reason"}  # the act says both already
        return Telling(about, frozenset(hidden), self._version)

    def _version(self, field: str, value: Any) -> str | None:
        number = self.numbers.get(_id(value)) if field == "content_id" else None
        return None if number is None else str(number)

    def _finding(self, field: str, value: Any) -> str | None:
        called = self.findings.get(_id(value)) if field == "finding_id" else None
        return f"No. {called[0]} {called[1]}".strip() if called else None

    def _condition(self, matrix: Named, held: Held) -> tuple[str, frozenset[str], Words]:
        key = held["condition"]
        found = matrix.conditions.get(key)
        if found is None:
            return key, frozenset(), _no_words
        labels = {
            one.key: f"{LETTERS[at]} {said(one.label)}" for at, one in enumerate(found.options)
        }  # fmt: skip

        def words(field: str, value: Any) -> str | None:
            return labels.get(value) if field == "option" else None

        return _condition_title(matrix, key), frozenset({"condition"}), words

    def _actor(self, matrix: Named, held: Held) -> tuple[str, frozenset[str], Words]:
        title = held.get("title") or _actor_title(matrix, held["actor"])
        return title, frozenset({"actor", "title"}), _no_words

    def _ruling(self, matrix: Named, held: Held) -> tuple[str, frozenset[str], Words]:
        place = f"{_row_title(matrix, held['row'])} · {_actor_title(matrix, held['actor'])}"
        as_template = str(_("As the template says"))

        def words(field: str, value: Any) -> str | None:
            return as_template if field in SIDES and value is None else None

        return place, frozenset({"row", "actor"}), words

    def _gap(self, matrix: Named, held: Held) -> tuple[str, frozenset[str], Words]:
        return gap_title(matrix, held["gap"]), frozenset({"gap"}), self._finding

    _PARTS = {
        ConditionAnswer.__tablename__: _condition,
        ActorBinding.__tablename__: _actor,
        DutyRuling.__tablename__: _ruling,
        GapFinding.__tablename__: _gap,
    }


Words = Callable[[str, Any], str | None]


def _no_words(_field: str, _value: Any) -> str | None:
    return None


def _id(value: Any) -> Any:
    """As it was logged, or as a row holds it."""
    try:
        return UUID(value) if isinstance(value, str) else value
    except ValueError:
        return None


def _condition_title(matrix: Named, key: str) -> str:
    found = matrix.conditions.get(key)
    if found is None:
        return key
    numbers = {one.key: at for at, one in enumerate(matrix.content.conditions, start=1)}
    if key not in numbers:
        return said(found.question)
    return f"{_('Condition %(number)s', number=numbers[key])} {said(found.question)}"


def _row_title(matrix: Named, row_id: str) -> str:
    row = matrix.rows.get(row_id)
    return f"{sheets.place_of(row)} {sheets.items_text(row, {})}".strip() if row else row_id


def _actor_title(matrix: Named, key: str) -> str:
    found = matrix.actors.get(key)
    if found is not None:
        return said(found.title)
    return matrix.own_actors.get(key) or str(_("A further actor"))


def gap_title(matrix: Named, key: str) -> str:
    """What is missing, and where; `key` as `rules.matrices.Gap` makes it."""
    gap = gap_of_key(key)
    if gap is None:
        return key
    if gap.condition:
        place = _condition_title(matrix, gap.condition)
    else:
        place = _row_title(matrix, gap.row) if gap.row else _actor_title(matrix, gap.actors[0])
    return f"{place} · {sheets.gap_words(gap)}"


def tell_matrices(ctx: Context, entries: Sequence[Entry]) -> Mapping[int, Telling]:
    held: dict[UUID, Held] = {}
    for model, names in CALLED.items():
        held |= queries.kept_values(model, entries, names)
    findings = {_id(v) for e in entries for v in e.changes.get("finding_id") or () if v}
    moved = [e for e in entries if e.changes.get("content_id")]
    numbers = {one.id: one.number for one in contents.versions(ContentKind.MATRIX)} if moved else {}
    page = _Matrices(
        queries.matrices_of(entries), queries.findings_called(ctx, findings - {None}), numbers
    )  # fmt: skip
    return {entry.number: page.telling(entry, held.get(entry.subject_id, {})) for entry in entries}


# --- standards and questionnaires -------------------------------------------------------------------


def tell_links(_ctx: Context, entries: Sequence[Entry]) -> Mapping[int, Telling]:
    names = ("from_edition", "from_ref", "to_edition", "to_ref")
    held, catalogue = queries.kept_values(ItemLink, entries, names), contents.catalogue()
    told = {}
    for entry in entries:
        ends = held.get(entry.subject_id)
        if ends is not None:
            pair = [
                f"{edition_title(catalogue, ends[edition])} {ends[ref] or _('No counterpart')}".strip()
                for edition, ref in (names[:2], names[2:])
                if ends[edition]
            ]
            told[entry.number] = Telling(" → ".join(pair), frozenset(names))
    return told


def tell_wordings(_ctx: Context, entries: Sequence[Entry]) -> Mapping[int, Telling]:
    names = ("edition", "ref")
    held, catalogue = queries.kept_values(ItemWording, entries, names), contents.catalogue()
    return {
        entry.number: Telling(f"{edition_title(catalogue, one['edition'])} {one['ref']}", frozenset(names))
        for entry in entries
        if (one := held.get(entry.subject_id)) is not None
    }


def tell_changes(ctx: Context, entries: Sequence[Entry]) -> Mapping[int, Telling]:
    names = ("questionnaire", "question")
    held = queries.kept_values(QuestionChange, entries, names)
    titles = {
        key: one.title(ctx.language) for (_kind, key), one in _newest(ContentKind.QUESTIONNAIRE).items()
    }
    return {
        entry.number: Telling(
            f"{titles.get(one['questionnaire'], one['questionnaire'])} {one['question']}", frozenset(names),
            _changed_words,
        )
        for entry in entries
        if (one := held.get(entry.subject_id)) is not None
    }  # fmt: skip


def _newest(kind: ContentKind) -> dict[tuple[ContentKind, str], Published]:
    return contents.newest(kind)


def _changed_words(field: str, value: Any) -> str | None:
    if field != "values" or not isinstance(value, dict):
        return None
    voice = sheets.Voice()
    order = {name: at for at, name in enumerate(VALUES)}
    names = sorted(value, key=lambda name: order.get(name, len(order)))
    lines = [voice.labelled(str(VALUES.get(name, name)), _plain(name, value[name])) for name in names]
    return "\n".join(lines)


def _plain(name: str, value: Any) -> str:
    """Texts in the reader's language, yes and no in words; a part by its own label."""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, dict):
        shown = value.get(current_context().language) or value.get("label") or list(value.values())
        return _plain(name, shown)
    if isinstance(value, list | tuple):
        return str(_(", ")).join(_plain(name, one) for one in value)
    if name == "type" and value in saying.TYPES:
        return str(_(saying.TYPES[value]))
    return "" if value is None else str(value)


def tell_contents(ctx: Context, entries: Sequence[Entry]) -> Mapping[int, Telling]:
    """What is published once for all says itself by its title."""
    kinds = queries.kept_values(ContentVersion, entries, ("kind", "title_ja", "title_en"))
    told = {}
    for entry in entries:
        held = kinds.get(entry.subject_id)
        if held is not None:
            title = held["title_ja"] if ctx.language == "ja" else held["title_en"]
            label = value_label(ContentKind(held["kind"]))
            told[entry.number] = Telling(
                f"{label} · {title}", frozenset({"kind", "key", "title_ja", "title_en"})
            )
    return told


history.tell((EngagementMatrix.__tablename__, *(model.__tablename__ for model in CALLED)), tell_matrices)
history.tell((ItemLink.__tablename__,), tell_links)
history.tell((ItemWording.__tablename__,), tell_wordings)
history.tell((QuestionChange.__tablename__,), tell_changes)
history.tell((ContentVersion.__tablename__,), tell_contents)
