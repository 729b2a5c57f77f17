"""What each job does: heads, expiry, rights that are over, hand-overs, the nightly walk."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.core import audit, drafts
from app.core.audit import AuditEvent, SecurityEvent
from app.core.audit.head import read
from app.core.context import system_context
from app.core.db import db
from app.core.idempotency import IdempotencyKey
from app.core.jobs import JobRun, JobState
from app.core.notices import Notice
from app.core.outbox import Mail, MailState
from app.exchange.models import ImportBatch
from app.identity.models import GrantState, StandIn, WebSession
from app.identity.roles import Role
from app.jobs import expiring, heads, verifying
from app.jobs.people import end_lapsed_rights
from tests.factories import identity as make
from tests.factories.identity import Made
from tests.instances import running, sqlite_config

AT = datetime.now(UTC)
TODAY = AT.date()
CTX = system_context(AT, "test")


def test_rights_whose_last_day_has_passed_end_and_their_sessions_with_them(session, people, root) -> None:
    officer = people[Role.OFFICER]
    old = make.grant(AT, officer, Role.RISK, root)
    old.until_on = TODAY - timedelta(days=2)
    today = make.grant(AT, officer, Role.LEGAL, root)
    today.until_on = TODAY + timedelta(days=1)
    away = StandIn(
        user_id=officer.id, deputy_id=people[Role.LEGAL].id, from_on=date(2020, 1, 1),
        until_on=TODAY - timedelta(days=2), reason="r", state=GrantState.ACTIVE,
    )  # fmt: skip
    session.add_all([away, web_session(officer.id)])
    audit.record(CTX, Made.FOR_TEST, old, today, away)
    session.commit()
    assert end_lapsed_rights(CTX) == "2"
    session.commit()
    assert (old.state, today.state, away.state) == (GrantState.ENDED, GrantState.ACTIVE, GrantState.ENDED)
    assert session.scalar(select(func.count()).where(WebSession.user_id == officer.id)) == 0
    events = session.scalars(select(AuditEvent.event).order_by(AuditEvent.number.desc()).limit(2)).all()
    assert set(events) == {"grant:role:ended", "stand_in:deputy:ended"}
    assert end_lapsed_rights(CTX) == "0"


def web_session(user_id) -> WebSession:
    return WebSession(token_hash=str(user_id), user_id=user_id, sealed="", created_at=AT, seen_at=AT)


def test_what_has_served_its_time_goes_and_the_rest_stays(session, people) -> None:
    user_id = people[Role.OFFICER].id
    old, new = AT - timedelta(days=100), AT - timedelta(days=1)
    for at in (old, new):
        session.add_all(
            [
                Notice(user_id=user_id, at=at, message="m", params={}, read_at=at),
                Mail(
                    created_at=at,
                    address="a@b",
                    subject="s",
                    body="b",
                    next_try_at=at,
                    sent_at=at,
                    state=MailState.SENT,
                ),
                JobRun(name=f"run {at}", period="p", state=JobState.DONE, started_at=at),
                IdempotencyKey(
                    actor="a", endpoint=f"{at}", key="k", digest="d", status=1, location="", at=at
                ),
            ]
        )
        drafts.save(user_id, f"key {at}", {"a": ["b"]}, at)
        session.add(
            ImportBatch(
                kind="organisations", file_name="ledger.csv", sha256=f"{at}", sheet="ledger", headings=[],
                heading_row=0, mapping={}, notes=[], counts={}, made_by_id=user_id, made_at=at, upload_id=user_id,
            )
        )  # fmt: skip
    session.add(Notice(user_id=user_id, at=old, message="unread", params={}))
    session.add(Mail(created_at=old, address="a@b", subject="waits", body="b", next_try_at=old))
    session.commit()
    said = expiring.expire_records(CTX)
    assert (
        said == "idempotency_keys=1 drafts=1 notices=1 imports=1 answer_imports=0 reference_imports=0"
        " foreign_forms=0 mails=1 job_runs=1"
    )
    assert session.scalar(select(func.count()).select_from(Notice)) == 2
    assert session.scalar(select(func.count()).select_from(Mail)) == 2
    nothing = "idempotency_keys drafts notices imports answer_imports reference_imports foreign_forms mails job_runs"
    assert expiring.expire_records(CTX).replace("=0", "") == nothing


def test_sessions_end_when_idle_or_too_old(session, people) -> None:
    row = web_session(people[Role.OFFICER].id)
    row.seen_at = AT - timedelta(minutes=16)
    session.add(row)
    session.commit()
    assert expiring.expire_sessions(CTX).startswith("sessions=1")


def test_approvals_that_nobody_decided_are_closed(session) -> None:
    assert expiring.expire_approvals(CTX).isdecimal()


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    with running(sqlite_config(tmp_path, head_export=tmp_path / "elsewhere" / "head.json")) as app:
        make.bank(AT)
        db.session.commit()
        db.end_transaction()
        yield app


def test_the_head_goes_to_its_own_place_and_only_when_it_has_moved(own_app: Flask) -> None:
    place = own_app.extensions["sekisho"].head_export
    with db.scope():
        assert heads.has_moved(CTX)
        heads.export_head(CTX)
        exported = read(place)
        assert exported == heads.present_head()
        assert exported is not None
        assert exported.number > 0
        assert not heads.has_moved(CTX)


def test_without_a_place_no_head_is_exported(own_app: Flask) -> None:
    own_app.extensions["sekisho"] = replace(own_app.extensions["sekisho"], head_export=None)
    with db.scope():
        assert not heads.has_moved(CTX)
        assert heads.export_head(CTX) == ""


def test_the_nightly_walk_says_how_far_the_log_is_whole(own_app: Flask) -> None:
    with db.scope():
        last = heads.present_head().number
    assert verifying.verify_nightly(CTX) == str(last)


def test_a_log_that_does_not_hold_is_told_to_administrators_and_auditors(own_app: Flask) -> None:
    with db.scope(writes=True):
        db.session.execute(text("DROP TRIGGER audit_event_no_update"))
        db.session.execute(text("UPDATE audit_event SET event = 'x' WHERE number = 3"))
        db.session.commit()
    with pytest.raises(verifying.LogBroken):
        verifying.verify_nightly(CTX)
    with db.scope():
        event = db.session.scalars(select(SecurityEvent)).one()
        assert event.kind == "audit:broken"
        assert event.detail.startswith("3: ")
        told = set(db.session.scalars(select(Mail.address)))
        assert {make.address(Role.ADMINISTRATOR), make.address(Role.AUDITOR)} <= told
        assert make.address(Role.OFFICER) not in told
        notice = db.session.scalars(select(Notice)).first()
        assert notice is not None
        assert notice.params == {"number": "3"}
        mail = db.session.scalars(select(Mail)).first()
        assert mail is not None
        assert "3" in mail.body
