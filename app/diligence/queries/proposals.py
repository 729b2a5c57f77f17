"""What an assessment would ask of whom: facts, chain, responsibility matrix of its subject, read together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.diligence.models import Assessment, SubjectKind
from app.diligence.rules.facts import facts_of, facts_together
from app.diligence.rules.respondents import Chosen, Party, chosen, in_depth
from app.diligence.rules.suiting import asked_of, suits
from app.register import settings
from app.register.models import Engagement, Organisation, Service
from app.register.queries import chain as chains
from app.register.queries import engagements, organisations, services, tiering
from app.register.rules.chain import Case, Chain
from app.register.rules.engagements import OVER
from app.register.rules.rulebook import Depth
from app.standards.models import EngagementMatrix
from app.standards.queries import contents, matrices
from app.standards.rules.addressing import Addressed, Addressees

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question, Questionnaire
    from app.standards.queries.contents import Published


@dataclass(frozen=True)
class Setting:
    """A subject as an assessment sees it, read once for all questionnaires that are looked at."""

    kind: SubjectKind
    facts: dict[str, Any]
    depth: Depth
    ours: Party
    vendor: Party | None = None
    actors: Mapping[str, Party] = field(default_factory=dict)
    addressees: tuple[Addressees, ...] = ()

    def addressed(self, questions: list[Question]) -> dict[str, Addressed]:
        """The first matrix that says something of a question decides."""
        found: dict[str, Addressed] = {}
        for question in questions:
            for matrix in self.addressees:
                told = matrix.of(question.respondent, question.touches)
                if told is not None:
                    found[question.id] = told
                    break
        return found

    def chosen(self, content: Questionnaire, depth: Depth | None = None) -> Chosen:
        questions = in_depth(asked_of(self.kind, content.questions()), depth or self.depth)
        return chosen(questions, self.addressed(questions), self.actors, self.ours, self.vendor)


def in_use() -> list[Published]:
    """The questionnaires that are in use, in the order of lists."""
    return list(matrices.shelf().questionnaires)


def fitting(kind: SubjectKind) -> list[Published]:
    """Of those in use the ones that suit what is assessed."""
    used = in_use()
    read = contents.read([one.id for one in used])
    return [one for one, content in zip(used, read, strict=True) if suits(kind, content)]


def content_of(version: Published) -> Questionnaire:
    return content_read(version.id)


def setting_of(ctx: Context, engagement: Engagement, service: Service) -> Setting:
    today = day_of(ctx.at)
    chain = chains.chain_of(ctx, engagement, Moment(None, today), judged=())
    levels = chain.levels() if chain is not None else {}
    depth = depth_of(engagement)
    recorded = tiering.recorded_of([engagement.id], today)[engagement.id]
    facts = facts_of(
        recorded, stage=engagement.stage, depth=depth, model=service.model,
        has_subcontractors=_goes_on(chain),
    )  # fmt: skip
    actors, addressees = _matrices(ctx, engagement, levels)
    return Setting(
        SubjectKind.ENGAGEMENT, facts, depth or Depth.STRICT, Party(unit_id=engagement.unit_id),
        Party(engagement.vendor_id, level=1), actors, addressees,
    )  # fmt: skip


def settings_of(ctx: Context, found: Sequence[Engagement]) -> dict[UUID, Setting]:
    """Of many: read whole only where a responsibility matrix has a say, the others together."""
    with_matrix = set(
        db.session.scalars(
            select(EngagementMatrix.engagement_id).where(
                EngagementMatrix.engagement_id.in_([one.id for one in found]),
                EngagementMatrix.withdrawn_at.is_(None),
            )
        )
    )
    ours = [one.service_id for one in found if one.id in with_matrix]
    used = {one.id: one for one in db.session.scalars(select(Service).where(Service.id.in_(ours)))}
    facts = facts_of_engagements(ctx, [one for one in found if one.id not in with_matrix])
    return {
        one.id: setting_of(ctx, one, used[one.service_id])
        if one.id in with_matrix
        else Setting(
            SubjectKind.ENGAGEMENT, facts[one.id], depth_of(one) or Depth.STRICT, Party(unit_id=one.unit_id),
            Party(one.vendor_id, level=1),
        )
        for one in found
    }  # fmt: skip


def facts_of_engagements(ctx: Context, found: Sequence[Engagement]) -> dict[UUID, dict[str, Any]]:
    """What is recorded of many today, by a fixed number of statements."""
    today = day_of(ctx.at)
    recorded = tiering.recorded_of([one.id for one in found], today)
    used = select(Service.id, Service.model).where(Service.id.in_({one.service_id for one in found}))
    models = {row.id: row.model for row in db.session.execute(used)}
    below = chains.chains_of([chains.plain(Case, one) for one in found], today) if found else ()
    return {
        one.id: facts_of(
            recorded[one.id], stage=one.stage, depth=depth_of(one), model=models[one.service_id],
            has_subcontractors=_goes_on(chain),
        )
        for one, chain in zip(found, below, strict=True)
    }  # fmt: skip


def facts_of_assessments(ctx: Context, found: Sequence[Assessment]) -> dict[UUID, dict[str, Any]]:
    """The same by assessment; those of engagements are read together."""
    ids = {one.engagement_id for one in found if one.engagement_id}
    rows = db.session.scalars(engagements.visible_to(ctx).where(Engagement.id.in_(ids))).all() if ids else []
    known = facts_of_engagements(ctx, rows)
    return {
        one.id: known.get(one.engagement_id, {})
        if one.engagement_id is not None
        else setting_for(ctx, one).facts
        for one in found
    }


def setting_of_organisation(ctx: Context, organisation: Organisation, unit_id: UUID) -> Setting:
    """Once for all its engagements, whoever may see them; those of its services through others count, too."""
    is_theirs = or_(Engagement.vendor_id == organisation.id, Service.organisation_id == organisation.id)
    return _of_several(SubjectKind.ORGANISATION, ctx, is_theirs, organisation.id, unit_id)


def setting_of_service(ctx: Context, service: Service, unit_id: UUID) -> Setting:
    is_of_it = Engagement.service_id == service.id
    return _of_several(SubjectKind.SERVICE, ctx, is_of_it, service.organisation_id, unit_id)


def setting_of_institution(unit_id: UUID) -> Setting:
    """自行の態勢: everything is ours to answer."""
    return Setting(SubjectKind.INSTITUTION, {}, Depth.STRICT, Party(unit_id=unit_id))


def _of_several(
    kind: SubjectKind, ctx: Context, which: ColumnElement[bool], organisation_id: UUID, unit_id: UUID
) -> Setting:
    facts = facts_together(_facts_where(ctx, which))
    depth = Depth(facts["tier_level"]) if "tier_level" in facts else Depth.STRICT
    return Setting(kind, facts, depth, Party(unit_id=unit_id), Party(organisation_id, level=1))


def _facts_where(ctx: Context, which: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Of the engagements that are not over. Whether somebody stands behind the vendor differs from one to the
    next, and is left out."""
    query = (
        select(Engagement.id, Engagement.stage, Engagement.tier, Service.model)
        .join(Service, Service.id == Engagement.service_id)
        .where(which, Engagement.stage.not_in(OVER))
    )
    rows: Sequence[Any] = db.session.execute(query.order_by(Engagement.id)).all()
    recorded = tiering.recorded_of([row.id for row in rows], day_of(ctx.at))
    return [
        _without_chain(
            facts_of(
                recorded[row.id], stage=row.stage, depth=depth_of(row), model=row.model,
                has_subcontractors=False,
            )
        )
        for row in rows
    ]  # fmt: skip


