"""The register as the log knew it at a past instant (model.md §5)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.audit import AuditEvent, AuditValues, reading
from app.core.context import Context
from app.core.db import db
from app.core.listing import COUNTED, DEEPEST, EXPORTED, ListState, Page, not_too_many, page_of
from app.core.text import fold
from app.register import indexing, queries, rules
from app.register.models import Organisation, OrganisationCode
from app.register.queries import ROW, Row, Wanted


def organisation_at(organisation: Organisation, instant: datetime) -> Organisation | None:
    return reading.state_at(organisation, instant)


def list_at(ctx: Context, wanted: Wanted, state: ListState, instant: datetime) -> Page[Row]:
    rows, is_cut = _rows_at(ctx, wanted, state.order(), instant, DEEPEST + state.definition.size)
    rows = state.in_order(rows)
    is_more = len(rows) > COUNTED or is_cut
    return page_of(rows, state, COUNTED if is_more else len(rows), is_more=is_more)


def export_at(ctx: Context, wanted: Wanted, state: ListState, instant: datetime) -> Sequence[Row]:
    return not_too_many(state.in_order(_rows_at(ctx, wanted, state.order(), instant, EXPORTED + 1)[0]))


def _rows_at(
    ctx: Context, wanted: Wanted, order: Sequence[Any], instant: datetime, limit: int
) -> tuple[list[Row], bool]:
    """What did not change since is found by the indexes of now; only the rest is undone, row by row."""
    changed_since = (
        select(AuditEvent.subject_id)
        .where(AuditEvent.subject_type == Organisation.__tablename__, AuditEvent.at > instant)
        .where(AuditEvent.subject_id == Organisation.id)
        .exists()
    )
    same = queries.listed(ctx, wanted).where(~changed_since)
    same_rows = db.session.execute(same.order_by(*order).limit(limit)).all()
    changed = db.session.scalars(queries.visible_to(ctx).where(changed_since)).all()
    states = reading.states_at(Organisation, changed, instant, all_rows=True)
    then = [_row(found) for found in states.values() if is_wanted(found, wanted)]
    return [*(Row(*row) for row in same_rows), *then], len(same_rows) == limit


def _row(found: Organisation) -> Row:
    return Row(*(getattr(found, column.key) for column in ROW))


def is_wanted(found: Organisation, wanted: Wanted) -> bool:
    """The conditions of `queries.listed`, on a record that no index knows."""
    ended = rules.has_ended(found.ended_on, wanted.on)
    return (
        (wanted.kind is None or found.kind == wanted.kind)
        and (not wanted.country or found.country == wanted.country)
        and (wanted.parent_id is None or found.parent_id == wanted.parent_id)
        and (not wanted.is_numberless or found.corporate_number is None)
        and (wanted.has_ended is None or wanted.has_ended == ended)
        and _has_words(found, wanted.words)
    )


def _has_words(found: Organisation, words: str) -> bool:
    if not words:
        return True
    numbers = (found.corporate_number, found.lei, found.invoice_number)
    texts = [fold(text) for text in (found.name, found.name_kana, found.name_latin, *numbers) if text]
    return all(any(fold(word) in text for text in texts) for word in indexing.asked(words).split())


def codes_at(organisation: Organisation, instant: datetime) -> list[OrganisationCode]:
    """The codes of that moment, those since removed among them."""
    since = [entry for entry in reading.entries_of(organisation, limit=1000) if entry.at > instant]
    present = list(queries.codes_of(organisation))
    known = {code.id for code in present}
    removed = {
        entry.subject_id
        for entry in since
        if entry.subject_type == OrganisationCode.__tablename__ and entry.subject_id not in known
    }
    present += [_shell(code_id, organisation.id) for code_id in removed]
    states = reading.states_at(OrganisationCode, present, instant).values()
    return sorted(states, key=lambda code: (code.scheme, code.value))


def _shell(code_id: UUID, organisation_id: UUID) -> OrganisationCode:
    """Stands for a removed row: its values come back with the event of its removal."""
    return OrganisationCode(id=code_id, organisation_id=organisation_id, scheme="", value="")


def children_at(ctx: Context, organisation: Organisation, instant: datetime) -> list[Row]:
    """Those below it now, and those whose events since name it: they may have been below it then."""
    naming_it = (
        select(AuditEvent.subject_id)
        .join(AuditValues, AuditValues.number == AuditEvent.number)
        .where(AuditEvent.subject_type == Organisation.__tablename__, AuditEvent.at > instant)
        .where(AuditValues.content.contains(str(organisation.id), autoescape=True))
    )
    may_be = (Organisation.parent_id == organisation.id) | Organisation.id.in_(naming_it)
    present = db.session.scalars(queries.visible_to(ctx).where(may_be)).all()
    states = reading.states_at(Organisation, present, instant).values()
    below = [_row(state) for state in states if state.parent_id == organisation.id]
    return sorted(below, key=lambda row: (row.sort_key, row.id))


def names_at(ctx: Context, ids: Sequence[UUID | None], instant: datetime) -> dict[UUID, str]:
    wanted = {row_id for row_id in ids if row_id is not None}
    if not wanted:
        return {}
    present = db.session.scalars(queries.visible_to(ctx).where(Organisation.id.in_(wanted))).all()
    return {row.id: row.name for row in reading.states_at(Organisation, present, instant).values()}
