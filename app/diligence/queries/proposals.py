"""What an assessment of an engagement would ask of whom: facts, chain, responsibility matrix, read together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.diligence.rules.facts import facts_of
from app.diligence.rules.respondents import Chosen, Party, chosen, in_depth
from app.register import settings
from app.register.models import Engagement, Service
from app.register.queries import chain as chains
from app.register.queries import tiering
from app.register.rules.rulebook import Depth
from app.standards.queries import contents, matrices
from app.standards.rules.addressing import Addressed, Addressees

if TYPE_CHECKING:
    from app.register.rules.chain import Chain
    from app.standards.content.questionnaires import Question, Questionnaire
    from app.standards.queries.contents import Published


@dataclass(frozen=True)
class Setting:
    """An engagement as an assessment sees it, read once for all questionnaires that are looked at."""

    engagement: Engagement
    facts: dict[str, Any]
    depth: Depth
    ours: Party
    vendor: Party
    actors: dict[str, Party]
    addressees: tuple[Addressees, ...]

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
        questions = in_depth(content.questions(), depth or self.depth)
        return chosen(questions, self.addressed(questions), self.actors, self.ours, self.vendor)


def in_use() -> list[Published]:
    """The questionnaires that are in use, in the order of lists."""
    return list(matrices.shelf().questionnaires)


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
        engagement, facts, depth or Depth.STRICT, Party(unit_id=engagement.unit_id),
        Party(engagement.vendor_id, level=1), actors, addressees,
    )  # fmt: skip


def depth_of(engagement: Engagement) -> Depth | None:
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
