"""他の依頼での回答 in words: what can be given again, what differs, what is only related."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from app.core.dates import day_of
from app.core.words import value_label
from app.diligence.models import SubstituteKind
from app.diligence.queries import answers
from app.diligence.rules import states
from app.diligence.rules.elsewhere import Care, cares, passed_since
from app.diligence.sheets import said

if TYPE_CHECKING:
    from app.diligence.forms.standing_in import TypedStandIn
    from app.diligence.queries.desks import Desk
    from app.diligence.queries.elsewhere import Elsewhere
    from app.diligence.rules.elsewhere import Other, Source
    from app.standards.content.questionnaires import Question
    from app.standards.sheets.voices import Voice


@dataclass(frozen=True)
class There:
    """An answer given elsewhere, with the request that it stands in. `question`: its wording there, where that is not
    the one here; `url`: where the respondent reads it."""

    answer: str
    title: str
    about: str
    at: datetime
    attested: str
    url: str
    question: str = ""


def there(other: Other, here: Question, voice: Voice) -> There:
    source, text = other.source, voice.text(other.question.text)
    return There(
        said.plain(said.answer_told(other.question, other.answer, voice), voice), _title(source, voice), source.about,
        source.at, source.attested, _address(source.id, other.question.id),
        text if text != voice.text(here.text) else "",
    )  # fmt: skip


def _title(source: Source, voice: Voice) -> str:
    """On the request it stands in the institution's own language."""
    if voice.language == "ja":
        return source.title
    return answers.paper_for(source.content_id).title.within(voice.language) or source.title


def _address(part_id: UUID, ref: str) -> str:
    return url_for("diligence.request_question", assignment_id=part_id, question=ref)


@dataclass(frozen=True)
class Offer:
    """`token`: which answer was shown; `is_same`: it can be given again together with others; `passed`: days in it that
    are over since it was given; `cares`: what else to think of first, in words."""

    ref: str
    text: str
    url: str
    there: There
    token: str
    is_same: bool
    passed: Sequence[date] = ()
    cares: Sequence[str] = ()

    @property
    def is_chosen(self) -> bool:
        """Beforehand."""
        return self.is_same and not self.passed and not self.cares


@dataclass(frozen=True)
class Unlike:
    """`version`: of the answer here, as it was shown."""

    ref: str
    text: str
    url: str
    here: str
    others: Sequence[There]
    reason: str
    version: int


def offers(found: Elsewhere, voice: Voice, on: date) -> list[Offer]:
    part = found.desk.assignment
    return [
        Offer(
            one.id, voice.text(one.text), _address(part.id, one.id), there(made.other, one, voice),
            token_of(one.id, made.other.answer.id), made.is_same,
            [date.fromisoformat(day) for day in passed_since(one, made.kept, day_of(made.other.source.at), on)],
            [_care_words(care) for care in cares(one, made.other.answer)],
        )
        for one in found.desk.questions
        if (made := found.proposals.get(one.id)) is not None
    ]  # fmt: skip


def _care_words(care: Care) -> str:
    match care:
        case Care.REFUSAL:
            return str(_("It is a refusal. Decide anew whether you refuse it here as well."))
        case Care.DECLARATION:
            return str(_("It is a declaration of your organisation. Make sure that it still holds."))


def unlike(found: Elsewhere, voice: Voice) -> list[Unlike]:
    part, given = found.desk.assignment, found.desk.answers
    return [
        Unlike(
            one.id, voice.text(one.text), _address(part.id, one.id),
            said.plain(said.answer_told(one, given[one.id], voice), voice),
            [there(other, one, voice) for other in found.differing[one.id]],
            given[one.id].difference_reason, given[one.id].version,
        )
        for one in found.desk.questions
        if one.id in found.differing
    ]  # fmt: skip


def token_of(ref: str, answer_id: UUID) -> str:
    return f"{ref}:{answer_id}"


def tokens_read(tokens: Iterable[str]) -> Mapping[str, UUID]:
    """What this page did not make is left out; then nothing that is offered fits it."""
    found = {}
    for one in tokens:
        ref, _mark, answer_id = one.partition(":")
        try:
            found[ref] = UUID(answer_id)
        except ValueError:
            continue
    return found


@dataclass(frozen=True)
class Beyond:
    """Beside one question of a request."""

    offer: Offer | None
    unlike: Unlike | None
    related: Sequence[There]
    is_open: bool


def beside_question(found: Elsewhere, question: Question, voice: Voice, on: date) -> Beyond:
    offered = [one for one in offers(found, voice, on) if one.ref == question.id]
    differing = [one for one in unlike(found, voice) if one.ref == question.id]
    return Beyond(
        next(iter(offered), None), next(iter(differing), None),
        [there(one, question, voice) for one in found.related.get(question.id, ())],
        found.desk.assignment.state in states.OPEN,
    )  # fmt: skip


# --- what stands in for a refusal ------------------------------------------------------------------


@dataclass(frozen=True)
class StandInPage:
    """`files`: those that lie beside the question, by their ids."""

    typed: TypedStandIn
    kinds: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, str]]


def stand_in_page(desk: Desk, ref: str, typed: TypedStandIn) -> StandInPage:
    files = [
        (str(one.id), _withdrawn(one.name) if one.is_withdrawn else one.name)
        for one in desk.files
        if one.question == ref and (not one.is_withdrawn or str(one.id) == typed.file_id)
    ]
    return StandInPage(typed, [(one.value, str(value_label(one))) for one in SubstituteKind], files)


def _withdrawn(name: str) -> str:
    return str(_("%(name)s (withdrawn)", name=name))
