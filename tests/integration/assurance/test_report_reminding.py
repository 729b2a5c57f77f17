"""Reports that end: whoever keeps them is told at each mark once, engagements when one has lapsed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.assurance.models import Disclosure, ReportKind
from app.assurance.services.reminding import remind_of_reports
from app.core.dates import day_of
from app.core.notices import Notice
from app.core.outbox import Mail
from app.identity.roles import Role
from app.work.models import Task, TaskState
from tests.factories import engagements as make_engagements
from tests.factories import readings as make
from tests.factories.identity import context


@pytest.fixture
def report(at, azure, people):
    """Its last day is a hundred days away."""
    return make.report(
        at, azure, kind=ReportKind.ISO27001, title="ISO 27001", expires_on=day_of(at) + timedelta(days=100),
        period_from_on=None, period_to_on=None, owner_id=people[Role.VENDOR_MANAGER].id,
    )  # fmt: skip


def tasks(session) -> list[Task]:
    session.expire_all()
    return list(session.scalars(select(Task).where(Task.source_type == "assurance_report").order_by(Task.id)))


def after(session, at, days: int) -> int:
    given = remind_of_reports(replace(context(at), at=at + timedelta(days=days)))
    session.commit()
    return given


def test_each_mark_is_told_once_and_the_last_to_engagements_too(session, at, root, azure, report, people):
    owner = people[Role.OFFICER].id
    engagement = make_engagements.engagement(at, root, azure, owner_id=owner)
    for days, given in ((5, 0), (10, 1), (11, 0), (70, 1), (80, 0), (100, 1), (100, 0)):
        assert after(session, at, days) == given, days
    assert session.scalars(select(Notice)).all() == []
    assert after(session, at, 101) == 1
    assert after(session, at, 200) == 0
    assert [task.state for task in tasks(session)] == [*[TaskState.DONE] * 3, TaskState.OPEN]
    assert tasks(session)[-1].owner_id == people[Role.VENDOR_MANAGER].id
    (notice,) = session.scalars(select(Notice)).all()
    assert notice.user_id == owner
    assert notice.params["engagement"] == engagement.title
    assert len(session.scalars(select(Mail)).all()) == 4


def test_what_was_renewed_is_spoken_of_no_more(session, at, azure, report):
    assert after(session, at, 95) == 1
    make.report(at, azure, kind=ReportKind.ISO27001, previous_id=report.id, expires_on=date(2099, 1, 1))
    assert after(session, at, 96) == 0
    assert [task.state for task in tasks(session)] == [TaskState.DONE]


def test_a_mail_brings_neither_the_file_nor_its_name(session, at, ctx_of, report):
    make.file(ctx_of(Role.VENDOR_MANAGER), report, Disclosure.CONFIDENTIAL, name="秘密の報告書.pdf")
    after(session, at, 95)
    (mail,) = session.scalars(select(Mail)).all()
    assert mail.attachment_id is None
    assert "秘密の報告書" not in mail.subject + mail.body
    assert report.number in mail.body


def test_a_report_without_an_owner_waits_for_whoever_keeps_reports(session, at, azure):
    make.report(at, azure, kind=ReportKind.PCI_DSS, expires_on=day_of(at))
    assert after(session, at, 0) == 1
    (task,) = tasks(session)
    assert (task.owner_id, task.permission) == (None, "assurance:report:edit")
