"""質問の割当て: the questions that touch a matrix, and which of its actors can answer them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext as _

from app.core import words
from app.core.listing import MOMENT
from app.register import settings
from app.register.rules.rulebook import Depth
from app.standards.content.vocabulary import Levels
from app.standards.queries.contents import Published
from app.standards.queries.matrices import Binding, Entered
from app.standards.rules.addressing import Addressed, Addressees
from app.standards.rules.matrices import GapKind, ResolvedMatrix
from app.standards.sheets.matrices import Asked, title_of
from app.standards.sheets.matrix_marks import said

if TYPE_CHECKING:
    from app.register.models import Engagement
    from app.standards.content.questionnaires import Question, Questionnaire

OPEN, NOBODY = "open", "nobody"  # stand where the key of an actor could


@dataclass(frozen=True)
class Head:
    """One column: an actor, who that is here and how far down the chain, or those whom nobody answers."""

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
    id: str
    text: str
    level: str
    url: str
    columns: tuple[str, ...]
    actors: str


@dataclass(frozen=True)
class Asking:
    """One questionnaire: how many of its questions touch the matrix, by column, and those that are shown."""

    key: str
    title: str
    total: int
    counts: tuple[tuple[int, str], ...]
    questions: list[AskedQuestion]


def heads_of(entered: Entered, resolved: ResolvedMatrix, levels: Mapping[UUID, int]) -> list[Head]:
    """`levels`: 階層 of the organisations in the engagement's chain."""
    heads = []
    for actor in resolved.actors:
        binding = entered.bindings.get(actor.key)
        who = (binding.name if binding else "") or (_("Takes no part") if actor.is_absent else "")
        heads.append(Head(actor.key, title_of(actor), who, _level(binding, levels)))
    return [*heads, Head(OPEN, _("Not settled")), Head(NOBODY, words.value_label(GapKind.NOBODY))]


def _level(binding: Binding | None, levels: Mapping[UUID, int]) -> str:
    """A unit of ours has none."""
    if binding is None or binding.row.organisation_id is None:
        return ""
    level = levels.get(binding.row.organisation_id)
    return str(_("no longer in the chain") if level is None else _("Level %(number)s", number=level))


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
    made, able = [], Addressees(resolved, items)
    for version, content in used:
        questions = {one.id: one for one in content.questions()}
        found = able.of({key: one.touches for key, one in questions.items()})
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
                url_for("standards.question", key=key, id=ref), columns, comma.join(names[one] for one in columns),
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
    head = [_("Questionnaire"), _("Question"), _("Text"), _("Level of questions"), _("Actors")]
    whole, comma = {one.key: one.whole for one in heads}, str(_(", "))
    rows = [
        [asking.title, one.id, one.text, one.level, comma.join(whole[column] for column in one.columns)]
        for asking in found
        for one in asking.questions
    ]
    return [str(name) for name in head], rows
