"""反社・制裁確認: everybody sees the day, compliance what came of it."""

from datetime import timedelta

import pytest

from app.core.audit import reading
from app.core.db import db
from app.identity.roles import STAFF, Role
from app.overview.views.audit_export import csv_rows
from app.register.models import ScreeningResult
from app.register.queries.kin import kin_of
from tests.factories import masters as make
from tests.factories import register as parties
from tests.pages import words

NOTE = "同姓同名の登載あり"


@pytest.fixture
def screened(session, at):
    party = parties.organisation(at, "株式会社みどり計算")
    make.screening(at, party, at.date() - timedelta(days=2), ScreeningResult.UNDER_EXAMINATION, NOTE)
    return party


def test_compliance_records_and_sees_it(pages_as, at):
    party = parties.organisation(at, "株式会社みどり計算")
    before = party.version
    pages = pages_as(Role.COMPLIANCE)
    page = pages.follow(
        pages.submit(
            f"/organisations/{party.id}/screenings/new",
            button="反社・制裁確認を登録する",
            result="hit",
            note=NOTE,
            checked_on="2026-04-01",
        )
    )
    told = words(page.select_one("#screenings"))
    assert "2026-04-01" in told
    assert NOTE in told
    assert "2026-10-01" in told
    db.session.refresh(party)
    assert party.version > before


def test_a_day_to_come_is_refused(pages_as, at):
    party = parties.organisation(at)
    page = pages_as(Role.COMPLIANCE).submit(
        f"/organisations/{party.id}/screenings/new", button="反社・制裁確認を登録する", status=422, result="clear",
        checked_on=(at.date() + timedelta(days=5)).isoformat(),
    )  # fmt: skip
    assert "その日はまだ来ていません" in words(page)


@pytest.mark.parametrize("role", sorted(STAFF - {Role.COMPLIANCE}))
def test_others_see_the_day_and_nothing_else(pages_as, screened, role, at):
    pages = pages_as(role)
    then = (at + timedelta(hours=9)).date().isoformat()
    for path in ("", "/history", f"?as_at={then}"):
        answer = pages.client.get(f"/organisations/{screened.id}{path}")
        told = answer.get_data(as_text=True)
        assert NOTE not in told, path
        assert "確認中" not in told, path
    assert (at.date() - timedelta(days=2)).isoformat() in words(
        pages.get(f"/organisations/{screened.id}").select_one("#screenings")
    )
    assert pages.client.get(f"/organisations/{screened.id}/screenings/new").status_code == 403


def test_what_came_of_it_leaves_the_database_for_compliance_only(screened, ctx_of):
    for role in (Role.OFFICER, Role.AUDITOR, Role.VENDOR_MANAGER):
        (seen,) = kin_of(ctx_of(role), screened).screenings
        assert (seen.result, seen.note) == (None, "")
    (seen,) = kin_of(ctx_of(Role.COMPLIANCE), screened).screenings
    assert (seen.result, seen.note) == (ScreeningResult.UNDER_EXAMINATION, NOTE)


def test_compliance_reads_it_in_the_history_too(pages_as, screened):
    told = words(pages_as(Role.COMPLIANCE).get(f"/organisations/{screened.id}/history").select_one("main"))
    assert NOTE in told


def test_the_administrator_reads_nothing_of_it_in_the_log(pages_as, screened):
    assert NOTE not in pages_as(Role.ADMINISTRATOR).client.get("/audit-log").get_data(as_text=True)


def test_a_vendor_sees_none_of_it(pages_as, people, at):
    from app.register.models import Organisation

    own = db.session.get_one(Organisation, people[Role.VENDOR].organisation_id)
    make.screening(at, own, at.date(), ScreeningResult.HIT, NOTE)
    pages = pages_as(Role.VENDOR)
    page = pages.get(f"/organisations/{own.id}")
    assert page.select_one("#screenings") is None
    assert NOTE not in str(page)
    assert "純資産額" not in words(page)


def test_money_is_taken_as_people_write_it(pages_as, at):
    party = parties.organisation(at)
    pages = pages_as(Role.OFFICER)
    for written, stored in (("１２億", None), ("△1,200,000円", -1_200_000), ("１２００", 1_200), ("", None)):
        status = 422 if written == "１２億" else 303
        pages.submit(
            f"/organisations/{party.id}/edit", button="変更を保存", status=status, net_assets=written,
            fiscal_year_end="令和8年3月31日",
        )  # fmt: skip
        db.session.refresh(party)
        assert party.net_assets == stored
    page = pages.submit(
        f"/organisations/{party.id}/edit", button="変更を保存", status=422, net_assets="1", fiscal_year_end=""
    )
    assert "決算日を入力してください" in words(page)


def test_the_audit_log_and_its_export_mask_it_for_others(app, pages_as, screened, ctx_of):
    """Who reads values there still needs the right to read results."""
    page = f"/audit-log?subject={screened.id}"
    for role in (Role.AUDITOR, Role.RISK, Role.ADMINISTRATOR):
        told = words(pages_as(role).get(page).select_one("main"))
        assert NOTE not in told
        assert "確認中" not in told
        with app.test_request_context():
            exported = str(csv_rows(ctx_of(role), reading.entries_of(screened)))
        assert NOTE not in exported
        assert "Under examination" not in exported
    told = words(pages_as(Role.AUDITOR).get(page).select_one("main"))
    assert "閲覧権限がないため表示しません" in told
    assert screened.name in told
    assert NOTE in words(pages_as(Role.COMPLIANCE).get(page).select_one("main"))
    with app.test_request_context():
        assert NOTE in str(csv_rows(ctx_of(Role.COMPLIANCE), reading.entries_of(screened)))
