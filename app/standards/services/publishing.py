"""Content becomes what the institution works with: one immutable row for each version, audited, idempotent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from app.core import audit, events, search
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.text import sort_key
from app.core.words import N_
from app.standards.content.catalogue import Catalogue
from app.standards.content.loading import Questionnaires
from app.standards.events import EditionsPublished
from app.standards.events import StandardsAct as Act
from app.standards.models import ContentKind, ContentVersion, StandardItem, StandardQuestion
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents, layers
from app.standards.rules.layering import OWN, Change, Fault, delivered_of, faults, layer_of, layered

if TYPE_CHECKING:
    from pydantic import BaseModel

    from app.standards.content.questionnaires import Question, Questionnaire
    from app.standards.content.texts import Text

NOTHING_TO_PUBLISH = N_("There is nothing to publish: what is in use says the same.")
PUBLISHED_MEANWHILE = N_(
    "Somebody else published this questionnaire meanwhile. Look at the differences again."
)
# What an item is told with: a new title of either is told with all of theirs.
_TITLING = (ContentKind.FRAMEWORK, ContentKind.ITEMS)


@dataclass
class Outcome:
    """`unfit`: questionnaires whose own changes do not fit the new delivered version, with what is wrong."""

    made: list[ContentVersion] = field(default_factory=list)
    unfit: dict[str, list[Fault]] = field(default_factory=dict)


def publish_all(ctx: Context, questionnaires: Questionnaires, catalogue: Catalogue) -> list[ContentVersion]:
    """Everything that differs from what is in use; nothing where nothing does."""
    return publish_delivered(ctx, questionnaires, catalogue).made


def publish_delivered(ctx: Context, questionnaires: Questionnaires, catalogue: Catalogue) -> Outcome:
    """What was delivered, under the layer that is in use. Changes that wait for somebody's decision go on waiting."""
    outcome = Outcome(publish_catalogue(ctx, catalogue))
    in_use = contents.newest(ContentKind.QUESTIONNAIRE)
    for key, versions in questionnaires.items():
        version = in_use.get((ContentKind.QUESTIONNAIRE, key))
        layer = layer_of(contents.questionnaire(version)) if version and version.has_own_layer else ()
        content = versions[-1].content
        wrong = faults(content, layer)
        if wrong:
            outcome.unfit[key] = wrong
        else:
            outcome.made += publish_questionnaire(ctx, key, content, layer)
    return outcome


def publish_own(ctx: Context, key: str, *, number: int) -> ContentVersion:
    """All that waits, over the delivered questionnaire in use. `number`: of the version it was compared with."""
    if not ctx.may(P.QUESTIONNAIRE_PUBLISH):
        raise NotAllowed
    standing = layers.standing(key)
    if standing.version.number != number:
        raise DomainError(PUBLISHED_MEANWHILE)
    made = publish_questionnaire(ctx, key, standing.delivered, standing.changes)
    if not made:
        raise DomainError(NOTHING_TO_PUBLISH)
    return made[0]


def publish_questionnaire(
    ctx: Context, key: str, file_content: Questionnaire, changes: Sequence[Change]
) -> list[ContentVersion]:
    """The delivered questionnaire and the institution's layer, compiled together; nothing where nothing differs."""
    content = layered(file_content, changes)
    made = _publish(
        ctx,
        ContentKind.QUESTIONNAIRE,
        key,
        content,
        0 if key.startswith(OWN) else content.version,
        content.title,
        is_layered=bool(changes),
    )
    keep_questions(key, content)
    return made


def publish_catalogue(ctx: Context, catalogue: Catalogue) -> list[ContentVersion]:
    made: list[ContentVersion] = []
    for framework in catalogue.frameworks.values():
        made += _publish(ctx, ContentKind.FRAMEWORK, framework.key, framework, 1, framework.title)
    for edition, items in catalogue.editions.items():
        title = _edition_title(catalogue, edition)
        made += _publish(ctx, ContentKind.ITEMS, edition, items, 1, title)
    for crosswalk in catalogue.crosswalks.values():
        made += _publish(ctx, ContentKind.CROSSWALK, crosswalk.key, crosswalk, 1, crosswalk.title)
    for (key, version), matrix in sorted(catalogue.matrices.items()):
        if version == max(number for name, number in catalogue.matrices if name == key):
            made += _publish(ctx, ContentKind.MATRIX, key, matrix, version, matrix.title)
    if any(version.kind == ContentKind.ITEMS for version in made):
        keep_items(catalogue)
    _tell_titles_again(made)
    if any(version.kind in _TITLING for version in made):
        events.publish(ctx, EditionsPublished(catalogue))
    return made


