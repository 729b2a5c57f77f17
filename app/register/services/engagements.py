"""Acts on engagements: added, edited, tied to what of ours rests on them, handed over."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import InstrumentedAttribute

from app.core import audit, derived, events
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, NotFound, StaleVersion
from app.core.text import sort_key
from app.core.words import N_
from app.identity import queries as identity
from app.identity.events import HandedOver
from app.register import numbering, settings
from app.register.events import Refiled
from app.register.events import RegisterAct as Act
from app.register.indexing import engagements as indexing
from app.register.models import (
    Engagement,
    EngagementFunction,
    EngagementReader,
    EngagementSupply,
    EngagementSystem,
    InformationSystem,
    Organisation,
    Stage,
)
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements as queries
from app.register.queries import functions, organisations, services, systems
from app.register.rules import engagements as rules
from app.register.rules.engagements import EngagementFacts, EngagementLinks
from app.register.rules.stages import check_open
from app.register.services import copies, tiering
from app.register.services.judging import PartyFacts, judge_outsourcing, judge_party, write_memo
from app.register.services.reach import may
from app.work import queries as work

__all__ = [
    "NOTHING_LINKED",
    "PartyFacts",
    "add_engagement",
    "check_change",
    "check_classes",
    "check_owner",
    "check_readers",
    "edit_engagement",
    "facts_of",
    "fill",
    "follow_unit",
    "hand_over",
    "hand_over_register",
    "indexing",
    "judge_outsourcing",
    "judge_party",
    "link",
    "owners_for",
    "set_functions",
    "set_readers",
    "set_systems",
    "write_memo",
]

CHOOSE = N_("Choose one from the list.")
TAKEN = N_("“%(number)s” has this number already. The next free one is %(next)s.")
UNIT_NOT_YOURS = N_("Choose one of the units for which you keep engagements.")
OWNER_ELSEWHERE = N_(
    "%(name)s does not keep the engagements of this unit. Choose somebody who has a role there."
)
VENDOR_MERGED = N_("%(name)s was merged into another organisation. Choose that one.")
CLASS_UNKNOWN = N_("Choose classes from the list.")
READER_IS_OWNER = N_("The owning unit reads its own engagements anyway. Take it off the list.")
NOTHING_LINKED = EngagementLinks()


def add_engagement(
    ctx: Context,
    facts: EngagementFacts,
    links: EngagementLinks = NOTHING_LINKED,
    *,
    stage: Stage = Stage.PLANNING,
) -> Engagement:
    """`stage`: how far one had come that is taken over from an older ledger; all others begin with planning."""
    engagement = Engagement(stage=stage)
    facts = rules.checked(facts)
    if not may(ctx, P.ENGAGEMENT_ADD, facts.unit_id):
        raise DomainError(UNIT_NOT_YOURS, "unit_id")
    _check_unit(ctx, engagement, facts)
    _apply(ctx, engagement, facts)
    db.session.add(engagement)
    db.session.flush()
    link(ctx, engagement, links)
    audit.record(ctx, Act.ENGAGEMENT_ADDED, engagement)
    tiering.recompute(ctx, engagement)
    return engagement


def edit_engagement(
    ctx: Context,
    engagement: Engagement,
    facts: EngagementFacts,
    *,
    version: int,
    links: EngagementLinks = NOTHING_LINKED,
    act: Act = Act.ENGAGEMENT_EDITED,
) -> Engagement:
    """`version`: the one the person saw; if the record has moved on they see both before anything is saved."""
    if engagement.version != version:
        raise StaleVersion(engagement)
    filed = (engagement.unit_id, engagement.sort_key)
    _apply(ctx, engagement, check_change(ctx, engagement, facts))
    link(ctx, engagement, links)
    audit.record(ctx, act, engagement)
    follow_unit(engagement)
    if filed != (engagement.unit_id, engagement.sort_key):
        events.publish(ctx, Refiled(engagement))
    tiering.recompute(ctx, engagement)
    return engagement


def facts_of(engagement: Engagement) -> EngagementFacts:
    """What is recorded, to be changed in part."""
    return EngagementFacts(
        **{field.name: getattr(engagement, field.name) for field in fields(EngagementFacts)}
    )


def _check_may_edit(ctx: Context, engagement: Engagement) -> None:
    if not may(ctx, P.ENGAGEMENT_EDIT, engagement.unit_id):
        raise NotAllowed
    check_open(engagement.stage)


def check_change(ctx: Context, engagement: Engagement, facts: EngagementFacts) -> EngagementFacts:
    """What a change of these facts would store; `DomainError` where a rule says no, `NotAllowed` for a reader."""
    _check_may_edit(ctx, engagement)
    facts = rules.checked(facts)
    if facts.unit_id != engagement.unit_id and not may(ctx, P.ENGAGEMENT_EDIT, facts.unit_id):
        raise DomainError(UNIT_NOT_YOURS, "unit_id")
    _check_unit(ctx, engagement, facts)
    return facts


def _apply(ctx: Context, engagement: Engagement, facts: EngagementFacts) -> None:
    service_id, vendor = _parties(ctx, engagement, facts)
    number = facts.number or queries.next_numbers(numbering.series(day_of(ctx.at)))[0]
    _check_number(ctx, engagement, number)
    check_classes(engagement, facts)
    fill(engagement, replace(facts, number=number, service_id=service_id), vendor)


def fill(engagement: Engagement, facts: EngagementFacts, vendor: Organisation) -> None:
    """Facts that were checked, and what is copied beside them."""
    for field in fields(facts):
        value = getattr(facts, field.name)
        setattr(engagement, field.name, list(value) if isinstance(value, tuple) else value)
    engagement.vendor_id = vendor.id
    engagement.sort_key = sort_key(facts.title_kana, "", facts.title)
    engagement.vendor_sort_key = vendor.sort_key


def _parties(ctx: Context, engagement: Engagement, facts: EngagementFacts) -> tuple[UUID, Organisation]:
    """Read again by the scope of the actor: an id in a form is not to be trusted."""
    try:
        service = services.get_service(ctx, facts.service_id)
    except NotFound:
        raise DomainError(CHOOSE, "service_id") from None
    try:
        vendor = organisations.get_organisation(ctx, facts.vendor_id or service.organisation_id)
    except NotFound:
        raise DomainError(CHOOSE, "vendor_id") from None
    if vendor.merged_into_id is not None and vendor.id != engagement.vendor_id:
        raise DomainError(VENDOR_MERGED, "vendor_id", name=vendor.name)
    return service.id, vendor


def _check_number(ctx: Context, engagement: Engagement, number: str) -> None:
    holder = queries.holder_of(number, engagement.id)
    if holder is not None:
        free = queries.next_numbers(numbering.series(day_of(ctx.at)))[0]
        title = holder.title if ctx.may(P.ENGAGEMENT_VIEW, holder.unit_id) else number
        raise DomainError(TAKEN, "number", number=title, next=free)


def _check_unit(ctx: Context, engagement: Engagement, facts: EngagementFacts) -> None:
    if facts.unit_id not in identity.unit_names({facts.unit_id}):
        raise DomainError(CHOOSE, "unit_id")
    check_owner(ctx, engagement, facts)


def check_owner(
    ctx: Context,
    engagement: Engagement,
    facts: EngagementFacts,
    owners: Callable[[Context, UUID], Sequence[Any]] | None = None,
) -> None:
    """`owners`: `owners_for`, or the same looked up before for many engagements."""
    if facts.owner_id is None:
        return
    before = (engagement.unit_id, engagement.owner_id)
    if (facts.unit_id, facts.owner_id) == before:
        return  # who has left the unit since stays until somebody else is named
    if facts.owner_id not in {user.id for user in (owners or owners_for)(ctx, facts.unit_id)}:
        name = identity.names_of({facts.owner_id}).get(facts.owner_id)
        if name is None:
            raise DomainError(CHOOSE, "owner_id")
        raise DomainError(OWNER_ELSEWHERE, "owner_id", name=name)


def owners_for(ctx: Context, unit_id: UUID) -> Sequence[Any]:
    """Who may be 管理責任者 of a unit's engagement: those who keep engagements there today."""
    return work.people_with(P.ENGAGEMENT_EDIT, unit_id, day_of(ctx.at))


