"""What reports ask of engagements: seen on the engagement, given, settled, opened again, carried to the next period."""

from datetime import date

import pytest
from sqlalchemy import select

from app.assurance.models import (
    ControlDuty,
    DutyState,
    ReportKind,
    ReportSubservice,
    SubserviceMethod,
    UserControl,
)
from app.assurance.services import duties as services
from app.assurance.services.duties import DutyFacts
from app.core import audit
from app.core.errors import DomainError, NotAllowed
from app.identity.roles import Role
from app.work.models import Task, TaskState
from tests.factories import chain
from tests.factories import engagements as make_engagements
from tests.factories import readings as make
from tests.factories.identity import Made, context
from tests.pages import words


@pytest.fixture
def config(at, azure):
    """What the institution uses; it stands on Azure."""
    made = chain.service(at, "株式会社FIXER", "cloud.config")
    chain.supply(at, made, azure)
    return made


@pytest.fixture
def engagement(at, root, config):
    return make_engagements.engagement(at, root, config)


@pytest.fixture
def report(at, azure):
    made = make.report(at, azure)
    make.controls(at, made, "CC6.1", "CC6.2", "CC7.1")
    return made


@pytest.fixture
def officer(ctx_of):
    return ctx_of(Role.OFFICER)


def here(engagement) -> str:
    return f"/engagements/{engagement.id}/assurance"


def said(page) -> str:
    return words(page.find("main"))


def duties(session) -> list[ControlDuty]:
    session.expire_all()
    query = select(ControlDuty).join(UserControl, UserControl.id == ControlDuty.control_id)
    return list(session.scalars(query.order_by(ControlDuty.report_id, UserControl.position)))


def open_tasks(session) -> list[Task]:
    query = select(Task).where(Task.source_type == "control_duty", Task.state == TaskState.OPEN)
    return list(session.scalars(query.order_by(Task.id)))


def given(session, officer, engagement, report, facts=None) -> list[ControlDuty]:
    from app.assurance.queries import reports

    ids = {one.id for one in reports.controls_of(report)}
    made = services.give(officer, engagement, report, ids, facts or DutyFacts())
    session.commit()
    return made


def test_the_engagement_shows_what_reaches_it_through_the_chain(
    session, pages_as, engagement, report, at, root
):
    pages = pages_as(Role.OFFICER)
    shown = said(pages.get(here(engagement)))
    for text in (
        report.number,
        "Microsoft Azure",
        "182日",
        "報告書のないサービス",
        "cloud.config",
        "未割当の内部統制が3件",
    ):
        assert text in shown, text
    aws = make_engagements.engagement(at, root, chain.service(at, "アマゾン", "AWS"))
    assert report.number not in said(pages.get(here(aws)))


def test_who_is_left_out_of_a_report_without_one_of_their_own_is_named(
    session, pages_as, engagement, at, config, azure
):
    soc = make.report(at, config)
    rows = [
        ReportSubservice(report_id=soc.id, name="Azure", organisation_id=azure.organisation_id,
                         method=SubserviceMethod.CARVE_OUT),
        ReportSubservice(report_id=soc.id, name="Unknown Ltd", method=SubserviceMethod.CARVE_OUT),
    ]  # fmt: skip
    session.add_all(rows)
    audit.record(context(at), Made.FOR_TEST, *rows)
    session.commit()
    pages = pages_as(Role.OFFICER)
    shown = said(pages.get(here(engagement)))
    assert "Azureは報告書の対象外" in shown
    assert "Unknown Ltdは、報告書に記載がありますが、取引先に結び付けられていません" in shown
    make.report(at, azure, kind=ReportKind.ISO27001, expires_on=date(2028, 3, 31))
    assert "Azureは報告書の対象外" not in said(pages.get(here(engagement)))


def test_user_controls_are_taken_up_settled_and_opened_again(session, pages_as, engagement, report, people):
    pages = pages_as(Role.OFFICER)
    form = f"{here(engagement)}/{report.id}/give"
    page = pages.get(form)
    chosen = [box["value"] for box in page.select("input[name=controls]")][:2]
    assert pages.submit(form, status=422, controls=None)
    pages.submit(form, controls=chosen, owner_id=str(people[Role.OFFICER].id), due_on="2027-01-31")
    first, second = duties(session)
    assert first.owner_id == people[Role.OFFICER].id
    assert [task.due_on for task in open_tasks(session)] == [date(2027, 1, 31)] * 2
    duty = f"{here(engagement)}/duties/{first.id}"
    assert "CC6.1" in said(pages.get(duty))
    pages.submit(f"{duty}/settle", status=422, state="not_needed", note="")
    back = pages.submit(f"{duty}/settle", status=422, state="done", note=" ")
    assert [link["href"] for link in back.select(".error-summary a")] == ["#note"]
    back = pages.submit(f"{duty}/settle", status=422)
    assert [link["href"] for link in back.select(".error-summary a")] == ["#state", "#note"]
    assert "結果を選択してください" in words(back.select_one(".error-summary"))
    pages.submit(f"{duty}/settle", state="done", note="四半期ごとに見直している。")
    assert "四半期ごとに見直している。" in said(pages.get(duty))
    assert [task.source_id for task in open_tasks(session)] == [second.id]
    pages.submit(f"{duty}/reopen", reason="体制が変わった。")
    assert duties(session)[0].state == DutyState.OPEN
    assert len(open_tasks(session)) == 2
    pages.submit(f"{duty}/edit", owner_id="", due_on="2027-02-28")
    assert duties(session)[0].due_on == date(2027, 2, 28)
    task = open_tasks(session)[-1]
    assert (task.owner_id, task.due_on) == (None, date(2027, 2, 28))


