"""User controls of many engagements: listed page by page, settled and given out together; days as they were settled."""

from datetime import date

import pytest
from sqlalchemy import select

from app.assurance.models import ControlDuty, DutyState, UserControl
from app.assurance.queries import reports
from app.assurance.services import duties as services
from app.assurance.services import duties_together as together
from app.assurance.services.duties import DutyFacts
from app.core.dates import day_of
from app.identity.roles import Role
from app.work.models import Task, TaskState
from tests.factories import engagements as make_engagements
from tests.factories import readings as make
from tests.pages import words

BULK = "/assurance/duties/bulk"


@pytest.fixture
def engagement(at, root, azure):
    return make_engagements.engagement(at, root, azure)


@pytest.fixture
def report(at, azure):
    made = make.report(at, azure)
    make.controls(at, made, "CC6.1", "CC6.2", "CC7.1")
    return made


@pytest.fixture
def officer(ctx_of):
    return ctx_of(Role.OFFICER)


def given(session, officer, engagement, report, *refs: str) -> list[ControlDuty]:
    ids = {one.id for one in reports.controls_of(report) if not refs or one.ref in refs}
    made = services.give(officer, engagement, report, ids, DutyFacts(due_on=date(2027, 1, 31)))
    session.commit()
    return made


def duties(session) -> list[ControlDuty]:
    session.expire_all()
    query = select(ControlDuty).join(UserControl, UserControl.id == ControlDuty.control_id)
    return list(session.scalars(query.order_by(UserControl.position)))


def here(engagement) -> str:
    return f"/engagements/{engagement.id}/assurance"


def said(page) -> str:
    return words(page.find("main"))


def ids_of(made) -> str:
    return "&".join(f"id={one.id}" for one in made)


def open_tasks(session) -> list[Task]:
    query = select(Task).where(Task.source_type == "control_duty", Task.state == TaskState.OPEN)
    return list(session.scalars(query.order_by(Task.id)))


# --- what is nobody's yet, and when something was settled -------------------------------------------


def test_what_nobody_has_taken_up_is_a_row_with_the_way_to_give_it(
    session, officer, pages_as, engagement, report
):
    given(session, officer, engagement, report, "CC6.1")
    pages = pages_as(Role.OFFICER)
    page = pages.get(here(engagement))
    rows = [words(row) for row in page.select("#controls-1 tbody tr")]
    assert len(rows) == 3
    assert ["未割当" in row for row in rows] == [False, True, True]
    link = page.select_one("a[href*='control=']")
    assert "担当を決める" in words(link)
    form = pages.get(link["href"])
    ticked = [words(box.find_next("label")) for box in form.select("input[name=controls][checked]")]
    assert [text.split()[0] for text in ticked] == ["CC6.2"]
    pages.submit(link["href"], due_on="2027-02-28")
    assert [one.due_on for one in duties(session)] == [date(2027, 1, 31), date(2027, 2, 28)]
    reader = pages_as(Role.AUDITOR).get(here(engagement))
    assert "未割当" in said(reader)
    assert "担当を決める" not in said(reader)


def test_a_settled_control_shows_the_day_of_settling_not_the_one_it_was_due(
    session, officer, pages_as, engagement, report, at
):
    made = given(session, officer, engagement, report)
    services.settle(officer, engagement, made[0], DutyState.DONE, note="見直した。")
    session.commit()
    day = day_of(at).isoformat()
    pages = pages_as(Role.OFFICER)
    for url, part in (
        (here(engagement), "#controls-1 tbody tr"),
        (f"/assurance/{report.id}/duties/list", "main tbody tr"),
    ):
        rows = [words(row) for row in pages.get(url).select(part)]
        (row,) = [row for row in rows if "CC6.1" in row]
        assert f"対応日・{day}" in row, url
        assert "2027-01-31" not in row, url
    shown = said(pages.get(f"{here(engagement)}/duties/{made[0].id}"))
    assert "完了・" not in shown
    assert day in shown


