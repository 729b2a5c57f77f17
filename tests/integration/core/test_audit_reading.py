"""A record as it stood: the present undone by what the log says happened since."""

import os
import time
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import JSON, Boolean, Date, Enum, Integer, Numeric, Text, Uuid, insert, inspect, select

from app.core import audit, settings
from app.core.audit import chain
from app.core.audit.collect import Change, Claim
from app.core.audit.erase import erase_values
from app.core.audit.reading import entries_of, from_json, state_at, states_at
from app.core.audit.steps import STEPS
from app.core.db import db
from app.core.model import UtcDateTime
from app.identity.models import Grant, GrantState, Unit, User
from app.identity.roles import Role
from app.register.models import NoNumberReason, Organisation, OrganisationCode, OrganisationKind
from app.work.models import Finding, FindingState, Severity, Task
from tests.factories import identity as make

FULL = os.environ.get("SEKISHO_FULL") == "1"


class Act(StrEnum):
    EDITED = "test:record:edited"


def save(session, at, *records, **values) -> datetime:
    """Change and commit; the moment just before it."""
    instant = datetime.now(UTC)
    for record in records:
        for name, value in values.items():
            setattr(record, name, value)
    session.flush()
    audit.record(make.context(at), Act.EDITED, *records)
    session.commit()
    return instant


def made(session, at, record):
    session.add(record)
    audit.record(make.context(at), make.Made.FOR_TEST, record)
    session.commit()
    return record


# Each kind of column that the model has: what it was, what it became.
KINDS: dict[str, tuple[Any, str, Any, Any]] = {
    "text": (Unit, "name", "旧部署", "新部署"),
    "date": (Unit, "until_on", date(2026, 3, 31), date(2027, 3, 31)),
    "nothing": (Unit, "until_on", None, date(2027, 3, 31)),
    "uuid": (Unit, "organisation_id", UUID(int=1), UUID(int=2)),
    "bool": (User, "active", True, False),
    "datetime": (User, "deactivated_at", datetime(2026, 4, 1, 9, 30, 1, 25, UTC), None),
    "personal": (User, "name", "旧姓 花子", "新姓 花子"),
    "enum": (Organisation, "kind", OrganisationKind.COMPANY, OrganisationKind.GOVERNMENT),
    "enum or nothing": (Organisation, "no_number_reason", NoNumberReason.FOREIGN, None),
    "int": (Finding, "number", 7, 8),
    "json": (Task, "params", {"name": "甲", "nested": [1, {"a": None}]}, {"name": "乙"}),
    "json list": (Task, "params", ["a", "b"], []),
}


def record_of(model, at, root):
    return {
        Unit: lambda: Unit(code="K", name="部", path="/k/", sort_key="k"),
        User: lambda: User(email="k@example.jp", name="k", fs_uniquifier=uuid4().hex),
        Organisation: lambda: Organisation(name="社", sort_key="社", kind=OrganisationKind.COMPANY),
        Finding: lambda: Finding(
            number=1,
            title="t",
            severity=Severity.LOW,
            unit_id=root.id,
            raised_on=at.date(),
            state=FindingState.OPEN,
        ),
        Task: lambda: Task(source_type="unit", source_id=root.id, message="m", params={}),
    }[model]()


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_column_comes_back_as_it_was(session, at, root, kind):
    model, name, old, new = KINDS[kind]
    record = record_of(model, at, root)
    setattr(record, name, old)
    made(session, at, record)
    instant = save(session, at, record, **{name: new})
    then = state_at(record, instant)
    assert then is not None
    assert getattr(then, name) == old
    assert type(getattr(then, name)) is type(old)
    assert getattr(record, name) == new
    assert then.id == record.id
    assert state_at(record, datetime.now(UTC)) is not record


def test_every_type_of_the_model_is_covered_by_a_kind():
    known = (Text, Date, Uuid, Boolean, UtcDateTime, Enum, Integer, JSON, Numeric)
    for mapper in Unit.registry.mappers:
        for column in mapper.local_table.columns:
            assert isinstance(column.type, known), column


