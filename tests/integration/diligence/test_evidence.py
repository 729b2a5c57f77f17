"""Evidence beside answers: who may hand it in, where it goes, once stored, never deleted, reminded of in time."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, text

from app.core import keys
from app.core.audit import reading
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.files import open_checked, tending
from app.core.files.models import StoredFile
from app.core.files.storing import store
from app.diligence import expiring
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, AssessmentState, AssignmentState
from app.diligence.queries import answers
from app.diligence.queries import assessments as queries
from app.diligence.queries import evidence as reads
from app.diligence.rules.evidence import EvidenceFacts
from app.diligence.services import answering
from app.diligence.services import evidence as services
from app.diligence.services.evidence_reminding import EXPIRES, remind_of_evidence
from app.identity.roles import Role
from app.work.models import Task, TaskState
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import evidence as lay
from tests.factories import files
from tests.factories.questionnaires import published

ground = begins_with(lambda at: published(at, "to24"))
LIST = "24-04"


@pytest.fixture
def assessment(ctx, engagement):
    return make.sent(ctx, engagement)


@pytest.fixture
def ours(assessment):
    return queries.assignments_of(assessment)[0]


@pytest.fixture
def vendor(assessment):
    return queries.assignments_of(assessment)[1]


@pytest.fixture
def theirs(vendor, at):
    return context_of(lay.vendor_person(at, vendor.organisation_id), at)


def message_of(act) -> str:
    with pytest.raises(DomainError) as caught:
        act()
    db.session.rollback()
    return str(caught.value.message)


def test_a_file_is_laid_beside_its_question_and_begins_the_answering(ctx, ours, at):
    assert ours.state == AssignmentState.SENT
    row = lay.added(
        ctx, ours, LIST, place="list", name="../../責任 分界.pdf", period_from_on=date(2026, 4, 1),
        period_to_on=date(2027, 3, 31), expires_on=date(2027, 3, 31), note="案件用",
    )  # fmt: skip
    assert (ours.state, ours.opened_at) == (AssignmentState.ANSWERING, at)
    assert (row.name, row.media_type, row.part) == ("責任 分界.pdf", "application/pdf", "list")
    assert (row.assessment_id, row.organisation_id) == (ours.assessment_id, None)
    entry = next(one for one in reading.entries_about(row) if one.event == Act.EVIDENCE_ADDED)
    assert set(entry.changes) >= {"name", "sha256", "expires_on"}


def test_a_required_file_counts_as_an_answer_only_while_it_lies_there(ctx, ours, monkeypatch):
    paper = answers.paper_for(ours.content_id)
    question = next(one for one in paper.questions() if one.id == LIST)
    wanted = next(part for part in question.parts if part.key == "list")
    monkeypatch.setitem(wanted.__dict__, "required", True)
    answering.save(ctx, ours, LIST, make.answer_of(question), version=None)
    db.session.commit()
    assert LIST in answering.progress_of(ours).open
    before = ours.answered_count
    row = lay.added(ctx, ours, LIST, place="list")
    assert LIST not in answering.progress_of(ours).open
    assert ours.answered_count == before + 1
    services.withdraw(ctx, ours, row, reason="誤って登録しました。")
    db.session.commit()
    assert ours.answered_count == before


def test_a_place_takes_what_it_may(ctx, ours):
    for question, part, message in (
        ("99-99", "", services.NOT_ASKED), (LIST, "is_listed", services.NO_PART), (LIST, "nothing", services.NO_PART),
    ):  # fmt: skip
        assert message_of(lambda q=question, p=part: lay.added(ctx, ours, q, place=p)) == message
    first = lay.added(ctx, ours, LIST, place="list", content=files.pdf("一"))
    full = message_of(lambda: lay.added(ctx, ours, LIST, place="list", content=files.pdf("二")))
    assert full == services.ONE_FILE
    lay.added(ctx, ours, LIST, content=files.pdf("二"))
    assert message_of(lambda: lay.added(ctx, ours, LIST, content=files.pdf("二"))) == services.THERE
    services.withdraw(ctx, ours, first, reason="差し替えます。")
    lay.added(ctx, ours, LIST, place="list", content=files.pdf("一"))
    standing = [row for row in reads.standing_in(ours, LIST) if row.part == "list"]
    assert [row.sha256 for row in standing] == [first.sha256]


def test_nobody_adds_for_somebody_else_or_after_the_end(ctx, ctx_of, ours, vendor, theirs):
    row = lay.added(ctx, ours)
    for who, part in (
        (ctx, vendor),
        (theirs, ours),
        (ctx_of(Role.VENDOR), vendor),
        (ctx_of(Role.AUDITOR), ours),
    ):
        with pytest.raises(NotAllowed):
            lay.added(who, part)
        db.session.rollback()
    with pytest.raises(NotAllowed):
        services.withdraw(theirs, ours, row, reason="x")
    make.answered(ctx, ours)
    for act in (
        lambda: lay.added(ctx, ours, name="遅れ.pdf"),
        lambda: services.edit(ctx, ours, row, EvidenceFacts(note="x")),
        lambda: services.withdraw(ctx, ours, row, reason="x"),
    ):
        assert message_of(act) == answering.CLOSED


def test_a_file_is_described_and_withdrawn_with_a_reason(ctx, ours, at):
    row = lay.added(ctx, ours, name="認証書.pdf")
    services.edit(ctx, ours, row, EvidenceFacts(expires_on=date(2030, 1, 1), note="更新済み"))
    db.session.commit()
    assert (row.expires_on, row.note) == (date(2030, 1, 1), "更新済み")
    assert message_of(lambda: services.withdraw(ctx, ours, row, reason="")) == services.NO_WITHDRAWAL_REASON
    services.withdraw(ctx, ours, row, reason="別の会社のものでした。")
    db.session.commit()
    assert (row.is_withdrawn, row.withdrawal_reason) == (True, "別の会社のものでした。")
    for act in (
        lambda: services.edit(ctx, ours, row, EvidenceFacts()),
        lambda: services.withdraw(ctx, ours, row, reason="もう一度"),
    ):
        assert message_of(act) == services.WITHDRAWN
    acts = [one.event for one in reading.entries_about(row)]
    assert acts == [Act.EVIDENCE_WITHDRAWN, Act.EVIDENCE_EDITED, Act.EVIDENCE_ADDED]
    assert message_of(
        lambda: lay.added(ctx, ours, period_to_on=date(2026, 5, 1), expires_on=date(2026, 4, 1))
    ).startswith("It cannot expire")


def test_one_content_is_stored_once_and_outlives_the_sweeper(ctx, ours, at):
    one = lay.added(ctx, ours, ours.questions[0], content=files.pdf("同じ"))
    other = lay.added(ctx, ours, ours.questions[1], content=files.pdf("同じ"), name="別名.pdf")
    assert one.stored_file_id == other.stored_file_id
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 1
    files.keep(files.pdf("保存されなかった"))
    later = at + timedelta(days=3)
    assert tending.sweep(later) >= 1
    assert tending.sweep(later) == 0
    stored = db.session.get_one(StoredFile, one.stored_file_id)
    assert store().size(stored.address)
    seen = tending.verify()
    assert (seen.files, seen.faults) == (1, [])


def test_the_row_of_a_file_cannot_go_while_evidence_refers_to_it(ctx, ours):
    row = lay.added(ctx, ours)
    with pytest.raises(Exception, match=r"(?i)foreign key"), db.session.begin_nested():
        db.session.connection().execute(delete(StoredFile).where(StoredFile.id == row.stored_file_id))


def test_evidence_opens_after_the_keys_were_rotated(ctx, ours, monkeypatch):
    content = files.pdf("鍵の更新")
    row = lay.added(ctx, ours, content=content)
    ring = keys.KeyRing(
        {**keys.ring.keys, "data": {**keys.ring.keys["data"], "d9": b"k" * 32}}, dict(keys.ring.current)
    )
    ring.current["data"] = "d9"
    monkeypatch.setattr(keys.ring, "keys", ring.keys)
    monkeypatch.setattr(keys.ring, "current", ring.current)
    while tending.rewrap():
        db.session.commit()
    stored = db.session.get_one(StoredFile, row.stored_file_id)
    assert stored.key_id == "d9"
    assert b"".join(open_checked(stored).chunks()) == content


# --- reminders ---------------------------------------------------------------------------------


def open_tasks() -> list[Task]:
    query = select(Task).where(Task.message == EXPIRES, Task.state == TaskState.OPEN)
    return list(db.session.scalars(query))


def remind(ctx) -> int:
    given = remind_of_evidence(ctx)
    db.session.commit()
    return given


def test_what_expires_is_one_task_until_newer_files_are_there(ctx, ours, assessment, at):
    today, warning = day_of(at), expiring.warning_days()
    lay.added(ctx, ours, ours.questions[0], expires_on=today + timedelta(days=warning + 1))
    assert remind(ctx) == 0
    rows = [
        lay.added(ctx, ours, ours.questions[1], expires_on=today + timedelta(days=warning)),
        lay.added(ctx, ours, ours.questions[2], expires_on=today - timedelta(days=3)),
    ]
    assert remind(ctx) == 1
    assert remind(ctx) == 0
    (task,) = open_tasks()
    assert task.params == {"title": ours.title, "number": assessment.number, "count": "2"}
    assert (task.source_id, task.unit_id) == (assessment.id, assessment.unit_id)
    assert task.due_on == today - timedelta(days=3)
    services.withdraw(ctx, ours, rows[1], reason="更新しました。")
    assert remind(ctx) == 1
    (task,) = open_tasks()
    assert task.params["count"] == "1"
    services.withdraw(ctx, ours, rows[0], reason="更新しました。")
    assert remind(ctx) == 0
    assert open_tasks() == []
    assert task.state == TaskState.DONE


def test_nobody_is_reminded_of_what_was_withdrawn_or_asked_anew(ctx, ours, assessment, at):
    lay.added(ctx, ours, expires_on=day_of(at))
    assessment.state = AssessmentState.WITHDRAWN
    audit_as_test(ctx, assessment)
    assert remind(ctx) == 0
    assessment.state = AssessmentState.CONCLUDED
    audit_as_test(ctx, assessment)
    assert remind(ctx) == 1
    make_follower(ctx, assessment)
    assert remind(ctx) == 0
    assert open_tasks() == []


def audit_as_test(ctx, record) -> None:
    from app.core import audit
    from tests.factories.identity import Made

    audit.record(ctx, Made.FOR_TEST, record)
    db.session.commit()


def make_follower(ctx, before: Assessment) -> None:
    kept = {column.key for column in Assessment.__table__.columns} - {
        "id",
        "number",
        "previous_id",
        "version",
        "updated_at",
    }
    made = Assessment(
        **{name: getattr(before, name) for name in kept} | {"state": AssessmentState.PREPARED},
        number="D-0000-9999", previous_id=before.id,
    )  # fmt: skip
    db.session.add(made)
    audit_as_test(ctx, made)


def test_the_reminder_reads_by_the_index_of_the_days(ctx, ours, at):
    lay.added(ctx, ours, expires_on=day_of(at))
    assert [one.count for one in reads.expiring(day_of(at))] == [1]
    assert reads.expiring(day_of(at) - timedelta(days=1)) == []
    if not db.is_sqlite:
        db.session.execute(text("SET LOCAL enable_seqscan = off"))  # a handful of rows is read as a whole
    told = reads.expiring_query(day_of(at)).compile(db.engine, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN" if db.is_sqlite else "EXPLAIN"
    plan = db.session.connection().exec_driver_sql(f"{explain} {told}").all()
    assert "ix_evidence_expires_on" in str(plan)