def _edition_title(catalogue: Catalogue, edition: str) -> Text:
    framework, _, key = edition.partition("/")
    return next(one.title for one in catalogue.frameworks[framework].editions if one.key == key)


def _publish(
    ctx: Context, kind: ContentKind, key: str, content: BaseModel, file_version: int, title: Text,
    *, is_layered: bool = False,
) -> list[ContentVersion]:  # fmt: skip
    from app.standards.content.compiled import canonical, digest

    sum_ = digest(content)
    last = next(iter(contents.versions(kind, key)), None)
    if last is not None and last.digest == sum_:
        return []
    made = ContentVersion(
        kind=kind, key=key, number=last.number + 1 if last else 1, file_version=file_version,
        has_own_layer=is_layered, title_ja=title.ja, title_en=title.en, digest=sum_, published_at=ctx.at,
        published_by_id=ctx.actor_id, content=canonical(content),
    )  # fmt: skip
    db.session.add(made)
    audit.record(ctx, Act.CONTENT_PUBLISHED, made)
    if last is not None:
        db.session.flush()
        search.refresh(ContentVersion, [db.session.get_one(ContentVersion, last.id)])
    return [made]


def keep_items(catalogue: Catalogue) -> None:
    """A row for each item, kept when an edition no longer names it: findings may point at it."""
    ages = _ages(catalogue)
    known = {(row.edition, row.ref): row for row in db.session.scalars(select(StandardItem))}
    for item in catalogue.items.values():
        row = known.get((item.edition, item.local))
        if row is None:
            row = StandardItem(edition=item.edition, ref=item.local)
            db.session.add(row)
        _set(row, {
            "position": item.position,
            "title_ja": item.title.ja if item.title else "",
            "title_en": item.title.en if item.title else "",
            "sort_key": sort_key("", "", f"{ages[item.edition]} {item.position:05d}"),
        })  # fmt: skip
    db.session.flush()


def _ages(catalogue: Catalogue) -> dict[str, str]:
    """Edition → its place in order: a framework lists its editions from the oldest to the newest."""
    return {
        f"{framework.key}/{edition.key}": f"{framework.key}/{age:03d}"
        for framework in catalogue.frameworks.values()
        for age, edition in enumerate(framework.editions)
    }


def keep_questions(key: str, content: Questionnaire) -> None:
    """A row for each question in use; with what is asked no longer goes what finds it."""
    query = select(StandardQuestion).where(StandardQuestion.questionnaire == key)
    known = {row.question: row for row in db.session.scalars(query)}
    delivered = {question.id: question.text for question in delivered_of(content).questions()}
    asked = [(section, question) for section in content.sections for question in section.questions]
    for position, (section, question) in enumerate(asked):
        row = known.pop(question.id, None)
        if row is None:
            row = StandardQuestion(questionnaire=key, question=question.id)
            db.session.add(row)
        before = delivered.get(question.id, question.text)
        _set(row, {
            "position": position,
            "title_ja": question.text.ja,
            "title_en": question.text.en,
            "place_ja": f"{content.title.ja} · {section.title.ja}",
            "place_en": f"{content.title.en} · {section.title.en}",
            "other_words": "\n".join((
                *((before.ja, before.en) if before != question.text else ()), *_numbers(question),
            )),
            "sort_key": sort_key("", "", f"{key} {position:05d}"),
        })  # fmt: skip
    for row in known.values():
        db.session.delete(row)
    db.session.flush()


def _numbers(question: Question) -> list[str]:
    """Of the items it touches: who looks for an item finds what asks about it."""
    return sorted({ref.rpartition("/")[2] for ref in question.touches})


def _set(row: StandardItem | StandardQuestion, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _tell_titles_again(made: Sequence[ContentVersion]) -> None:
    """Editions and items say the title of their framework, too."""
    frameworks = {one.key.partition("/")[0] for one in made if one.number > 1 and one.kind in _TITLING}
    if not frameworks:
        return
    db.session.info.pop(StandardItem.__tablename__, None)
    for model, column in ((ContentVersion, ContentVersion.key), (StandardItem, StandardItem.edition)):
        of_them = or_(*(column.startswith(f"{one}/", autoescape=True) for one in sorted(frameworks)))
        search.refresh(model, list(db.session.scalars(select(model).where(of_them))))


def tell_questions_again() -> None:
    """The institution calls itself otherwise: its questions are found, and content is told, by the new word."""
    search.refresh(ContentVersion, list(db.session.scalars(select(ContentVersion))))
    search.refresh(StandardQuestion, list(db.session.scalars(select(StandardQuestion))))