# --- together ------------------------------------------------------------------------------------


def test_several_are_settled_with_one_note_after_a_look(session, officer, pages_as, engagement, report):
    made = given(session, officer, engagement, report)
    services.settle(officer, engagement, made[2], DutyState.DONE, note="済み")
    session.commit()
    pages = pages_as(Role.OFFICER)
    assert len(pages.get(here(engagement)).select("input[data-tick]")) == 2
    url = f"{BULK}?{ids_of(made)}"
    back = pages.submit(url, button="preview", status=422, act="settle")
    assert back.select(".error-summary a[href='#state']")
    back = pages.submit(url, button="preview", status=422, act="settle", state="not_needed", note=" ")
    assert back.select(".error-summary a[href='#note']")
    back = pages.submit(url, button="preview", status=422, act="settle", state="done", note="")
    assert [link["href"] for link in back.select(".error-summary a")] == ["#note"]
    look = pages.submit(
        url, button="preview", status=200, act="settle", state="done", note="四半期に見直す。"
    )
    told = [words(row) for row in look.select("#preview tbody tr")]
    assert ["変更なし" in row for row in told] == [False, False, True], told
    assert len(open_tasks(session)) == 2
    answer = applied(pages, look)
    assert answer.location.endswith(here(engagement))
    assert "2件更新" in said(pages.follow(answer))
    assert [one.note for one in duties(session)] == ["四半期に見直す。", "四半期に見直す。", "済み"]
    assert open_tasks(session) == []


def applied(pages, look, status: int = 303):
    form = look.select_one("main form[method=post]")
    sent = {tag["name"]: tag.get("value", "") for tag in form.select("input[name]:not([type=radio])")}
    sent |= {tag["name"]: tag["value"] for tag in form.select("input[type=radio][checked]")}
    sent |= {tag["name"]: tag.get_text().lstrip("\n") for tag in form.select("textarea[name]")}
    for tag in form.select("select[name]"):
        chosen = tag.select_one("option[selected]") or tag.select_one("option")
        sent[tag["name"]] = chosen["value"]
    return pages.post(BULK, status=status, fields={**sent, "apply": "1"})


def test_several_are_given_to_one_person_and_their_tasks_go_along(
    session, officer, pages_as, engagement, report, people
):
    made = given(session, officer, engagement, report)
    pages, owner = pages_as(Role.OFFICER), people[Role.OFFICER].id
    url = f"{BULK}?of=report&{ids_of(made)}"
    look = pages.submit(
        url, button="preview", status=200, act="assign", owner_id=str(owner), due_on="2027-03-15"
    )
    answer = applied(pages, look)
    assert answer.location.endswith(f"/assurance/{report.id}/duties/list")
    assert {(one.owner_id, one.due_on) for one in duties(session)} == {(owner, date(2027, 3, 15))}
    tasks = open_tasks(session)
    assert {(one.owner_id, one.due_on) for one in tasks} == {(owner, date(2027, 3, 15))}
    assert len(tasks) == 3


def test_what_somebody_else_settled_meanwhile_stops_all_of_it(session, officer, pages_as, engagement, report):
    made = given(session, officer, engagement, report)
    pages = pages_as(Role.OFFICER)
    look = pages.submit(
        f"{BULK}?{ids_of(made)}", button="preview", status=200, act="settle", state="done", note="見直した。"
    )
    services.settle(officer, engagement, made[0], DutyState.DONE, note="先に")
    session.commit()
    back = applied(pages, look, status=422)
    assert "変更されました" in said(back)
    assert [one.state for one in duties(session)].count(DutyState.DONE) == 1