def test_numbers_with_decimals_keep_them():
    from decimal import Decimal

    assert from_json(Numeric(), "1.50") == Decimal("1.50")


def test_the_state_is_in_no_session_and_knows_no_secret(session, at):
    user = made(session, at, User(email="k@example.jp", name="k", fs_uniquifier="u", password="hash"))
    then = state_at(user, datetime.now(UTC))
    assert then is not None
    state = inspect(then)
    assert (state.session, state.transient) == (None, True)
    assert (then.password, then.fs_uniquifier) == (None, None)
    then.name = "変わらない"
    session.commit()
    assert session.scalar(select(User.name).where(User.id == user.id)) == "k"


def test_each_moment_between_several_changes(session, at):
    unit = made(session, at, Unit(code="K", name="一", path="/k/", sort_key="k"))
    moments = [save(session, at, unit, name=name) for name in ("二", "三", "四")]
    save(session, at, unit, code="L")
    names = [(state.name, state.code) for m in moments if (state := state_at(unit, m))]
    assert names == [("一", "K"), ("二", "K"), ("三", "K")]


def test_before_its_first_record_there_is_nothing(session, at):
    instant = datetime.now(UTC)
    unit = made(session, at, Unit(code="K", name="一", path="/k/", sort_key="k"))
    save(session, at, unit, name="二")
    assert state_at(unit, instant) is None
    assert states_at(Unit, [unit], instant) == {}


def test_a_field_named_kind_does_not_make_a_record_new(session, at):
    """The walk looks for the word in the signed text, where a field of that name stands too."""
    kept = made(session, at, Organisation(name="社", sort_key="社", kind=OrganisationKind.COMPANY))
    instant = save(session, at, kept, kind=OrganisationKind.GOVERNMENT)
    then = state_at(kept, instant)
    assert then is not None
    assert then.kind == OrganisationKind.COMPANY


def test_erased_values_read_as_nothing(session, at):
    user = made(session, at, User(email="k@example.jp", name="秘密", fs_uniquifier="u"))
    instant = save(session, at, user, name="別名", title="課長")
    assert erase_values(make.context(at), user, {"name"}, reason="本人の求め") == 2
    session.commit()
    then = state_at(user, instant)
    assert then is not None
    assert (then.name, then.title) == (None, "")
    assert [e.changes.get("name", "absent") for e in entries_of(user)] == ["absent", None, None]


def test_values_that_no_longer_open_read_as_nothing(session, at, monkeypatch):
    user = made(session, at, User(email="k@example.jp", name="秘密", fs_uniquifier="u"))
    instant = save(session, at, user, name="別名")
    monkeypatch.setattr("app.core.keys.ring.keys", {"audit": {}, "data": {}, "web": {}})
    then = state_at(user, instant)
    assert then is not None
    assert then.name is None


def test_a_deleted_record_is_found_by_anything_with_its_id(session, at):
    whole = make.vendor_organisation(at)
    part = OrganisationCode(organisation_id=whole.id, scheme="own", value="1")
    session.add(part)
    session.commit()
    save(session, at, part, value="2")
    instant = datetime.now(UTC)
    session.delete(part)
    audit.record(make.context(at), Act.EDITED, whole)
    session.commit()
    then = state_at(OrganisationCode(id=part.id), instant)
    assert then is not None
    assert (then.organisation_id, then.scheme, then.value) == (whole.id, "own", "2")


def test_a_renamed_column_is_read_by_its_step(session, at, monkeypatch):
    unit = made(session, at, Unit(code="K", name="一", path="/k/", sort_key="k"))
    first = save(session, at, unit, name="二")
    second = save(session, at, unit, code="L")
    monkeypatch.setitem(STEPS, "unit", {"name": lambda _n, pair: [("name_kana", pair[0] if pair else "")]})
    then = state_at(unit, first)
    assert then is not None
    assert (then.name, then.name_kana) == ("二", "一")
    later = state_at(unit, second)
    assert later is not None
    assert (later.name_kana, later.code) == ("", "K")


