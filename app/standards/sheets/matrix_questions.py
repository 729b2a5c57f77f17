"""質問の割当て: the questions that touch a matrix, and which of its actors can answer them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext as _

from app.core import words
from app.core.listing import MOMENT
from app.core.web import current_context
from app.register import settings
from app.register.rules.rulebook import Depth
from app.standards.content.vocabulary import Levels, Respondent
from app.standards.queries.contents import Published
from app.standards.queries.matrices import Binding, Entered
from app.standards.rules import saying
from app.standards.rules.addressing import Addressed, Addressees
from app.standards.rules.matrices import GapKind, ResolvedMatrix
from app.standards.sheets.matrices import Asked, items_text, place_of, title_of
from app.standards.sheets.matrix_marks import said
from app.standards.sheets.voices import Voice

if TYPE_CHECKING:
    from app.register.models import Engagement
    from app.standards.content.matrices import Matrix
    from app.standards.content.questionnaires import Question, Questionnaire

OPEN, OURS, NOBODY = "open", "ours", "nobody"  # stand where the key of an actor could


@dataclass(frozen=True)
class Head:
    """One column: an actor, who that is here and how far down the chain, or those that are put to no actor."""

    key: str
    title: str
    who: str = ""
    level: str = ""

    @property
    def whole(self) -> str:
        about = " · ".join(filter(None, (self.who, self.level)))
        return f"{self.title} ({about})" if about else self.title


@dataclass(frozen=True)
class AskedQuestion:
    """`asked_when`: nothing of what is always asked."""

    id: str
    text: str
    respondent: str
    level: str
    asked_when: str
    url: str
    columns: tuple[str, ...]
    actors: str


@dataclass(frozen=True)
class Asking:
    """One questionnaire: how many of its questions touch the matrix, by column, and those that are shown.

    Whatever the address asks for counts, but not the actor: the columns are all there to be compared.
    `conditional`: how many of them are asked under a condition.
    """

    key: str
    title: str
    total: int
    conditional: int
    counts: tuple[tuple[int, str], ...]
    questions: list[AskedQuestion]


@dataclass(frozen=True)
class Askings:
    """`total`: all questions that touch the matrix, whatever the address asks for."""

    lines: list[Asking]
    total: int

    @property
    def shown(self) -> int:
        return sum(len(one.questions) for one in self.lines)


def heads_of(entered: Entered, resolved: ResolvedMatrix, levels: Mapping[UUID, int]) -> list[Head]:
    """`levels`: 階層 of the organisations in the engagement's chain."""
    heads = []
    for actor in resolved.actors:
        binding = entered.bindings.get(actor.key)
        who = (binding.name if binding else "") or (_("Takes no part") if actor.is_absent else "")
        heads.append(Head(actor.key, title_of(actor), who, _level(binding, levels)))
    return [
        *heads,
        Head(OPEN, _("Not settled")),
        Head(OURS, _("Only we do it (no vendor is asked)")),
        Head(NOBODY, words.value_label(GapKind.NOBODY)),
    ]


def _level(binding: Binding | None, levels: Mapping[UUID, int]) -> str:
    """A unit of ours has none."""
    if binding is None or binding.row.organisation_id is None:
        return ""
    level = levels.get(binding.row.organisation_id)
    return str(_("no longer in the chain") if level is None else _("Level %(number)s", number=level))


# --- what the address asks for -------------------------------------------------------------------


def asked_for(
    heads: Iterable[Head],
    matrix: Matrix,
    groups: Mapping[str, str],
    used: Iterable[tuple[Published, Questionnaire]],
) -> Asked:
    """`groups`: names of groups of items, for rows that stand for a whole group."""
    labels = {
        "questionnaire": str(_("Questionnaire")), "row": str(_("Row")), "respondent": str(_("Respondent")),
        "level": str(_("Level of questions")), "actor": str(_("Actor")),
    }  # fmt: skip
    said_of = {("questionnaire", version.key): said(content.title) for version, content in used}
    said_of |= {("row", row.id): f"{place_of(row)} {items_text(row, groups)}".strip() for row in matrix.rows}
    said_of |= {("respondent", one.value): words.value_label(one) for one in Respondent}
    said_of |= {("level", one.value): words.value_label(one) for one in Levels}
    said_of |= {("actor", head.key): head.title for head in heads}
    given = {name: request.args.get(name, "") for name in labels}
    chosen = {name: value for name, value in given.items() if (name, value) in said_of}
    return Asked(request.path, chosen, labels, said_of, _moment())