def test_of_another_unit_nothing_is_settled_and_of_a_stranger_nothing_is_shown(
    session, officer, pages_as, pages_of, engagement, report, at, root
):
    made = given(session, officer, engagement, report)
    _unit, person = make_engagements.branch(at, root)
    stranger = pages_of(person)
    answer = stranger.get(f"{BULK}?{ids_of(made)}", status=303)
    assert "CC6.1" not in said(stranger.follow(answer))
    pages_as(Role.AUDITOR).get(f"{BULK}?{ids_of(made)}", status=403)
    other = make_engagements.ctx_of(person, at)
    rows = _chosen(officer, made)
    change = together.Settling(DutyState.DONE, "見直した。")
    assert {line.refusal for line in together.preview(other, rows, change)} == {together.OTHER_UNIT}
    shown = said(stranger.get(f"/assurance/{report.id}/duties/list"))
    assert engagement.title not in shown


def _chosen(ctx, made):
    from app.assurance.queries import report_duties

    return report_duties.chosen(ctx, [one.id for one in made])


def test_a_person_who_settles_nothing_in_the_unit_is_refused_line_by_line(
    session, officer, engagement, report, people
):
    rows = _chosen(officer, given(session, officer, engagement, report))
    lines = together.preview(officer, rows, DutyFacts(people[Role.AUDITOR].id))
    assert {line.refusal for line in lines} == {services.NOT_THEIRS}


# --- page by page --------------------------------------------------------------------------------


@pytest.fixture
def many(session, officer, at, root, azure, report):
    """Three engagements: one has settled everything, one a part, one has not begun."""
    made = [make_engagements.engagement(at, root, azure) for _ in range(3)]
    for duty in given(session, officer, made[0], report):
        services.settle(officer, made[0], duty, DutyState.DONE, note="見直した。")
    first, *_rest = given(session, officer, made[1], report, "CC6.1", "CC6.2")
    services.settle(officer, made[1], first, DutyState.NOT_NEEDED, note="使っていない。")
    session.commit()
    return made


def test_engagements_are_counted_by_the_database_and_narrowed(pages_as, report, many):
    pages, url = pages_as(Role.OFFICER), f"/assurance/{report.id}/duties"
    shown = said(pages.get(url))
    assert "対応済み・対応不要" in [words(head) for head in pages.get(url).select("main thead th")]
    assert "対応済み・対応不要4件、対応中1件、未割当4件" in shown
    for query, expected in (("", 3), ("?left=yes", 2), ("?left=no", 1), ("?left=nonsense", 3)):
        assert len(pages.get(url + query).select("main tbody tr")) == expected, query
    (link,) = [one for one in pages.get(url).select("td a") if "state=to_do" in one["href"]]
    assert len(pages.get(link["href"]).select("main tbody tr")) == 1


def test_the_list_of_user_controls_is_narrowed_searched_and_exported(pages_as, report, many, people, session):
    pages, url = pages_as(Role.OFFICER), f"/assurance/{report.id}/duties/list"
    for query, expected in (
        ("", 5), ("?state=done", 3), ("?state=not_needed", 1), ("?state=to_do", 1), ("?owner=me", 0),
        ("?owner=nobody", 5), (f"?engagement={many[0].id}", 3), ("?q=CC6.2", 2), ("?q=使っていない", 1), ("?q=無い", 0),
    ):  # fmt: skip
        assert len(pages.get(url + query).select("main tbody tr")) == expected, query
    file = pages.client.get(f"/assurance/{report.id}/duties/export?state=not_needed").get_data(as_text=True)
    assert "使っていない。" in file
    assert "CC7.1" not in file


def test_many_user_controls_cost_no_more_statements(
    pages_as, report, many, session, officer, count_queries, at, root, azure
):
    pages = pages_as(Role.OFFICER)
    urls = (f"/assurance/{report.id}/duties", f"/assurance/{report.id}/duties/list")
    for _ in range(4):
        given(session, officer, make_engagements.engagement(at, root, azure), report)
    for url in urls:
        pages.get(url)
        count_queries.sent.clear()
        pages.get(url)
        sent = [one for one in count_queries.sent if "set_config" not in one]
        assert len(sent) <= 12, (url, sent)
