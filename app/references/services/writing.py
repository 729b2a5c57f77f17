"""Writing a version: begun, filled with records and papers, published for good, withdrawn.

Pages, the portal and files that are read in all come here. Whoever writes does it in a draft of one's own side; what
was published refuses every one of these acts but withdrawing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from app.core import audit, events
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.words import N_
from app.references.events import ReferencesAct as Act
from app.references.events import VersionPublished, VersionWithdrawn
from app.references.models import (
    PaperKind,
    ReferencePaper,
    ReferenceRecord,
    ReferenceVersion,
    SecurityReference,
    VersionState,
)
from app.references.permissions import ReferencesPermission as P
from app.references.queries import faults as looking
from app.references.queries import references as queries
from app.references.queries import renewing as repeated
from app.references.rules import facts as rules
from app.references.rules import numbers, renewing, states
from app.references.rules.facts import PaperFacts, RecordFacts, VersionFacts

NOT_DRAFT = N_("This version is not a draft any more. Begin a new version to change it.")
REFERENCE_WITHDRAWN = N_("This reference is withdrawn. No version of it is begun or published any more.")
DRAFT_THERE = N_("There is a draft already. Go on with it, publish it or withdraw it first.")
OTHER_REFERENCE = N_("This version belongs to another reference. Choose one of this reference.")
NO_ITEM = N_("The edition has no item %(item)s. Choose one from the list.")
NUMBER_TAKEN = N_("The number %(number)s is listed already. Choose another number.")
NUMBER_USED = N_(
    "The number %(number)s is used by records: %(items)s. Tick that the number is not used instead of removing it, "
    "or take it out of those records first."
)
NUMBER_KEPT = N_("The number %(number)s is used by records: %(items)s. Take it out of those records first.")
NO_REASON = N_("Say why, so that a later reader knows what happened.")
SAME_AGAIN = N_("Tick that it is published as it is, or change the draft first.")
HAS_FAULTS = N_("This version cannot be published yet. Set right what is listed first.")
GONE_ALREADY = N_("This version is withdrawn already.")
MEANWHILE = N_(
    "Somebody else saved this item meanwhile. Look at its page beside this one; what you save now stands instead."
)
SEEN = "seen"
FEW = 5


def begin(
    ctx: Context, reference: SecurityReference, copy_of: ReferenceVersion | None = None
) -> ReferenceVersion:
    """A draft of the side that begins it: empty, or with all that another version says but its name and day."""
    check_may_write(ctx, reference, is_theirs=ctx.is_vendor)
    if reference.withdrawn_at is not None:
        raise DomainError(REFERENCE_WITHDRAWN)
    if queries.draft_of(reference.id, ctx.is_vendor) is not None:
        raise DomainError(DRAFT_THERE)
    if copy_of is not None and copy_of.reference_id != reference.id:
        raise DomainError(OTHER_REFERENCE, "copy_of")
    head = _head_after(ctx, copy_of) if copy_of is not None else VersionFacts()
    draft = ReferenceVersion(
        reference_id=reference.id, organisation_id=reference.organisation_id,
        number=states.draft_number(ctx.is_vendor), is_theirs=ctx.is_vendor, state=VersionState.DRAFT,
        begun_by_id=ctx.actor_id, begun_at=ctx.at, published_by_id=None, published_at=None, withdrawal_reason="",
        withdrawn_by_id=None, withdrawn_at=None,
        **rules.stored(head),
    )  # fmt: skip
    db.session.add(draft)
    db.session.flush()
    made = _copied(draft, copy_of) if copy_of is not None else []
    audit.record(ctx, Act.VERSION_BEGUN, draft, *made)
    return draft


def _head_after(ctx: Context, source: ReferenceVersion) -> VersionFacts:
    taken = {one.label for one in queries.versions_of(ctx, source.reference_id)}
    return renewing.next_head(rules.version_facts(source), taken, day_of(ctx.at).year)


def _copied(draft: ReferenceVersion, source: ReferenceVersion) -> list[Any]:
    made: list[Any] = []
    for record in queries.records_of(source.id):
        said = rules.stored(rules.record_facts(record))
        made.append(ReferenceRecord(**_place(draft), item=record.item, position=record.position, **said))
    for paper in queries.papers_of(source.id):
        said = rules.stored(rules.paper_facts(paper))
        made.append(ReferencePaper(**_place(draft), position=paper.position, **said))
    db.session.add_all(made)
    return made


def _place(draft: ReferenceVersion) -> dict[str, Any]:
    return {
        "reference_id": draft.reference_id, "version_id": draft.id, "organisation_id": draft.organisation_id,
    }  # fmt: skip


def edit_version(ctx: Context, draft: ReferenceVersion, facts: VersionFacts, *, seen: int) -> None:
    """`seen`: the version of the row that the person saw."""
    check_may_change(ctx, draft)
    if draft.version != seen:
        raise StaleVersion(draft)
    for name, value in rules.stored(rules.checked_version(facts, day_of(ctx.at))).items():
        setattr(draft, name, value)
    audit.record(ctx, Act.VERSION_EDITED, draft)


# --- records ------------------------------------------------------------------------------------


def set_record(
    ctx: Context, draft: ReferenceVersion, item: str, facts: RecordFacts, *, seen: str | None = None
) -> ReferenceRecord:
    """What it says to one item, in place of what it said before. `seen`: the digest of what the person saw."""
    if seen is not None:
        row = queries.record_of(draft.id, item)
        if rules.digest(rules.record_facts(row) if row is not None else None) != seen:
            raise DomainError(MEANWHILE, SEEN)
    return set_records(ctx, draft, {item: facts})[0]


def set_records(
    ctx: Context, draft: ReferenceVersion, said: Mapping[str, RecordFacts]
) -> list[ReferenceRecord]:
    """Many at once by item, each as `set_record`: all of them or none. A refusal names the item."""
    check_may_change(ctx, draft)
    listed = [(paper.kind, paper.number) for paper in queries.paper_rows(draft.id)]
    there = {record.item: record for record in _those(draft, said)}
    places = _positions(draft)
    rows = []
    for item, facts in said.items():
        if item not in places:
            raise DomainError(NO_ITEM, "item", item=item)
        row = there.get(item)
        if row is None:
            row = ReferenceRecord(**_place(draft), item=item)
            db.session.add(row)
        row.position = places[item]
        for name, value in rules.stored(_checked(item, facts, listed, len(said) > 1)).items():
            setattr(row, name, value)
        rows.append(row)
    draft.updated_at = ctx.at
    audit.record(ctx, Act.RECORD_SET, *rows)
    return rows


def _those(draft: ReferenceVersion, said: Mapping[str, Any]) -> Iterable[ReferenceRecord]:
    if len(said) > 1:
        return queries.records_of(draft.id)
    found = [queries.record_of(draft.id, item) for item in said]
    return [one for one in found if one is not None]


def _checked(
    item: str, facts: RecordFacts, listed: Collection[tuple[PaperKind, str]], is_one_of_many: bool
) -> RecordFacts:
    try:
        return rules.checked_record(facts, listed)
    except DomainError as error:
        if not is_one_of_many:
            raise
        raise RefusedRecord(item, error) from error


class RefusedRecord(DomainError):
    """One of many records was refused: `item` says which."""

    def __init__(self, item: str, error: DomainError) -> None:
        super().__init__(error.message, error.field, **error.params)
        self.item = item


def _positions(draft: ReferenceVersion) -> dict[str, int]:
    reference = db.session.get_one(SecurityReference, draft.reference_id)
    return queries.positions(reference.edition)


def remove_record(ctx: Context, draft: ReferenceVersion, record: ReferenceRecord) -> None:
    check_may_change(ctx, draft)
    db.session.delete(record)
    draft.updated_at = ctx.at
    audit.record(ctx, Act.RECORD_REMOVED, record)


# --- papers -------------------------------------------------------------------------------------


def set_paper(
    ctx: Context, draft: ReferenceVersion, facts: PaperFacts, paper: ReferencePaper | None = None
) -> ReferencePaper:
    """A new one, or `paper` as it is to be from now on."""
    check_may_change(ctx, draft)
    facts = rules.checked_paper(facts, day_of(ctx.at))
    listed: dict[PaperKind, list[ReferencePaper]] = {kind: [] for kind in PaperKind}
    for one in queries.papers_of(draft.id):
        listed[one.kind].append(one)
    if any(one.number == facts.number and one is not paper for one in listed[facts.kind]):
        raise DomainError(NUMBER_TAKEN, "number", number=facts.number)
    if paper is not None and (paper.kind, paper.number) != facts.key:
        _check_unused(draft, paper, NUMBER_KEPT)
    row = paper or ReferencePaper(**_place(draft))
    _fill(row, facts)
    db.session.add(row)
    others = [one for one in listed[facts.kind] if one is not row]
    _put_in_order([*others, row])
    draft.updated_at = ctx.at
    audit.record(ctx, Act.PAPER_SET, row, *others)
    return row


def set_papers(ctx: Context, draft: ReferenceVersion, said: Iterable[PaperFacts]) -> list[ReferencePaper]:
    """Many at once, each found by its kind and number: what is listed otherwise stays as it is."""
    check_may_change(ctx, draft)
    there = {(one.kind, one.number): one for one in queries.papers_of(draft.id)}
    rows = []
    for given in said:
        facts = rules.checked_paper(given, day_of(ctx.at))
        row = there.get(facts.key)
        if row is None:
            row = there[facts.key] = ReferencePaper(**_place(draft))
            db.session.add(row)
        _fill(row, facts)
        rows.append(row)
    for kind in PaperKind:
        _put_in_order([row for (of, _number), row in there.items() if of == kind])
    draft.updated_at = ctx.at
    audit.record(ctx, Act.PAPER_SET, *there.values())
    return rows


def _fill(row: ReferencePaper, facts: PaperFacts) -> None:
    for name, value in vars(facts).items():
        setattr(row, name, value)


def _put_in_order(rows: Collection[ReferencePaper]) -> None:
    by_number = {row.number: row for row in rows}
    for position, number in enumerate(numbers.in_order(by_number)):
        by_number[number].position = position


def remove_paper(ctx: Context, draft: ReferenceVersion, paper: ReferencePaper) -> None:
    """Only one that no record uses; a number that is used and not valid any more is kept as 欠番."""
    check_may_change(ctx, draft)
    _check_unused(draft, paper, NUMBER_USED)
    db.session.delete(paper)
    draft.updated_at = ctx.at
    audit.record(ctx, Act.PAPER_REMOVED, paper)


def _check_unused(draft: ReferenceVersion, paper: ReferencePaper, message: str) -> None:
    column = next(name for name, kind in rules.NUMBERED.items() if kind == paper.kind)
    used = [
        one.item for one in queries.short_records(draft.id).values() if paper.number in getattr(one, column)
    ]
    if used:
        items = numbers.written(used[:FEW]) + ("…" if len(used) > FEW else "")
        raise DomainError(message, "number", number=paper.number, items=items)


# --- published, withdrawn -----------------------------------------------------------------------


def publish(ctx: Context, draft: ReferenceVersion, *, seen: int, is_confirmed: bool = False) -> None:
    """For good: whatever is found later goes into the next version. `is_confirmed`: the person was told what it
    has unchanged from the version before, and publishes it so."""
    check_may_change(ctx, draft, P.REFERENCE_PUBLISH)
    if draft.version != seen:
        raise StaleVersion(draft)
    reference = db.session.get_one(SecurityReference, draft.reference_id)
    if reference.withdrawn_at is not None:
        raise DomainError(REFERENCE_WITHDRAWN)
    if looking.look_over(reference, draft, day_of(ctx.at)).faults:
        raise DomainError(HAS_FAULTS)
    if not is_confirmed and repeated.same_as_before(draft).same:
        raise DomainError(SAME_AGAIN, "is_confirmed")
    draft.number = queries.next_number(draft.reference_id)
    draft.state = VersionState.PUBLISHED
    draft.published_by_id, draft.published_at = ctx.actor_id, ctx.at
    audit.record(ctx, Act.VERSION_PUBLISHED, draft)
    events.publish(ctx, VersionPublished(draft))


def withdraw_version(ctx: Context, version: ReferenceVersion, *, reason: str, seen: int) -> None:
    """A draft that is not gone on with, or what was published and turned out to be wrong. Both stay readable."""
    if not may_withdraw(ctx, version):
        raise NotAllowed
    if version.version != seen:
        raise StaleVersion(version)
    if not states.may_move(version.state, VersionState.WITHDRAWN):
        raise DomainError(GONE_ALREADY)
    if not reason:
        raise DomainError(NO_REASON, "reason")
    was_published = version.state == VersionState.PUBLISHED
    if not was_published:
        version.number = queries.next_number(version.reference_id)
    version.state, version.withdrawal_reason = VersionState.WITHDRAWN, reason
    version.withdrawn_by_id, version.withdrawn_at = ctx.actor_id, ctx.at
    audit.record(ctx, Act.VERSION_WITHDRAWN, version, reason=reason)
    if was_published:
        events.publish(ctx, VersionWithdrawn(version))


# --- who may ------------------------------------------------------------------------------------


def may_write(ctx: Context, *, is_theirs: bool, permission: P = P.REFERENCE_EDIT) -> bool:
    """Ours is written by us, theirs by the provider's people."""
    if ctx.is_vendor != is_theirs:
        return False
    return ctx.may(P.PORTAL_WRITE if is_theirs else permission)


def may_withdraw(ctx: Context, version: ReferenceVersion) -> bool:
    """One's own; and on what the provider published we need not go on relying."""
    if ctx.is_vendor or version.state == VersionState.DRAFT:
        return may_write(ctx, is_theirs=version.is_theirs)
    return ctx.may(P.REFERENCE_PUBLISH)


def check_may_write(
    ctx: Context, reference: SecurityReference | None, *, is_theirs: bool, permission: P = P.REFERENCE_EDIT
) -> None:
    if not may_write(ctx, is_theirs=is_theirs, permission=permission):
        raise NotAllowed
    if is_theirs and reference is not None and not reference.is_shared:
        raise NotAllowed


def check_may_change(ctx: Context, draft: ReferenceVersion, permission: P = P.REFERENCE_EDIT) -> None:
    check_may_write(ctx, None, is_theirs=draft.is_theirs, permission=permission)
    if draft.state != VersionState.DRAFT:
        raise DomainError(NOT_DRAFT)
