"""A2: every changed row of an audited table has exactly one event of its request, with what it was and is.

The oracle compares all tables before and after; it asks no listener of ours what happened.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from app.core import audit
from app.core.audit import AuditEvent, AuditValues, reading
from app.core.audit.collect import _json, audited_fields, audited_tables
from app.core.columns import DataClass
from app.core.db import db
from app.core.model import Model
from app.core.operational import OPERATIONAL
from tests.security import snapshot
from tests.security.forms import BY_SCRIPT, Fields, Found, again, filled, is_done, send_until_done
from tests.security.snapshot import LOG, Changed
from tests.security.test_extra_fields import SECRETS
from tests.security.walk import Answer, Walker

MODELS: dict[str, Any] = {mapper.class_.__tablename__: mapper.class_ for mapper in Model.registry.mappers}


def last_number(walker: Walker) -> int:
    return walker.connection.execute(select(func.max(AuditEvent.number))).scalar() or 0


def events_after(number: int) -> list[reading.Entry]:
    query = select(AuditEvent, AuditValues.content).join(AuditValues, AuditValues.number == AuditEvent.number)
    with db.scope():
        rows = db.session.execute(query.where(AuditEvent.number > number).order_by(AuditEvent.number)).all()
        return [reading.opened(row) for row in rows]


def expected(change: Changed) -> dict[str, list[Any]]:
    """Field → [before, after] as the log must say it; secret ones only that they changed."""
    model = MODELS[change.table]
    found = {}
    for prop in model.__mapper__.column_attrs:
        column = prop.columns[0]
        sides = (change.before, change.after)
        if prop.key not in audited_fields(model) or not any(column.name in side for side in sides):
            continue
        pair = [_json(side.get(column.name)) for side in sides]
        if column.info["data_class"] == DataClass.SECRET:
            pair = [None if side is None else "•" for side in pair]
        if pair != [None, None]:
            found[prop.key] = pair
    return found


def unexplained(walker: Walker, before: snapshot.Rows, number: int) -> list[str]:
    """Where the log and the tables disagree about what happened since."""
    wrong = []
    changes = snapshot.differences(before, walker.rows())
    events = events_after(number)
    by_row: dict[Any, list[reading.Entry]] = {}
    for event in (event for event in events if event.kind != "noted"):
        by_row.setdefault((event.subject_type, event.subject_id), []).append(event)
    for change in changes:
        if change.table in OPERATIONAL:
            continue
        if change.table not in audited_tables():
            wrong.append(f"{change}: neither audited nor listed as operational")
            continue
        wanted = expected(change)
        found = by_row.pop((change.table, change.key[0]), [])
        if not wanted and not found:
            continue  # only the version moved on: a part of it changed
        if len(found) != 1:
            wrong.append(f"{change}: {len(found)} events")
        elif _told(found[0]) != wanted:
            wrong.append(f"{change}: the log says {_told(found[0])}, the table {wanted}")
    wrong += [
        f"{e.event} on {e.subject_type}: nothing changed"
        for left in by_row.values()
        for e in left
        if e.changes
    ]
    acts = {event.act_id for event in events}
    if len(acts) > 1:
        wrong.append(f"{len(acts)} acts in one request: {[event.event for event in events]}")
    return wrong


def _told(event: reading.Entry) -> dict[str, Any]:
    return {name: pair for name, pair in event.changes.items() if pair != [None, None]}


def send(walker: Walker, offer: Found, fields: Fields) -> tuple[Answer, list[str], int]:
    """The answer, what the log does not explain, and how many events it wrote."""
    before, number = walker.rows(), last_number(walker)
    answer = walker.send(offer.actor, offer.route, offer.action, fields)
    return answer, unexplained(walker, before, number), last_number(walker) - number


def journey(walker: Walker, offers: dict[str, list[Found]]) -> tuple[list[str], int, list[str]]:
    """Every form that some page shows, one after the other on the same rows; nothing is undone in between."""
    wrong, events, done = [], 0, []
    for endpoint in sorted(set(offers) - SECRETS):
        for offer in offers[endpoint][:8]:
            fresh = again(walker, offer)
            if fresh is None:
                continue
            results: list[tuple[Answer, list[str], int]] = []

            def note(one: Found, fields: Fields, into: list[Any] = results) -> Answer:
                answer, problems, count = send(walker, one, fields)
                into.append((answer, problems, count))
                return answer

            send_until_done(walker, [fresh], note)
            wrong += [f"{answer}: {problem}" for answer, problems, _ in results for problem in problems]
            events += sum(count for _, _, count in results)
            if results and is_done(results[-1][0]):
                done.append(endpoint)
    return wrong, events, done


def test_the_log_and_the_tables_tell_one_story(walker: Walker, offers: dict[str, list[Found]]) -> None:
    with walker.undone():
        wrong, events, done = journey(walker, offers)
    assert not wrong, "\n".join(wrong)
    assert events > 30
    assert len(set(done)) > len(offers) // 2, sorted(set(offers) - set(done))


def test_what_a_request_that_fails_left_behind_is_nothing(
    walker: Walker, offers: dict[str, list[Found]]
) -> None:
    """Every form sent empty: no row of business, no event."""
    for endpoint, found in sorted(offers.items()):
        offer = found[0]
        with walker.undone():
            number = last_number(walker)
            answer = walker.send(offer.actor, offer.route, offer.action, BY_SCRIPT.get(endpoint, {}))
            changed = snapshot.of_business(walker.changes())
            if answer.status >= 400:
                assert not changed, f"{answer}: {[str(change) for change in changed]}"
                assert last_number(walker) == number, answer


def test_every_table_is_audited_or_listed() -> None:
    tables = {table.name for table in Model.metadata.sorted_tables}
    assert tables == audited_tables() | set(OPERATIONAL)
    assert set(OPERATIONAL) >= LOG


def test_an_act_that_is_not_recorded_is_noticed(
    walker: Walker, offers: dict[str, list[Found]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without `record` the guard refuses the commit; without the guard as well, the oracle sees it."""
    monkeypatch.setattr(audit, "record", lambda *_args, **_options: db.session.flush())
    offer = offers["identity.user_edit"][0]
    with walker.undone():
        answer, wrong, events = send(walker, offer, filled(walker, offer))
    assert (answer.status, wrong, events) == (500, [], 0)
    monkeypatch.setattr(audit.chain, "explained", lambda _session: [])
    with walker.undone():
        answer, wrong, events = send(walker, offer, filled(walker, offer))
    assert is_done(answer)
    assert events == 0
    assert wrong