def _without_chain(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != "has_subcontractors"}


def facts_for(ctx: Context, assessment: Assessment) -> tuple[Questionnaire, dict[str, Any]]:
    """What an assessment that is about to be sent asks, and what is recorded of its subject today."""
    return content_read(assessment.content_id), setting_for(ctx, assessment).facts


def setting_for(ctx: Context, assessment: Assessment) -> Setting:
    if assessment.engagement_id is not None:
        engagement = engagements.get_engagement(ctx, assessment.engagement_id)
        return setting_of(ctx, engagement, services.get_service(ctx, engagement.service_id))
    if assessment.service_id is not None:
        return setting_of_service(ctx, services.get_service(ctx, assessment.service_id), assessment.unit_id)
    if assessment.organisation_id is not None:
        found = organisations.get_organisation(ctx, assessment.organisation_id)
        return setting_of_organisation(ctx, found, assessment.unit_id)
    return setting_of_institution(assessment.unit_id)


def depth_of(engagement: Any) -> Depth | None:
    """Of its 管理区分; None where it has none yet."""
    return next((one.depth for one in settings.tiers() if one.key == engagement.tier), None)


def _goes_on(chain: Chain | None) -> bool:
    return chain is not None and any(level > 1 for level in chain.levels().values())


def _matrices(
    ctx: Context, engagement: Engagement, levels: dict[UUID, int]
) -> tuple[dict[str, Party], tuple[Addressees, ...]]:
    """Actors are called by their keys; of two matrices that name one differently the first holds."""
    shelf = matrices.shelf()
    actors: dict[str, Party] = {}
    found = []
    for matrix in matrices.started(engagement):
        entered = matrices.entered(ctx, matrix)
        items = matrices.items_of_rows(shelf, entered.content)
        found.append(Addressees(entered.resolved(), items))
        for key, binding in entered.bindings.items():
            party = _party(binding.row.organisation_id, binding.row.unit_id, levels)
            if party is not None:
                actors.setdefault(key, party)
    return actors, tuple(found)


def _party(organisation_id: UUID | None, unit_id: UUID | None, levels: dict[UUID, int]) -> Party | None:
    if unit_id is not None:
        return Party(unit_id=unit_id)
    if organisation_id is not None:
        return Party(organisation_id, level=levels.get(organisation_id, 1))
    return None


def content_read(content_id: UUID) -> Questionnaire:
    """The version that an assessment follows, in use or not."""
    (content,) = contents.read([content_id])
    found: Questionnaire = content
    return found
