"""What the log notices of a transaction: one row per record, explained by an act, or no commit."""

import json
from contextlib import contextmanager, suppress
from datetime import date
from enum import StrEnum
from typing import Any, cast
from uuid import uuid4

import pytest
from sqlalchemy import Table, delete, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import configure_mappers

from app.core import audit, drafts
from app.core.audit import Audited, AuditEvent, AuditHead, AuditValues
from app.core.audit.collect import audited_fields, audited_tables
from app.core.audit.reading import entries_of, opened
from app.core.context import system_context
from app.core.db import db
from app.core.errors import UnauditedChange
from app.core.model import Entity
from app.identity.models import Unit, User
from app.register.models import Organisation, OrganisationCode
from tests.factories import identity as make


class Act(StrEnum):
    EDITED = "test:record:edited"
    OTHER = "test:record:other"


@pytest.fixture
def log(session):
    """Events written since the test began, oldest first."""
    start = session.scalar(select(AuditHead.number))

    def read():
        query = select(AuditEvent, AuditValues.content).join(
            AuditValues, AuditValues.number == AuditEvent.number
        )
        return [
            opened(row) for row in session.execute(query.where(AuditEvent.number > start).order_by("number"))
        ]

    return read


@pytest.fixture
def ctx(at):
    return system_context(at, "test")


@pytest.fixture
def unit(session, at, root) -> Unit:
    made = make.unit(at, "A1", "業務部", root)
    session.commit()
    return made


def changes(log, place: int = -1) -> Any:
    return log()[place].changes


def test_a_new_record_is_one_row_with_all_its_values(session, log, at, root):
    made = make.unit(at, "A1", "業務部", root)
    session.commit()
    (entry,) = log()
    assert (entry.kind, entry.event, entry.subject_type) == ("new", "test:record:made", "unit")
    assert (entry.subject_id, entry.root_id) == (made.id, made.id)
    assert entry.changes["name"] == [None, "業務部"]
    assert entry.changes["parent_id"] == [None, str(root.id)]
    assert "until_on" not in entry.changes  # nothing before, nothing after


def test_an_edit_holds_only_the_fields_that_differ(session, log, ctx, unit):
    unit.name, unit.code = "業務統括部", unit.code
    audit.record(ctx, Act.EDITED, unit)
    session.commit()
    entry = log()[-1]
    assert (entry.kind, entry.changes) == ("changed", {"name": ["業務部", "業務統括部"]})


def test_several_edits_with_flushes_and_expiry_keep_the_first_before_and_the_last_after(
    session, log, ctx, unit
):
    unit.name = "二"
    session.flush()
    session.expire(unit)
    unit.name = "三"
    session.scalars(select(Unit)).all()  # flushes on its own
    session.refresh(unit)
    unit.name = "四"
    audit.record(ctx, Act.EDITED, unit)
    unit.name = "五"
    session.commit()
    assert len(log()) == 2
    assert changes(log) == {"name": ["業務部", "五"]}


def test_the_old_value_of_an_expired_field_is_found(session, log, ctx, unit):
    session.expire(unit)
    unit.name = "新"
    audit.record(ctx, Act.EDITED, unit)
    session.commit()
    assert changes(log) == {"name": ["業務部", "新"]}


def test_a_value_that_went_back_to_the_start_leaves_no_row(session, log, ctx, unit):
    before = len(log())
    unit.name = "途中"
    session.flush()
    unit.name = "業務部"
    audit.record(ctx, Act.EDITED, unit)
    session.commit()
    assert len(log()) == before


def test_one_field_back_at_the_start_does_not_hide_another(session, log, ctx, unit):
    unit.name, unit.until_on = "途中", date(2030, 3, 31)
    session.flush()
    unit.name = "業務部"
    audit.record(ctx, Act.EDITED, unit)
    session.commit()
    assert changes(log) == {"until_on": [None, "2030-03-31"]}


