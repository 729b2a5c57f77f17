"""統合: two records of one organisation become one. The loser keeps its row and history, all links move.

Everything is an audited update under one act, so a page as at before shows two.
"""

from collections.abc import Collection
from dataclasses import fields
from typing import Any
from uuid import UUID

from app.core import audit, events, search
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import sort_key
from app.core.words import N_
from app.register.events import Refiled
from app.register.events import RegisterAct as Act
from app.register.models import Engagement, EngagementSupply, Organisation, Service, Supply
from app.register.queries import distinctions, organisations
from app.register.queries import merging as queries
from app.register.queries.merging import Plan
from app.register.rules import merging as rules
from app.register.rules import organisations as facts_rules
from app.register.rules.organisations import OrganisationFacts
from app.register.services import copies, recognising, tiering
from app.work.models import Approval, ApprovalState

REASON = N_("Say by what you know that the two are one organisation.")
WAITS = N_(
    "“%(title)s” waits to be decided, and is about a consent that is recorded on both. Decide it first."
)
NAMES = tuple(field.name for field in fields(OrganisationFacts))


def merge_organisations(
    ctx: Context, loser: Organisation, winner: Organisation, *, taken: Collection[str], reason: str
) -> Plan:
    """`taken`: facts that the winner takes over from the loser, by the first field of each choice."""
    rules.check_two(loser, winner)
    if not reason:
        raise DomainError(REASON, "reason")
    plan = queries.plan(loser, winner)
    for check in queries.CHECKS:
        check(loser, winner)
    _merge_facts(plan, taken)
    touched: list[Any] = [loser, winner]
    touched += _join_services(plan)
    touched += _move_edges(plan)
    touched += _move_uses(plan)
    touched += _move_links(plan)
    touched += _move_judgements(plan)
    touched += _forget_distinctions(plan)
    winner.updated_at = ctx.at
    audit.record(ctx, Act.ORGANISATION_MERGED, *touched, reason=reason)
    for gone, stays in (*plan.joined, (loser, winner)):
        search.lead_on(stays, gone)
    recognising.forget(loser)
    recognising.keep(winner)
    copies.follow_organisation(winner)
    for _gone, stays in plan.joined:
        copies.follow_service(stays)
    for record in (winner, *(stays for _gone, stays in plan.joined)):
        events.publish(ctx, Refiled(record))
    moved = {row.id for row in touched if isinstance(row, Engagement)}
    tiering.recompute_ids(ctx, sorted(moved))
    return plan


def _merge_facts(plan: Plan, taken: Collection[str]) -> None:
    loser, winner = plan.loser, plan.winner
    facts = rules.facts_after(loser, winner, taken, NAMES)
    facts["parent_id"] = _parent_after(plan, facts["parent_id"])
    checked = facts_rules.checked(OrganisationFacts(**facts))
    # A number is unique: the one gives it up before the other has it.
    loser.corporate_number, loser.lei = None, None
    loser.merged_into_id = winner.id
    db.session.flush()
    for name in NAMES:
        setattr(winner, name, getattr(checked, name))
    winner.sort_key = sort_key(checked.name_kana, checked.name_latin, checked.name)
    winner.name_key = facts_rules.name_key(checked.name)


def _parent_after(plan: Plan, parent_id: UUID | None) -> UUID | None:
    """The loser's children hang under the winner from now on, so none of them may stand above it."""
    above = organisations.ancestors_of(parent_id)
    if plan.loser.id in above and parent_id == plan.winner.parent_id:
        return plan.loser.parent_id  # the winner stood below the loser, and moves up to where that stood
    if parent_id is not None and (plan.loser.id in above or plan.winner.id in above):
        parent = db.session.get_one(Organisation, parent_id)
        raise DomainError(facts_rules.CYCLE, "parent_id", name=parent.name)
    return parent_id


def _join_services(plan: Plan) -> list[Any]:
    touched: list[Any] = list(plan.services)
    for service in plan.services:
        service.organisation_id = plan.winner.id
        service.provider_sort_key = plan.winner.sort_key
    for gone, stays in plan.joined:
        _set(stays, rules.service_filled(stays, gone))
        stays.sort_key = sort_key(stays.name_kana, stays.name_latin, stays.name)
        gone.merged_into_id = stays.id
        touched.append(stays)
    for earlier in queries.merged_before(Service, plan.replaced):
        earlier.merged_into_id = plan.replaced[earlier.merged_into_id].id
        touched.append(earlier)
    for name, row in plan.users_of_joined:
        setattr(row, name, plan.replaced[getattr(row, name)].id)
        touched.append(row)
    for row in plan.doubles_of_joined:
        db.session.delete(row)
        touched.append(row)
    return touched


def _move_edges(plan: Plan) -> list[Any]:
    touched: list[Any] = []
    for edge, service_id, base_id in plan.edges.moved:
        edge.service_id, edge.base_service_id = service_id, base_id
        touched.append(edge)
    folded = {gone.id: stays for gone, stays in plan.edges.folded}
    for gone, stays in plan.edges.folded:
        _set(stays, rules.supply_filled(stays, gone))
        gone.merged_into_id = stays.id
        touched += [gone, stays]
    for earlier in queries.merged_before(Supply, folded):
        earlier.merged_into_id = folded[earlier.merged_into_id].id
        touched.append(earlier)
    return touched


def _move_uses(plan: Plan) -> list[Any]:
    touched: list[Any] = []
    for use, edge in plan.uses_moved:
        use.supply_id = edge.id
        touched.append(use)
    for gone, stays in plan.uses_folded:
        _set(stays, rules.use_filled(stays, gone))
        touched += [gone, stays, *_lead_on(gone, stays)]
        db.session.delete(gone)
    return touched


def _lead_on(gone: EngagementSupply, stays: EngagementSupply) -> list[Any]:
    """Approvals, documents, findings and tasks about a row that folds are about the one that stays, and so is what
    packages above keep of it."""
    moved = []
    for row, name in (
        *queries.pointing_at(EngagementSupply.__tablename__, gone.id),
        *queries.answered_by(gone),
    ):
        if isinstance(row, Approval) and row.state == ApprovalState.REQUESTED:
            raise DomainError(WAITS, title=row.title)
        setattr(row, name, stays.id)
        moved.append(row)
    return moved


def _move_links(plan: Plan) -> list[Any]:
    touched: list[Any] = []
    for (_table, name), rows in plan.following.items():
        for row in rows:
            setattr(row, name, plan.winner.id)
            touched.append(row)
    return touched


def _move_judgements(plan: Plan) -> list[Any]:
    """Of two about one engagement the row of the winner stays; what the other said is in the log."""
    touched: list[Any] = []
    for judgement in plan.judgements_moved:
        judgement.organisation_id = plan.winner.id
        touched.append(judgement)
    for gone, stays in plan.judgements_folded:
        _set(stays, rules.judgement_filled(stays, gone))
        touched += [gone, stays]
        db.session.delete(gone)
    return touched


def _forget_distinctions(plan: Plan) -> list[Any]:
    """What was told apart from the one that goes was known by its names; from the other it is judged anew."""
    gone = list(distinctions.of_organisation(plan.loser.id))
    for one in gone:
        db.session.delete(one)
    return gone


def _set(record: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if getattr(record, name) != value:
            setattr(record, name, value)
