"""質問の割当て: the questions that touch a matrix, and which of its actors can answer them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request, url_for
from flask_babel import gettext as _

from app.core import words
from app.core.listing import MOMENT
from app.register import settings
from app.register.rules.rulebook import Depth
from app.standards.content.vocabulary import Levels
from app.standards.queries.contents import Published
from app.standards.queries.matrices import Entered
from app.standards.rules.matrices import Addressed, GapKind, ResolvedMatrix, addressees
from app.standards.sheets.matrices import Asked, title_of
from app.standards.sheets.matrix_marks import said

if TYPE_CHECKING:
    from app.register.models import Engagement
    from app.standards.content.questionnaires import Question, Questionnaire

OPEN, NOBODY = "open", "nobody"  # stand where the key of an actor could


@dataclass(frozen=True)
class Head:
    """One column: an actor and who that is here, or those whom nobody answers."""

    key: str
    title: str
    who: str = ""


@dataclass(frozen=True)
class AskedQuestion:
    id: str
    text: str
    level: str
    url: str
    actors: str


@dataclass(frozen=True)
class Asking:
    """One questionnaire: how many of its questions touch the matrix, by column, and those that are shown."""

    key: str
    title: str
    total: int
    counts: tuple[tuple[int, str], ...]
    questions: list[AskedQuestion]


def heads_of(entered: Entered, resolved: ResolvedMatrix) -> list[Head]:
    heads = []
    for actor in resolved.actors:
        binding = entered.bindings.get(actor.key)
        who = binding.name if binding else ""
        heads.append(Head(actor.key, title_of(actor), who or (_("Takes no part") if actor.is_absent else "")))
    return [*heads, Head(OPEN, _("Not settled")), Head(NOBODY, words.value_label(GapKind.NOBODY))]


def asked_for(heads: Iterable[Head]) -> Asked:
    labels = {"actor": str(_("Actor")), "level": str(_("Level of questions"))}
    said_of = {("actor", head.key): head.title for head in heads}
    said_of |= {("level", level.value): words.value_label(level) for level in Levels}
    given = {name: request.args.get(name, "") for name in labels}
    chosen = {name: value for name, value in given.items() if (name, value) in said_of}
    moment = {name: request.args[name] for name in MOMENT if request.args.get(name)}
    return Asked(request.path, chosen, labels, said_of, moment)


def askings(
    resolved: ResolvedMatrix,
    items: Mapping[str, set[str]],
    used: Sequence[tuple[Published, Questionnaire]],
    heads: Sequence[Head],
    asked: Asked,
) -> list[Asking]:
    """Those questionnaires of which a question touches the matrix."""
    names = {head.key: head.title for head in heads}
    made = []
    for version, content in used:
        questions = {one.id: one for one in content.questions()}
        found = addressees(resolved, items, {key: one.touches for key, one in questions.items()})
        if found:
            counted = Counter(column for one in found.values() for column in _columns(one))
            made.append(
                Asking(
                    version.key, said(content.title), len(found),
                    tuple((counted[head.key], asked.url(actor=head.key)) for head in heads),
                    list(_shown(version.key, questions, found, names, asked)),
                )
            )  # fmt: skip
    return made


def _columns(one: Addressed) -> tuple[str, ...]:
    """What is settled as nobody's is not waiting for anybody."""
    return one.actors or ((OPEN,) if one.is_open else (NOBODY,))


def _shown(
    key: str,
    questions: Mapping[str, Question],
    found: Mapping[str, Addressed],
    names: Mapping[str, str],
    asked: Asked,
) -> Iterator[AskedQuestion]:
    actor, level, comma = asked.chosen.get("actor"), asked.chosen.get("level"), str(_(", "))
    for ref, one in found.items():
        question, columns = questions[ref], _columns(one)
        if actor in (None, *columns) and level in (None, question.levels.value):
            yield AskedQuestion(
                ref, said(question.text), words.value_label(question.levels),
                url_for("standards.question", key=key, id=ref), comma.join(names[one] for one in columns),
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


def export_rows(found: Iterable[Asking]) -> tuple[list[str], list[list[str]]]:
    head = [_("Questionnaire"), _("Question"), _("Text"), _("Level of questions"), _("Actors")]
    rows = [
        [asking.title, one.id, one.text, one.level, one.actors]
        for asking in found
        for one in asking.questions
    ]
    return [str(name) for name in head], rows