@pytest.mark.parametrize("is_expired", [False, True])
def test_a_deleted_record_leaves_its_last_values(session, log, ctx, unit, is_expired):
    if is_expired:
        session.expire(unit)
    else:
        unit.name = "never stored"
    session.delete(unit)
    audit.record(ctx, Act.EDITED, unit)
    session.commit()
    entry = log()[-1]
    assert entry.kind == "deleted"
    assert entry.changes["name"] == ["業務部", None]


def test_a_deleted_part_whose_values_were_expired_leaves_them_too(session, log, ctx, at):
    whole = make.vendor_organisation(at)
    part = OrganisationCode(organisation_id=whole.id, scheme="own", value="1")
    session.add(part)
    session.commit()
    session.expire(part)
    session.delete(part)
    audit.record(ctx, Act.EDITED, whole)
    session.commit()
    assert changes(log) == {
        "organisation_id": [str(whole.id), None],
        "scheme": ["own", None],
        "value": ["1", None],
    }


def test_made_and_deleted_in_one_transaction_is_nothing(session, log, at):
    made = make.unit(at, "A9", "一時")
    session.flush()
    session.delete(made)
    session.commit()
    assert log() == []


def test_a_part_is_explained_by_the_act_on_its_whole_and_shows_in_its_history(session, log, ctx, at):
    whole = make.vendor_organisation(at)
    session.commit()
    part = OrganisationCode(organisation_id=whole.id, scheme="own", value="1")
    session.add(part)
    audit.record(ctx, Act.EDITED, whole)
    session.commit()
    part.value = "2"
    audit.record(ctx, Act.OTHER, whole)
    session.commit()
    assert [e.event for e in entries_of(whole)] == [Act.OTHER, Act.EDITED, "test:record:made"]
    entry = log()[-1]
    assert (entry.subject_type, entry.subject_id) == ("organisation_code", part.id)
    assert (entry.root_type, entry.root_id) == ("organisation", whole.id)
    assert entry.changes == {"value": ["1", "2"]}


def test_a_part_is_not_explained_by_an_act_on_another_whole(session, ctx, at):
    whole, other = make.vendor_organisation(at, "甲社"), make.vendor_organisation(at, "乙社")
    session.commit()
    session.add(OrganisationCode(organisation_id=whole.id, scheme="own", value="1"))
    other.name = "丙社"
    audit.record(ctx, Act.EDITED, other)
    with pytest.raises(UnauditedChange, match="organisation_code"):
        session.commit()


@pytest.mark.parametrize("change", ["new", "edit", "delete"])
def test_a_change_without_an_act_is_refused_however_often_one_tries(session, unit, change):
    if change == "new":
        session.add(Unit(code="X", name="X", path="/x/", sort_key="x"))
    elif change == "edit":
        unit.name = "内緒"
    else:
        session.delete(unit)
    for _ in range(2):
        with pytest.raises(UnauditedChange, match="unit"):
            session.commit()
    session.rollback()
    session.expire_all()
    assert [u.name for u in session.scalars(select(Unit).where(Unit.code.in_(["A1", "X"])))] == ["業務部"]


def test_an_act_on_another_record_explains_nothing(session, ctx, unit, root):
    unit.name = "内緒"
    audit.record(ctx, Act.EDITED, root)
    with pytest.raises(UnauditedChange):
        session.commit()


def test_the_refusal_tells_names_of_fields_and_no_values(session, people):
    user = next(iter(people.values()))
    user.name, user.password = "秘密 太郎", "hash-of-a-password"
    with pytest.raises(UnauditedChange) as refused:
        session.commit()
    assert "name, password" in str(refused.value)
    assert "秘密" not in str(refused.value)
    assert "hash" not in str(refused.value)


def test_a_change_after_the_act_in_the_same_transaction_belongs_to_it(session, log, ctx, unit):
    audit.record(ctx, Act.EDITED, unit)
    unit.name = "後"
    session.commit()
    assert changes(log) == {"name": ["業務部", "後"]}


