"""The page of an export, its file, who may have it, and the trace that it leaves."""

import io
import json
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.core.audit import AuditEvent, reading
from app.core.db import db
from app.exchange.kinds import KINDS
from app.exchange.services import exporting, layouts
from app.identity.roles import Role
from tests.factories.register import organisation as an_organisation

PAGE, FILE = "/exchange/organisations/export", "/exchange/organisations/export/file"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def own_layout(session, ctx_of):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    made = layouts.add_layout(
        ctx, KINDS["organisations"], name="当行様式", columns=[("name", "委託先名")], is_usual=True
    )
    db.session.commit()
    return made


def exports_of(user):
    query = select(AuditEvent).where(
        AuditEvent.subject_id == user.id, AuditEvent.event == "exchange:ledger:exported"
    )
    return db.session.scalars(query.order_by(AuditEvent.number)).all()


def test_the_page_leads_to_the_file_in_the_form_of_the_institution(session, at, pages_as, own_layout):
    an_organisation(at, "株式会社東京印刷")
    pages = pages_as(Role.OFFICER)
    page = pages.get(PAGE)
    assert page.select_one("#layout option[selected]").text == "当行様式"
    response = pages.get(FILE, query_string={"format": "xlsx", "layout": str(own_layout.id)})
    assert response.mimetype == XLSX
    name = unquote(response.headers["Content-Disposition"].rpartition("''")[2])
    assert name.startswith("当行様式_記録時点")
    assert name.endswith(".xlsx")
    rows = list(load_workbook(io.BytesIO(response.data)).worksheets[0].values)
    assert ("委託先名", "Sekisho ID") in rows
    assert "株式会社東京印刷" in [row[0] for row in rows]


@pytest.mark.parametrize("key", [key for key, kind in KINDS.items() if kind.goes_out])
def test_the_page_of_every_ledger_opens_and_leads_back_to_its_list(session, pages_as, key):
    pages = pages_as(Role.VENDOR_MANAGER)
    back = pages.get(f"/exchange/{key}/export").select_one(".page-head a, nav.breadcrumb a, main a")
    assert pages.get(back["href"]).find("h1")


def test_what_left_is_in_the_log_under_who_took_it(session, at, people, pages_as):
    an_organisation(at)
    pages = pages_as(Role.AUDITOR)
    response = pages.get(FILE, query_string={"format": "csv", "as_at": "2999-01-01"}, status=303)
    assert exports_of(people[Role.AUDITOR]) == []
    assert "その日はまだ" in pages.follow(response).text
    response = pages.get(FILE, query_string={"format": "csv", "on": "令和8年3月31日", "in_force": "y"})
    assert response.data.startswith(b"\xef\xbb\xbf")
    (event,) = exports_of(people[Role.AUDITOR])
    (entry,) = [one for one in reading.entries_about(people[Role.AUDITOR]) if one.number == event.number]
    count, said = entry.reason.split(" | ")
    assert int(count) == len(response.data.decode("utf-8-sig").strip().split("\r\n")) - 1
    asked = {"ledger": "organisations", "format": "csv", "on": "2026-03-31", "in_force": "yes"}
    assert json.loads(said) == asked


@pytest.mark.parametrize("asked", [{"as_at": "gestern"}, {"on": "2026-02-30"}])
def test_a_date_that_cannot_be_read_is_no_export_of_today(session, pages_as, asked):
    pages = pages_as(Role.OFFICER)
    response = pages.get(FILE, query_string=asked, status=303)
    page = pages.follow(response)
    ((name, text),) = asked.items()
    assert page.select_one(f"#{name}")["value"] == text


def test_only_readers_of_a_ledger_export_it(session, pages_as, own_layout):
    pages_as(Role.VENDOR).get(PAGE, 403)
    pages_as(Role.VENDOR).get(FILE, 403)
    pages_as(Role.ADMINISTRATOR).get("/exchange/engagements/export", 403)
    pages_as(Role.ADMINISTRATOR).get("/exchange/engagements/export/file", 403)
    pages = pages_as(Role.OFFICER)
    pages.get("/exchange/passwords/export", 404)
    pages.get("/exchange/passwords/export/file", 404)
    pages.get("/exchange/services/export/file", 404, query_string={"layout": str(own_layout.id)})
    pages.get(FILE, 404, query_string={"layout": "x"})


def test_nobody_carries_the_ledger_away_again_and_again(session, people, pages_as, monkeypatch):
    monkeypatch.setattr(exporting, "PER_HOUR", 2)
    pages = pages_as(Role.OFFICER)
    for _ in range(2):
        pages.get(FILE)
    response = pages.get(FILE, status=303)
    assert "1時間に2件" in pages.follow(response).text
    assert len(exports_of(people[Role.OFFICER])) == 2
    pages_as(Role.LEGAL).get(FILE)


def test_few_big_ledgers_are_made_at_once(session, pages_as, monkeypatch):
    monkeypatch.setattr(exporting, "PATIENCE", 0.01)
    pages = pages_as(Role.OFFICER)
    with exporting.one_of_few(), exporting.one_of_few():
        response = pages.get(FILE, status=303)
    assert "ただいま他の台帳を出力しています" in pages.follow(response).text
    pages.get(FILE)


def test_the_lists_lead_to_the_export_with_their_moment(session, at, pages_as):
    an_organisation(at)
    pages = pages_as(Role.OFFICER)
    page = pages.get("/organisations?on=2026-03-31")
    (link,) = [tag["href"] for tag in page.select("a[href*='/exchange/']") if "Excel" in tag.text]
    assert link == "/exchange/organisations/export?on=2026-03-31"
    assert pages.get(link).select_one("#on")["value"] == "2026-03-31"
    for name, key in (("services", "services"), ("supplies", "supplies"), ("engagements", "engagements")):
        page = pages.get(f"/{name}")
        assert page.select(f"a[href='/exchange/{key}/export']")
