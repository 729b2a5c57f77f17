"""What the institution set beside a questionnaire, and the questionnaire that it is set beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.core.db import db
from app.core.errors import NotFound
from app.standards.models import ContentKind, LayerAct, QuestionChange
from app.standards.queries import contents
from app.standards.queries.contents import Published
from app.standards.rules.layering import OWN, delivered_of, layer_of

if TYPE_CHECKING:
    from app.standards.content.layered import LayerChange
    from app.standards.content.questionnaires import Question, Questionnaire

LayerKey = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """A questionnaire as it is in use, and the changes that are set beside it, published or not."""

    versions: Sequence[Published]
    content: Questionnaire
    changes: Sequence[QuestionChange]

    @property
    def version(self) -> Published:
        return self.versions[0]

    @property
    def delivered(self) -> Questionnaire:
        return delivered_of(self.content)

    @property
    def in_use(self) -> dict[LayerKey, LayerChange]:
        return {(one.question, one.act): one for one in layer_of(self.content)}

    def is_in_use(self, change: QuestionChange) -> bool:
        published = self.in_use.get((change.question, change.act.value))
        return published is not None and published.values == change.values

    @property
    def waiting(self) -> int:
        """Changes that are not published, those that were taken back among them."""
        kept = {(one.question, one.act.value) for one in self.changes}
        taken_back = sum(key not in kept for key in self.in_use)
        return taken_back + sum(not self.is_in_use(one) for one in self.changes)


def changes_of(key: str) -> list[QuestionChange]:
    query = select(QuestionChange).where(QuestionChange.questionnaire == key)
    return list(db.session.scalars(query.order_by(QuestionChange.question, QuestionChange.act)))


def standings() -> list[Standing]:
    """All questionnaires in use in their order, by three statements."""
    versions = list(contents.newest(ContentKind.QUESTIONNAIRE).values())
    changes: dict[str, list[QuestionChange]] = {}
    for change in db.session.scalars(select(QuestionChange)):
        changes.setdefault(change.questionnaire, []).append(change)
    read = contents.read([version.id for version in versions])
    found = [
        Standing([version], content, changes.get(version.key, []))
        for version, content in zip(versions, read, strict=True)
    ]
    return sorted(found, key=lambda one: (one.content.position, one.version.key))


def standing(key: str) -> Standing:
    versions = contents.versions(ContentKind.QUESTIONNAIRE, key)
    if not versions:
        raise NotFound
    return Standing(versions, contents.questionnaire(versions[0]), changes_of(key))


def get_change(key: str, change_id: UUID) -> QuestionChange:
    found = db.session.get(QuestionChange, change_id)
    if found is None or found.questionnaire != key:
        raise NotFound
    return found


def find_change(key: str, question: str, act: LayerAct) -> QuestionChange | None:
    query = select(QuestionChange).where(
        QuestionChange.questionnaire == key, QuestionChange.question == question, QuestionChange.act == act
    )
    return db.session.scalars(query).one_or_none()


def is_used_elsewhere(key: str, question: str) -> bool:
    """Ids of own questions are unique over all questionnaires, as those of ours are."""
    query = select(QuestionChange.id).where(
        QuestionChange.question == question, QuestionChange.questionnaire != key
    )
    return db.session.scalars(query.limit(1)).first() is not None


def next_number() -> int:
    """For the id of an own question: above every number that any questionnaire gives or ever published."""
    query = select(QuestionChange.question).where(QuestionChange.question.startswith(OWN))
    names = set(db.session.scalars(query))
    layered = [one.id for one in contents.versions(ContentKind.QUESTIONNAIRE) if one.has_own_layer]
    published = contents.read(layered)
    names |= {one.question for content in published for one in layer_of(content)}
    numbers = [int(one) for name in names if (one := name.removeprefix(OWN)).isdecimal() and len(one) < 10]
    return max(numbers, default=0) + 1


def question_of(content: Questionnaire, question_id: str) -> Question:
    for question in content.questions():
        if question.id == question_id:
            return question
    raise NotFound