# --- savepoints ----------------------------------------------------------------------------


@contextmanager
def undone(session):
    """A savepoint that is rolled back by an error."""
    with suppress(Undo), session.begin_nested():
        yield
        raise Undo


class Undo(Exception):
    pass


def test_an_inner_rollback_keeps_the_outer_diff_and_drops_the_inner(session, log, ctx, unit, root):
    unit.name = "外"
    audit.record(ctx, Act.EDITED, unit)
    with undone(session):
        unit.code, root.name = "B2", "中"
        audit.record(ctx, Act.OTHER, root)
    session.commit()
    assert changes(log) == {"name": ["業務部", "外"]}
    assert log()[-1].event == Act.EDITED
    assert len(log()) == 2


def test_an_act_of_a_rolled_back_savepoint_explains_nothing(session, ctx, unit):
    with undone(session):
        audit.record(ctx, Act.EDITED, unit)
    unit.name = "内緒"
    with pytest.raises(UnauditedChange):
        session.commit()


def test_an_outer_change_is_still_refused_after_an_inner_rollback(session, unit):
    unit.name = "内緒"
    with undone(session):
        pass
    with pytest.raises(UnauditedChange):
        session.commit()


@pytest.mark.filterwarnings("ignore:New instance")
def test_a_failed_statement_in_a_savepoint_keeps_the_outer_diff(session, log, ctx, unit, root):
    unit.name = "外"
    audit.record(ctx, Act.EDITED, unit)
    inner = session.begin_nested()
    session.add(Unit(code=unit.code, name="同じ番号", path="/x/", sort_key="x"))
    with pytest.raises(IntegrityError):
        session.flush()
    inner.rollback()
    session.commit()
    assert changes(log) == {"name": ["業務部", "外"]}


def test_an_inner_commit_joins_the_outer_and_writes_nothing_early(session, log, ctx, unit):
    before = len(log())
    unit.name = "外"
    with session.begin_nested():
        unit.name = "中"
        audit.record(ctx, Act.EDITED, unit)
        with session.begin_nested():
            unit.name = "奥"
    assert len(log()) == before
    session.commit()
    assert changes(log) == {"name": ["業務部", "奥"]}
    assert len(log()) == before + 1


def test_an_inner_commit_inside_a_rolled_back_savepoint_is_gone(session, log, ctx, unit):
    unit.name = "外"
    audit.record(ctx, Act.EDITED, unit)
    with undone(session), session.begin_nested():
        unit.code = "B2"
        session.flush()
    session.commit()
    assert changes(log) == {"name": ["業務部", "外"]}


def test_a_savepoint_that_is_closed_and_not_committed_is_gone(session, log, ctx, unit):
    unit.name = "外"
    audit.record(ctx, Act.EDITED, unit)
    inner = session.begin_nested()
    unit.code = "B2"
    session.flush()
    inner.close()
    session.expire_all()
    session.commit()
    assert changes(log) == {"name": ["業務部", "外"]}


def test_back_to_the_start_across_savepoints_leaves_no_row(session, log, ctx, unit):
    before = len(log())
    unit.name = "外"
    session.flush()
    with session.begin_nested():
        unit.name = "業務部"
        audit.record(ctx, Act.EDITED, unit)
    session.commit()
    assert len(log()) == before


def test_committing_with_open_savepoints_writes_once(session, log, ctx, unit):
    session.begin_nested()
    session.begin_nested()
    unit.name = "奥"
    audit.record(ctx, Act.EDITED, unit)
    session.commit()
    assert changes(log) == {"name": ["業務部", "奥"]}


# --- rollback, next transaction ------------------------------------------------------------