def check_classes(engagement: Engagement, facts: EngagementFacts) -> None:
    known = {*settings.data_class_names("ja"), *(engagement.data_classes or ())}
    if not set(facts.data_classes) <= known:
        raise DomainError(CLASS_UNKNOWN, "data_classes")


def follow_unit(engagement: Engagement) -> None:
    """The uses of its chain are limited by the same unit, in a copy of their own."""
    of_this = EngagementSupply.engagement_id == engagement.id
    derived.copy(EngagementSupply, of_this, {EngagementSupply.unit_id: engagement.unit_id})
    copies.follow_unit(engagement)


# --- what of ours rests on it, and who reads it ----------------------------------------------


def set_functions(ctx: Context, engagement: Engagement, ids: Collection[UUID]) -> None:
    _set(ctx, engagement, EngagementLinks(function_ids=ids))


def set_systems(ctx: Context, engagement: Engagement, ids: Collection[UUID]) -> None:
    _set(ctx, engagement, EngagementLinks(system_ids=ids))


def set_readers(ctx: Context, engagement: Engagement, ids: Collection[UUID]) -> None:
    _set(ctx, engagement, EngagementLinks(reader_ids=ids))


def _set(ctx: Context, engagement: Engagement, links: EngagementLinks) -> None:
    _check_may_edit(ctx, engagement)
    link(ctx, engagement, links)
    audit.record(ctx, Act.ENGAGEMENT_EDITED, engagement)
    tiering.recompute(ctx, engagement)