def _moment() -> dict[str, str]:
    return {name: request.args[name] for name in MOMENT if request.args.get(name)}


def questions_of_row(
    address: str, row: str, items: Mapping[str, set[str]], used: Iterable[tuple[Published, Questionnaire]]
) -> tuple[int, str]:
    """How many questions are about a row, and where they stand. `address`: of the matrix."""
    refs = items.get(row, set())
    questions = (one for _version, content in used for one in content.questions())
    count = sum(not refs.isdisjoint(one.touches) for one in questions)
    return count, f"{address}/questions?{urlencode({'row': row, **_moment()})}"


# --- questions and who they go to ----------------------------------------------------------------


def askings(
    resolved: ResolvedMatrix,
    items: Mapping[str, set[str]],
    used: Sequence[tuple[Published, Questionnaire]],
    heads: Sequence[Head],
    asked: Asked,
) -> Askings:
    """Those questionnaires of which a question touches the matrix and is like what the address asks for."""
    lines, total, able = [], 0, Addressees(resolved, items)
    for version, content in used:
        found = {
            one.id: (one, to) for one in content.questions() if (to := able.of(one.respondent, one.touches))
        }
        total += len(found)
        wanted = [
            (one, _columns(to))
            for one, to in found.values()
            if _is_asked(version.key, one, able, asked.chosen)
        ]
        if wanted:
            counted = Counter(column for _one, columns in wanted for column in columns)
            lines.append(
                Asking(
                    version.key, said(content.title), len(wanted),
                    sum(one.ask_when is not None for one, _columns in wanted),
                    tuple((counted[head.key], asked.url(actor=head.key)) for head in heads),
                    list(_shown(version.key, content, wanted, heads, asked)),
                )
            )  # fmt: skip
    return Askings(lines, total)


def _columns(one: Addressed) -> tuple[str, ...]:
    """What is settled as nobody's is not waiting for anybody."""
    if one.actors:
        return one.actors
    if one.is_open:
        return (OPEN,)
    return (OURS,) if one.is_ours_alone else (NOBODY,)


def _is_asked(key: str, question: Question, able: Addressees, chosen: Mapping[str, str]) -> bool:
    said_of = {"questionnaire": key, "respondent": question.respondent.value, "level": question.levels.value}
    if any(chosen.get(name, value) != value for name, value in said_of.items()):
        return False
    return "row" not in chosen or chosen["row"] in able.rows(question.touches)


def _shown(
    key: str,
    content: Questionnaire,
    wanted: Iterable[tuple[Question, tuple[str, ...]]],
    heads: Iterable[Head],
    asked: Asked,
) -> Iterator[AskedQuestion]:
    actor, comma, voice = asked.chosen.get("actor"), str(_(", ")), Voice(current_context().language)
    names = {head.key: head.title for head in heads}
    for one, columns in wanted:
        if actor in (None, *columns):
            yield AskedQuestion(
                one.id, said(one.text), words.value_label(one.respondent), words.value_label(one.levels),
                saying.condition(content, one.ask_when, voice) if one.ask_when else "",
                url_for("standards.question", key=key, id=one.id), columns,
                comma.join(names[column] for column in columns),
            )  # fmt: skip


def depth_words(engagement: Engagement) -> str:
    """Which questions the tier of the engagement asks for."""
    tier = next((one for one in settings.tiers() if one.key == engagement.tier), None)
    if tier is None or tier.depth is None:
        return str(_("The engagement has no tier yet, so it is open which level of questions is in force."))
    name = tier.name(_("en"))
    if tier.depth == Depth.STRICT:
        return str(_("The tier “%(tier)s” asks for the strict level: all questions are in force.", tier=name))
    return str(
        _(
            "The tier “%(tier)s” asks for the simple level: questions of “Strict only” are left out.",
            tier=name,
        )
    )


def export_rows(found: Iterable[Asking], heads: Iterable[Head]) -> tuple[list[str], list[list[str]]]:
    head = [
        _("Questionnaire"), _("Question"), _("Text"), _("Respondent"), _("Level of questions"), _("Asked when"),
        _("Actors"),
    ]  # fmt: skip
    whole, comma, always = {one.key: one.whole for one in heads}, str(_(", ")), str(_(saying.ALWAYS))
    rows = [
        [
            asking.title, one.id, one.text, one.respondent, one.level, one.asked_when or always,
            comma.join(whole[column] for column in one.columns),
        ]
        for asking in found
        for one in asking.questions
    ]  # fmt: skip
    return [str(name) for name in head], rows