@pytest.mark.parametrize("end", ["rollback", "close"])
def test_a_transaction_that_ended_without_commit_leaves_nothing(session, log, ctx, unit, root, end):
    before = len(log())
    unit.name = "消える"
    audit.record(ctx, Act.EDITED, unit)
    getattr(session, end)()
    session.commit()
    assert len(log()) == before
    again = session.get(Unit, root.id)
    again.name = "残る"
    with pytest.raises(UnauditedChange):
        session.commit()


def test_two_transactions_in_a_row_are_two_diffs(session, log, ctx, unit):
    for name in ("一", "二"):
        unit.name = name
        audit.record(ctx, Act.EDITED, unit)
        session.commit()
    assert [e.changes for e in log()[-2:]] == [{"name": ["業務部", "一"]}, {"name": ["一", "二"]}]
    unit.name = "三"
    with pytest.raises(UnauditedChange):
        session.commit()


# --- what goes past the flush --------------------------------------------------------------


def _statements():
    unit, event = cast(Table, Unit.__table__), cast(Table, AuditEvent.__table__)
    values = {"code": "Z", "name": "Z", "path": "/z/", "sort_key": "z"}
    return {
        "orm update": lambda: update(Unit).values(name="一括"),
        "orm delete": lambda: delete(OrganisationCode),
        "orm insert": lambda: insert(Unit).values(**values),
        "core update": lambda: unit.update().values(name="一括"),
        "core delete": unit.delete,
        "core insert": lambda: unit.insert().values(**values),
        "log update": lambda: update(AuditEvent).values(event="x"),
        "log delete": lambda: delete(AuditEvent),
        "log insert": lambda: event.insert().values(number=1),
        "values": lambda: update(AuditValues).values(content="{}"),
        "head": lambda: update(AuditHead).values(number=0),
    }


@pytest.mark.parametrize("name", _statements())
def test_a_bulk_statement_on_an_audited_table_is_refused(session, unit, name):
    with pytest.raises(UnauditedChange):
        session.execute(_statements()[name]())
    session.rollback()
    assert session.scalar(select(Unit.name).where(Unit.code == "A1")) == "業務部"


@pytest.mark.parametrize(
    "bulk",
    [
        lambda s, u: s.bulk_update_mappings(Unit, [{"id": u.id, "name": "一括"}]),
        lambda s, u: s.bulk_insert_mappings(
            Unit, [{"code": "Z", "name": "Z", "path": "/z/", "sort_key": "z"}]
        ),
        lambda s, u: s.bulk_save_objects([Unit(code="Z", name="Z", path="/z/", sort_key="z")]),
        lambda s, u: s.query(Unit).update({"name": "一括"}),
        lambda s, u: s.query(OrganisationCode).delete(),
        lambda s, u: s.execute(insert(Unit), [{"code": "Z", "name": "Z", "path": "/z/", "sort_key": "z"}]),
        lambda s, u: s.execute(update(Unit), [{"id": u.id, "name": "一括"}]),
    ],
)
def test_the_bulk_ways_of_the_session_are_refused(session, unit, bulk):
    with pytest.raises(UnauditedChange):
        bulk(session, unit)


def test_a_bulk_statement_on_an_operational_table_passes(session, at):
    drafts.save(uuid4(), "somewhere", {"name": ["x"]}, at)
    session.commit()
    assert db.affect(delete(drafts.Draft)) == 1
    session.commit()
    assert session.scalars(select(drafts.Draft)).all() == []


def test_what_the_collector_cannot_see_is_not_used():
    """Orphans removed by a relationship, association tables, rows changed by a foreign key."""
    configure_mappers()
    for mapper in Entity.registry.mappers:
        for relationship in mapper.relationships:
            if issubclass(relationship.mapper.class_, Audited) or issubclass(mapper.class_, Audited):
                assert relationship.secondary is None, relationship
                assert not relationship.cascade.delete_orphan, relationship
    for name in audited_tables():
        for key in Entity.metadata.tables[name].foreign_keys:
            assert (key.ondelete, key.onupdate) == (None, None), key