def test_many_records_by_ids_or_as_a_whole_table_are_the_same(session, at, root):
    units = [
        made(session, at, Unit(code=f"K{n}", name=f"部{n}", path=f"/k{n}/", sort_key="k")) for n in range(4)
    ]
    instant = save(session, at, units[0], name="新")
    save(session, at, units[1], code="Z")
    for is_all in (False, True):
        then = states_at(Unit, [*units, root], instant, all_rows=is_all)
        assert [then[u.id].name for u in units] == ["部0", "部1", "部2", "部3"]
        assert then[units[1].id].code == "K1"
        assert then[root.id].name == root.name


def test_the_state_of_a_part_with_an_enum_and_dates(session, at, people, root):
    grant = session.scalars(select(Grant).where(Grant.user_id == people[Role.AUDITOR].id)).one()
    instant = save(session, at, grant, state=GrantState.ENDED, until_on=date(2026, 1, 1))
    then = state_at(grant, instant)
    assert then is not None
    assert (then.state, then.until_on, then.role) == (GrantState.ACTIVE, None, Role.AUDITOR)


def test_any_json_value_of_a_setting_comes_back(session, at):
    setting = made(session, at, settings.Setting(key="k", value=5))
    moments = [save(session, at, setting, value=value) for value in ("文", [1, 2], {"a": True}, None, False)]
    values = [state.value for m in moments if (state := state_at(setting, m))]
    assert values == [5, "文", [1, 2], {"a": True}, None]


def test_history_is_newest_first_in_pages(session, at):
    unit = made(session, at, Unit(code="K", name="0", path="/k/", sort_key="k"))
    for n in range(1, 6):
        save(session, at, unit, name=str(n))
    first = entries_of(unit, limit=2)
    assert [e.changes["name"][1] for e in first if e.changes["name"]] == ["5", "4"]
    second = entries_of(unit, limit=2, before_number=first[-1].number)
    assert [e.changes["name"][1] for e in second if e.changes["name"]] == ["3", "2"]


def test_a_list_as_at_a_past_day_is_fast(own):
    """10,000 records with 200,000 events: the list as at the end of the last quarter, and the farthest past."""
    rows, edits = (10_000, 20) if FULL else (500, 20)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    ids = [Unit().id for _ in range(rows)]
    ctx = make.context(start)
    with db.scope(writes=True):
        for n in range(edits):
            _write(ctx, ids, n, start + timedelta(days=n * 18))
        db.session.commit()
    with db.scope():
        present = db.session.scalars(select(Unit)).all()
        took = {days: _seconds(present, start + timedelta(days=days)) for days in (341, 270, 1)}
    print(
        f"\nas at, {rows} records, {rows * edits} events: " + ", ".join(f"{s:.2f} s" for s in took.values())
    )
    assert took[341] < 0.5 * (1 if FULL else 0.2)


def _seconds(present, instant: datetime) -> float:
    began = time.process_time()  # of this process alone: the machine may be busy with other tests
    states = states_at(Unit, present, instant, all_rows=True)
    took = time.process_time() - began
    assert len(states) == len(present)
    expected = (instant - datetime(2026, 1, 1, tzinfo=UTC)).days // 18
    assert {state.name for state in states.values()} == {str(expected)}
    return took


def _write(ctx, ids: list[UUID], n: int, at: datetime) -> None:
    """Edit number n of each unit, dated as if it had happened then."""
    connection = db.session.connection()
    if n == 0:
        last = {"name": "19", "name_kana": "", "version": 1, "updated_at": at}
        units = [{"id": i, "code": str(i), "path": f"/{i}/", "sort_key": str(i), **last} for i in ids]
        connection.execute(insert(Unit), units)
    changes = []
    for unit_id in ids:
        key = ("unit", unit_id)
        fields: dict[str, list[Any]] = {"name": [str(n - 1) if n else None, str(n)]}
        change = Change(Unit, key, key, fields, is_new=n == 0)
        changes.append((Claim(ctx, "test:record:edited", key, key, ""), change))

    class Then(datetime):
        @classmethod
        def now(cls, tz=None):
            return at

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(chain, "datetime", Then)
        chain.append(connection, changes)