def check_readers(unit_id: UUID, links: EngagementLinks, field: str = "reader_ids") -> None:
    if links.reader_ids is not None and unit_id in links.reader_ids:
        raise DomainError(READER_IS_OWNER, field)


def link(ctx: Context, engagement: Engagement, links: EngagementLinks) -> None:
    check_readers(engagement.unit_id, links)
    is_changed = [
        _replace(engagement, column, wanted, known, field)
        for field, column, wanted, known in (
            ("function_ids", EngagementFunction.function_id, links.function_ids,
             lambda ids: functions.names_of(ctx, ids)),
            ("system_ids", EngagementSystem.system_id, links.system_ids,
             lambda ids: systems.names_of(ctx, ids)),
            ("reader_ids", EngagementReader.unit_id, links.reader_ids, identity.unit_names),
        )
        if wanted is not None
    ]  # fmt: skip
    if any(is_changed):
        engagement.updated_at = ctx.at  # a part changed, so the whole has a new version
        db.session.flush()


def _replace(
    engagement: Engagement,
    column: InstrumentedAttribute[UUID],
    wanted: Collection[UUID],
    known: Any,
    field: str,
) -> bool:
    """Rows that are no longer wanted go, new ones come; what stays keeps its row and its history."""
    present = {getattr(row, column.key): row for row in queries.links_of(engagement, column)}
    added = set(wanted) - present.keys()
    if len(known(added)) != len(added):
        raise DomainError(CHOOSE, field)
    for gone in present.keys() - set(wanted):
        db.session.delete(present[gone])
    row_of: Any = column.class_
    for new in sorted(added, key=str):
        db.session.add(row_of(engagement_id=engagement.id, **{column.key: new}))
    return bool(added or present.keys() - set(wanted))


# --- 引継ぎ ---------------------------------------------------------------------------------


def hand_over(ctx: Context, engagements: Sequence[Engagement], to_user: UUID) -> int:
    """管理責任者 of all of these becomes another; how many were not theirs already."""
    moved = [engagement for engagement in engagements if engagement.owner_id != to_user]
    for engagement in moved:
        engagement.owner_id = to_user
    audit.record(ctx, Act.ENGAGEMENT_HANDED_OVER, *moved)
    return len(moved)


def hand_over_register(ctx: Context, happening: HandedOver) -> None:
    """Listens to HandedOver; says how many of each were moved."""
    owned = queries.engagements_owned_by(happening.from_user_id)
    hand_over(ctx, owned, happening.to_user_id)
    of_theirs = systems.owned_by(happening.from_user_id)
    for system in of_theirs:
        system.owner_id = happening.to_user_id
    audit.record(ctx, Act.SYSTEM_HANDED_OVER, *of_theirs)
    for name, moved in ((Engagement.__tablename__, owned), (InformationSystem.__tablename__, of_theirs)):
        happening.moved[name] = happening.moved.get(name, 0) + len(moved)