def test_nothing_is_settled_without_a_word_of_what_was_done(session, officer, engagement, report):
    first, *_rest = given(session, officer, engagement, report)
    for state, reason in (
        (DutyState.DONE, services.WHAT_WAS_DONE),
        (DutyState.NOT_NEEDED, services.WHY_NOT_NEEDED),
    ):
        with pytest.raises(DomainError) as refused:
            services.settle(officer, engagement, first, state, note=" ")
        assert (refused.value.message, refused.value.field) == (reason, "note")


def test_a_task_of_a_duty_leads_to_its_page(session, officer, pages_as, engagement, report):
    made = given(session, officer, engagement, report)
    task = open_tasks(session)[0]
    answer = pages_as(Role.OFFICER).get(f"/work/{task.id}", status=303)
    assert answer.location.endswith(f"/duties/{task.source_id}")
    assert task.source_id in {one.id for one in made}


def test_only_the_unit_settles_and_a_stranger_sees_nothing(
    session, officer, pages_of, pages_as, engagement, report, at, root
):
    made = given(session, officer, engagement, report)
    _unit, person = make_engagements.branch(at, root)
    stranger = pages_of(person)
    base = here(engagement)
    for url in (
        base,
        f"{base}/{report.id}/give",
        f"{base}/duties/{made[0].id}",
        f"{base}/duties/{made[0].id}/settle",
    ):
        stranger.get(url, status=404)
    assert engagement.title not in said(stranger.get(f"/assurance/{report.id}/duties"))
    auditor = pages_as(Role.AUDITOR)
    auditor.get(f"{base}/duties/{made[0].id}")
    auditor.get(f"{base}/duties/{made[0].id}/settle", status=403)
    with pytest.raises(NotAllowed):
        services.settle(make_engagements.ctx_of(person, at), engagement, made[0], DutyState.DONE, note="")
    other = make_engagements.engagement(at, root, chain.service(at, "アマゾン", "AWS"))
    pages_as(Role.OFFICER).get(f"{here(other)}/duties/{made[0].id}", status=404)


def test_a_renewed_report_takes_over_the_same_numbers_to_be_confirmed(
    session, officer, pages_as, engagement, report, at, azure
):
    done, todo, gone = given(session, officer, engagement, report)
    services.settle(officer, engagement, done, DutyState.DONE, note="対応済み")
    session.commit()
    newer = make.report(at, azure, previous_id=report.id)
    make.controls(at, newer, "CC6.1", "CC6.2", "CC9.9")
    assert services.carry_over(context(at), newer) == 2
    session.commit()
    assert services.carry_over(context(at), newer) == 0
    carried = [row for row in duties(session) if row.report_id == newer.id]
    assert [(row.state, row.is_to_confirm, row.note) for row in carried] == [
        (DutyState.DONE, True, "対応済み"), (DutyState.OPEN, False, ""),
    ]  # fmt: skip
    assert {task.source_id for task in open_tasks(session)} == {*(row.id for row in carried), gone.id}
    pages = pages_as(Role.OFFICER)
    shown = said(pages.get(here(engagement)))
    assert "要再確認" in shown
    assert report.number not in shown
    pages.submit(f"{here(engagement)}/duties/{carried[0].id}/settle", state="done", note="変わりなし")
    assert not any(row.is_to_confirm for row in duties(session))
    assert todo.state == DutyState.OPEN


def test_a_draft_of_the_next_period_takes_nothing_over(session, officer, engagement, report, at, azure):
    given(session, officer, engagement, report)
    draft = make.report(at, azure, previous_id=report.id, issued_on=None)
    make.controls(at, draft, "CC6.1")
    assert services.carry_over(context(at), draft) == 0


def test_the_report_shows_which_engagements_have_settled_what(
    session, officer, pages_as, engagement, report, count_queries
):
    made = given(session, officer, engagement, report)
    services.settle(officer, engagement, made[0], DutyState.NOT_NEEDED, note="該当する機能を使っていない。")
    session.commit()
    pages, url = pages_as(Role.VENDOR_MANAGER), f"/assurance/{report.id}/duties"
    row = pages.get(url).select_one("main tbody tr")
    assert engagement.title in words(row)
    assert [words(cell).split("：")[0].strip() for cell in row.select("td.num")] == ["1", "2", "0"]
    shown = said(pages.get(f"{url}/list"))
    for text in (engagement.title, "該当する機能を使っていない。", "対応不要"):
        assert text in shown
    for page in (url, f"{url}/list", here(engagement)):
        pages.get(page)
        count_queries.sent.clear()
        pages.get(page)
        # On PostgreSQL one more says whose transaction it is.
        sent = [one for one in count_queries.sent if "set_config" not in one]
        assert len(sent) <= 12, (page, sent)


def test_a_person_who_may_not_settle_for_the_unit_is_no_owner(
    session, officer, pages_as, engagement, report, people
):
    form = f"{here(engagement)}/{report.id}/give"
    pages_as(Role.OFFICER).submit(form, status=422, owner_id=str(people[Role.AUDITOR].id))
    assert duties(session) == []
