"""Who may do what, who was last seen when, deputies and hand-overs."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.core import authz, events, notices
from app.core.audit import AuditEvent
from app.core.context import system_context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError
from app.identity import queries, services
from app.identity.credentials import state_of
from app.identity.events import HandedOver
from app.identity.events import IdentityAct as Act
from app.identity.models import GrantState, HandOver, HandOverState, StandIn
from app.identity.roles import Role
from app.identity.services import grants, moving
from app.identity.words import known_permissions
from tests.conftest import context_of
from tests.factories.identity import grant, unit, user
from tests.pages import words


@pytest.fixture
def admin(pages_as):
    return pages_as(Role.ADMINISTRATOR)


def rows_of(answer) -> list[list[str]]:
    assert answer.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_page_flags_roles_that_nobody_uses(admin, people):
    for role, days in ((Role.LEGAL, 91), (Role.RISK, 90)):
        state_of(people[role]).last_seen_at = datetime.now(UTC) - timedelta(days=days)
    db.session.commit()
    rows = {words(row.th): words(row) for row in admin.get("/access").select("table")[0].select("tbody tr")}
    assert "長期利用なし" in rows[people[Role.LEGAL].name]
    assert "長期利用なし" not in rows[people[Role.RISK].name]
    assert "長期利用なし" in rows[people[Role.COMPLIANCE].name]
    page = admin.get("/access?unused=1&role=legal")
    assert [words(a) for a in page.select("table")[0].select("tbody th")] == [people[Role.LEGAL].name]


def test_a_role_given_last_week_is_not_called_unused(admin, people, root, at):
    newcomer = user(at, "new@tsubame.example", "新人")
    given = grant(at, newcomer, Role.LEGAL, root)
    given.from_on = day_of(at) - timedelta(days=7)
    from app.core import audit
    from tests.factories.identity import Made, context

    audit.record(context(at), Made.FOR_TEST, given)
    db.session.commit()
    rows = {words(row.th): words(row) for row in admin.get("/access").select("table")[0].select("tbody tr")}
    assert "長期利用なし" not in rows["新人"]


def test_the_matrix_shows_every_permission_with_its_words(admin):
    table = admin.get("/access").select("table")[1]
    assert len(table.select("tbody tr")) == len(authz.known())
    assert set(authz.known()) == known_permissions()
    assert not [name for name in authz.known() if name in words(table)]


def test_both_tables_go_out_as_csv_that_calculates_nothing(admin, at, root, people):
    evil = user(at, "evil@tsubame.example", "=HYPERLINK(1)")
    grant(at, evil, Role.LEGAL, root)
    db.session.commit()
    names = [row[0] for row in rows_of(admin.get("/access/people.csv"))]
    assert "'=HYPERLINK(1)" in names
    assert "=HYPERLINK(1)" not in names
    matrix = rows_of(admin.get("/access/permissions.csv"))
    assert len(matrix) == len(authz.known()) + 1
    auditor = matrix[0].index("内部監査")
    writing = [row for row in matrix[1:] if row[2] and row[auditor]]
    assert not [row for row in writing if row[1].startswith("identity:")]


@pytest.mark.parametrize("url", ["/access", "/access/people.csv", "/access/permissions.csv"])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEGAL, Role.VENDOR])
def test_others_do_not_see_it(pages_as, url, role):
    pages_as(role).get(url, 403)


def test_the_page_takes_few_queries(admin, at, root, count_queries):
    for number in range(40):
        grant(at, user(at, f"n{number}@tsubame.example", f"職員 {number:02}"), Role.OFFICER, root)
    db.session.commit()
    admin.get("/access")
    count_queries.sent.clear()
    admin.get("/access")
    assert len(count_queries) <= 12, count_queries.sent


def ask_for_deputy(pages, deputy, at, **changes):
    fields = {
        "deputy_id": str(deputy.id),
        "from_on": day_of(at).isoformat(),
        "until_on": (day_of(at) + timedelta(days=7)).isoformat(),
        "reason": "休暇",
    }
    return pages.submit("/stand-ins/new", **{**fields, **changes})


def test_a_deputy_is_asked_for_by_the_absent_person(pages_as, people, at):
    ask_for_deputy(pages_as(Role.OFFICER), people[Role.LEGAL], at)
    stand_in = db.session.scalars(select(StandIn)).one()
    assert (stand_in.user_id, stand_in.deputy_id) == (people[Role.OFFICER].id, people[Role.LEGAL].id)
    assert stand_in.state == GrantState.REQUESTED
    text = words(pages_as(Role.LEGAL).get("/stand-ins"))
    assert people[Role.OFFICER].name in text
    assert people[Role.OFFICER].name not in words(
        pages_as(Role.COMMITTEE).get("/stand-ins").select_one("main")
    )


def test_without_scripts_the_exact_name_is_enough(pages_as, people, at):
    pages = pages_as(Role.OFFICER)
    ask_for_deputy(pages, people[Role.LEGAL], at, deputy_id="", deputy_id_text=people[Role.LEGAL].name)
    assert db.session.scalars(select(StandIn.deputy_id)).all() == [people[Role.LEGAL].id]
    page = ask_for_deputy(pages, people[Role.LEGAL], at, deputy_id="", deputy_id_text="試験", status=422)
    assert page.select_one("#deputy_id-error")
    assert page.select_one("#deputy_id")["value"] == "試験"


def test_only_an_administrator_asks_for_somebody_else(pages_as, admin, people, at):
    risk, legal = people[Role.RISK], people[Role.LEGAL]
    token = pages_as(Role.OFFICER).get("/stand-ins/new")
    assert token.select_one('[name="user_id"]') is None
    ask_for_deputy(admin, legal, at, user_id=str(risk.id))
    assert db.session.scalars(select(StandIn.user_id)).all() == [risk.id]


@pytest.mark.parametrize("deputy", [Role.OFFICER, Role.AUDITOR, Role.VENDOR])
def test_nobody_stands_in_for_themselves_nor_audit_nor_a_vendor(pages_as, people, at, deputy):
    ask_for_deputy(pages_as(Role.OFFICER), people[deputy], at, status=422)


def stand_in_of(people, at, ctx_of, absent: Role, deputy: Role) -> StandIn:
    made = services.request_stand_in(
        ctx_of(Role.ADMINISTRATOR), people[absent], deputy=people[deputy],
        from_on=day_of(at), until_on=day_of(at) + timedelta(days=7), reason="x",
    )  # fmt: skip
    services.activate_stand_in(ctx_of(Role.VENDOR_MANAGER), made.id)
    db.session.commit()
    return made


def test_a_deputy_holds_the_rights_of_the_absent_person_while_it_lasts(people, at, ctx_of, admin):
    made = stand_in_of(people, at, ctx_of, Role.VENDOR_MANAGER, Role.OFFICER)
    roles = lambda day: {held.role for held in queries.held_by(people[Role.OFFICER].id, day)[0]}  # noqa: E731
    assert roles(day_of(at)) == {Role.OFFICER, Role.VENDOR_MANAGER}
    assert roles(day_of(at) - timedelta(days=1)) == {Role.OFFICER}
    assert roles(day_of(at) + timedelta(days=8)) == {Role.OFFICER}
    assert queries.held_by(people[Role.OFFICER].id, day_of(at))[1] == day_of(at) + timedelta(days=8)
    row = next(
        r
        for r in admin.get("/access").select("tbody tr")
        if people[Role.VENDOR_MANAGER].name in words(r.find_all("td")[2])
    )
    assert words(row.th) == people[Role.OFFICER].name
    services.end_stand_in(ctx_of(Role.OFFICER), made, reason="back")
    assert roles(day_of(at)) == {Role.OFFICER}


@pytest.mark.parametrize("absent", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_the_powers_of_administrators_and_audit_are_not_lent(people, at, ctx_of, absent):
    stand_in_of(people, at, ctx_of, absent, Role.OFFICER)
    assert {held.role for held in queries.held_by(people[Role.OFFICER].id, day_of(at))[0]} == {Role.OFFICER}


def test_a_deputyship_is_ended_by_those_concerned_only(pages_as, people, at, ctx_of):
    made = stand_in_of(people, at, ctx_of, Role.VENDOR_MANAGER, Role.OFFICER)
    pages_as(Role.RISK).submit(f"/stand-ins/{made.id}/end", status=422, reason="x")
    pages_as(Role.OFFICER).submit(f"/stand-ins/{made.id}/end", reason="戻りました")
    db.session.expire_all()
    assert made.state == GrantState.ENDED


def plan(pages, giver, taker, at, button=None, **changes):
    fields = {
        "from_user_id": str(giver.id),
        "to_user_id": str(taker.id),
        "on": (day_of(at) + timedelta(days=30)).isoformat(),
        "reason": "4月の異動",
    }
    return pages.submit("/hand-overs/new", button=button, **{**fields, **changes})


@pytest.fixture
def three_things_move(monkeypatch):
    """Somebody above who keeps owners: changes a row and says how many."""

    def move(ctx, happening):
        found = queries.root_unit()
        assert found is not None
        found.name_kana = "ウゴイタ"
        from app.core import audit

        audit.record(ctx, Act.UNIT_EDITED, found)
        happening.moved["task"] = 3

    monkeypatch.setitem(events._handlers, HandedOver, [move])


def test_the_look_before_moves_nothing(admin, people, at, three_things_move, root):
    before = db.session.scalars(select(AuditEvent.number)).all()
    page = plan(admin, people[Role.OFFICER], people[Role.LEGAL], at, button="preview", status=200)
    assert "3" in words(page.select_one("main .facts"))
    db.session.expire_all()
    assert root.name_kana == ""
    assert db.session.scalars(select(HandOver)).all() == []
    assert db.session.scalars(select(AuditEvent.number)).all() == before


def test_a_hand_over_waits_for_its_day_and_can_be_taken_back(admin, people, at, three_things_move):
    plan(admin, people[Role.OFFICER], people[Role.LEGAL], at)
    made = db.session.scalars(select(HandOver)).one()
    assert (made.state, made.moved) == (HandOverState.PLANNED, None)
    admin.submit(f"/hand-overs/{made.id}/cancel", reason="異動の取消し")
    db.session.expire_all()
    assert made.state == HandOverState.CANCELLED
    admin.submit(f"/hand-overs/{made.id}/cancel", status=422, reason="x")


def test_a_hand_over_of_today_happens_at_once(admin, people, at, three_things_move):
    plan(admin, people[Role.OFFICER], people[Role.LEGAL], at, on=day_of(at).isoformat())
    made = db.session.scalars(select(HandOver)).one()
    assert (made.state, made.moved) == (HandOverState.DONE, {"task": 3})
    assert "3" in words(admin.get("/hand-overs").select_one("tbody"))


def told(person) -> list[str]:
    return [notice.message for notice in notices.unread(person.id)]


def test_both_people_hear_of_a_plan_and_of_the_day(admin, people, at, three_things_move, ctx_of):
    giver, taker = people[Role.OFFICER], people[Role.LEGAL]
    page = admin.follow(plan(admin, giver, taker, at, on=(day_of(at) + timedelta(days=1)).isoformat()))
    assert "予約" in words(page.select_one(".flashes"))
    assert [told(giver), told(taker)] == [[moving.PLANNED]] * 2
    services.run_due_hand_overs(system_context(at + timedelta(days=1), "test"))
    assert [sorted(told(giver)), sorted(told(taker))] == [sorted([moving.PLANNED, moving.DONE])] * 2
    assert told(people[Role.ADMINISTRATOR]) == []


def test_a_hand_over_done_at_once_is_called_done(admin, people, at, three_things_move, pages_of):
    giver, taker = people[Role.OFFICER], people[Role.LEGAL]
    page = admin.follow(plan(admin, giver, taker, at, on=day_of(at).isoformat()))
    assert words(page.select_one(".flashes")) == "引き継ぎました。"
    assert [told(giver), told(taker)] == [[moving.DONE]] * 2
    assert f"{giver.name}さんの担当業務を{taker.name}さんへ" in words(pages_of(taker).get("/"))


def test_a_deputy_hears_of_it(people, at, ctx_of):
    stand_in_of(people, at, ctx_of, Role.VENDOR_MANAGER, Role.OFFICER)
    notice = notices.unread(people[Role.OFFICER].id)[0]
    assert notice.message == grants.DEPUTY_NOW
    assert notice.params == {
        "from": day_of(at).isoformat(),
        "until": (day_of(at) + timedelta(days=7)).isoformat(),
        "name": people[Role.VENDOR_MANAGER].name,
    }


def test_a_unit_head_hands_over_the_work_of_their_own_people_only(people, root, at):
    branch, other = unit(at, "1", "A店", root), unit(at, "2", "B店", root)
    head, mine, theirs = (user(at, f"{n}@tsubame.example", n) for n in ("head", "mine", "theirs"))
    grant(at, head, Role.APPROVER, branch)
    grant(at, mine, Role.OFFICER, branch)
    grant(at, theirs, Role.OFFICER, other)
    ctx, later = context_of(head, at), day_of(at) + timedelta(days=1)
    services.plan_hand_over(ctx, mine, to_user=head, on=later, reason="x")
    with pytest.raises(DomainError):
        services.plan_hand_over(ctx, theirs, to_user=head, on=later, reason="x")


@pytest.mark.parametrize("url", ["/hand-overs", "/hand-overs/new"])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR, Role.VENDOR])
def test_others_plan_no_hand_over(pages_as, url, role):
    pages_as(role).get(url, 403)


def test_the_look_undoes_itself_before_anybody_commits(people, ctx_of, three_things_move, root):
    moved = services.preview_hand_over(ctx_of(Role.ADMINISTRATOR), people[Role.OFFICER], people[Role.LEGAL])
    db.session.commit()
    db.session.expire_all()
    assert moved == {"task": 3}
    assert root.name_kana == ""