# --- witness, acts, classes ----------------------------------------------------------------


def test_an_act_that_changes_nothing_is_noted(session, log, ctx, unit):
    audit.witness(ctx, Act.OTHER, unit, reason="監査対応")
    session.commit()
    entry = log()[-1]
    assert (entry.kind, entry.event, entry.changes, entry.reason) == ("noted", Act.OTHER, {}, "監査対応")
    assert entries_of(unit)[0].number == entry.number


def test_a_note_on_a_part_shows_in_the_history_of_the_whole(session, ctx, at):
    whole = make.vendor_organisation(at)
    part = OrganisationCode(organisation_id=whole.id, scheme="own", value="1")
    session.add(part)
    session.commit()
    audit.witness(ctx, Act.OTHER, part)
    session.commit()
    assert entries_of(whole)[0].event == Act.OTHER


def test_a_note_explains_no_change(session, ctx, unit):
    audit.witness(ctx, Act.OTHER, unit)
    unit.name = "内緒"
    with pytest.raises(UnauditedChange):
        session.commit()


def test_rows_of_one_act_share_its_id_and_say_who(session, log, ctx, unit, root):
    unit.name, root.name = "一", "二"
    audit.record(ctx, Act.EDITED, unit, root)
    session.commit()
    first, second = log()[-2:]
    assert {first.subject_id, second.subject_id} == {unit.id, root.id}
    assert first.act_id == second.act_id == ctx.act_id
    assert (first.actor_id, first.actor_kind) == (None, "system")


def _stored(session, number: int) -> tuple[str, dict[str, Any]]:
    body = session.scalar(select(AuditEvent.body).where(AuditEvent.number == number))
    content = session.scalar(select(AuditValues.content).where(AuditValues.number == number))
    return body + content, json.loads(content)


def test_personal_values_are_encrypted_and_secret_ones_only_changed(session, log, ctx, people):
    user = next(iter(people.values()))
    user.name, user.password, user.language = "秘密 太郎", "a-hash", "en"
    audit.record(ctx, Act.EDITED, user)
    session.commit()
    entry = log()[-1]
    stored, content = _stored(session, entry.number)
    assert "秘密" not in stored
    assert "a-hash" not in stored
    assert set(content["name"]) == {"s", "c"}
    assert content["password"]["v"] == [None, "•"]
    assert content["language"]["v"] == ["ja", "en"]
    assert entry.changes["name"][1] == "秘密 太郎"


def test_a_typed_reason_is_encrypted(session, log, ctx, unit):
    unit.name = "新"
    audit.record(ctx, Act.EDITED, unit, reason="山田さんの依頼")
    session.commit()
    stored, content = _stored(session, log()[-1].number)
    assert "山田" not in stored
    assert set(content["_reason"]) == {"s", "c"}
    assert log()[-1].reason == "山田さんの依頼"
    assert "_reason" not in log()[-1].changes


def test_columns_marked_as_machinery_are_not_in_the_diff(session, log, ctx, unit):
    assert "version" not in audited_fields(Unit)
    assert "name_key" not in audited_fields(Organisation)
    assert "id" not in audited_fields(User)
    before = len(log())
    unit.updated_at = ctx.at
    session.commit()  # a bump of the whole alone needs no act
    assert len(log()) == before


def test_every_column_is_logged_unless_it_says_so():
    configure_mappers()
    for mapper in Entity.registry.mappers:
        if issubclass(mapper.class_, Audited):
            left_out = {c.key for c in mapper.column_attrs} - set(audited_fields(mapper.class_)) - {"id"}
            marked = {c.key for c in mapper.column_attrs if not c.columns[0].info["audited"]}
            assert left_out == marked
            for column in inspect(mapper.class_).column_attrs:
                assert getattr(mapper.class_, column.key).impl.active_history
