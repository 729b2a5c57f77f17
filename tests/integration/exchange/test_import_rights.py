"""Who may bring files in, what a hostile one leaves behind, and what an import costs those who wait."""

import io
import time
import zipfile
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.core.ids import uuid7
from app.exchange.models import ImportBatch, ImportRow, Outcome
from app.exchange.services import comparing, staging
from app.identity.roles import Role
from app.jobs import expiring
from app.register.permissions import KEEPERS
from tests.factories.workbooks import compound, workbook, zipped
from tests.integration.exchange.test_import_pages import NEW, bring, count_of, csv
from tests.pages import words

MOST_QUERIES = 12
READING = ("", "/mapping", "/differences", "/sheets", "/heading", "/apply", "/problems", "/rest")
WRITING = ("/mapping", "/sheets", "/heading", "/rows", "/apply", "/drop")


def test_only_who_keeps_the_register_brings_files_in(pages_as):
    for role in Role:
        if role in KEEPERS:
            assert "ファイルを取り込む" in words(pages_as(role).get("/exchange").find("main"))
            pages_as(role).get(NEW)
        else:
            pages_as(role).get(NEW, status=403)
    reader = pages_as(Role.AUDITOR).get("/exchange")
    assert "ファイルを取り込む" not in words(reader.find("main"))
    assert "ファイルに出力" in words(reader.find("main"))


def test_what_is_no_ledger_is_not_found(pages_as):
    pages_as(Role.OFFICER).get("/exchange/gizmos/new", status=404)


def test_a_strangers_file_is_not_there(session, pages_as):
    address = bring(pages_as(Role.OFFICER))
    row = session.scalars(select(ImportRow)).first()
    stranger = pages_as(Role.VENDOR_MANAGER)
    for end in (*READING, f"/rows/{row.id}"):
        stranger.get(f"{address}{end}", status=404)
    token = stranger.get(NEW).select_one("main input[name=csrf_token]")["value"]
    for end in WRITING:
        stranger.post(f"{address}{end}", status=404, csrf_token=token)
    assert "台帳.csv" not in words(stranger.get("/exchange"))


def test_a_row_of_another_file_is_not_there(session, pages_as):
    pages = pages_as(Role.OFFICER)
    other = bring(pages)
    row = session.scalars(select(ImportRow)).first()
    address = bring(pages, "商号\n甲株式会社\n")
    assert address != other
    pages.get(f"{address}/rows/{row.id}", status=404)
    token = pages.get(NEW).select_one("main input[name=csrf_token]")["value"]
    pages.post(f"{address}/rows", status=404, fields={f"cell-{row.id}-0": "x", "csrf_token": token})
    pages.post(f"{address}/rows", status=404, csrf_token=token, leave_out=str(row.id))


def bomb() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/workbook.xml", "w") as part,
    ):
        for _ in range(100):
            part.write(bytes(1_000_000))
    return out.getvalue()


HOSTILE = {
    "empty": (b"", "空です"),
    "a PDF": (b"%PDF-1.7 nothing", "Excel"),
    "a page": (b"<html><script>alert(1)</script></html>", "Excel"),
    "a bomb": (bomb(), "圧縮率"),
    "a password": (compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y" * 300}), "パスワード"),
    "a torn workbook": (workbook("<row r='1'>")[:400], ""),
    "declarations": (workbook("", {"xl/x.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "XML"),
    "no workbook": (zipped({"a.txt": "b"}), "Excel"),
    "an encoding": ("商号\n甲株式会社\n".encode("iso2022_jp") + b"\x1b$B9\x1b(B\n", "CSV UTF-8"),
    "quotes": (b'a,b\n"x,y\n1,2\n', "引用符"),
    "headings only": ("商号,備考\n".encode(), "見出しの下に行がありません"),
    "no headings": (b"1\n2\n3\n", "見出しの行"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_leaves_nothing(session, pages_as, name):
    content, why = HOSTILE[name]
    began = time.monotonic()
    page = pages_as(Role.OFFICER).submit(NEW, status=422, ledger=(io.BytesIO(content), "台帳.xlsx"))
    assert time.monotonic() - began < 8
    errors = words(page.select_one(".error-summary"))
    assert why in errors
    assert any("\u3040" <= letter <= "\u30ff" for letter in errors)
    assert count_of(session, ImportBatch) == count_of(session, ImportRow) == 0


def test_without_a_file_the_form_says_so(pages_as):
    page = pages_as(Role.OFFICER).submit(NEW, status=422)
    assert "ファイルを選択してください。" in words(page)


def test_the_file_is_read_while_nothing_is_locked(pages_as, monkeypatch):
    seen = []
    read = staging.read

    def watch(name, content):
        seen.append(db.session.in_transaction())
        return read(name, content)

    monkeypatch.setattr(staging, "read", watch)
    pages_as(Role.OFFICER).submit(NEW, ledger=csv())
    assert seen == [False]


def test_who_may_not_import_makes_nobody_read_a_file(pages_as, monkeypatch):
    monkeypatch.setattr(staging, "read", lambda *_: pytest.fail("the file was read"))
    pages = pages_as(Role.AUDITOR)
    token = pages.get("/me").select_one("main input[name=csrf_token]")["value"]
    pages.post(NEW, status=403, csrf_token=token, ledger=csv())


def test_the_pages_ask_the_same_number_of_questions_for_one_row_and_for_hundreds(pages_as, count_queries):
    pages = pages_as(Role.OFFICER)
    lines = [f"試験{number}株式会社,令和8年13月1日" for number in range(250)]
    addresses = [bring(pages, "\n".join(["商号,決算期", *lines[:size]])) for size in (1, 250)]
    asked = []
    for address in addresses:
        for end in ("/differences", "/mapping", "/apply"):
            count_queries.sent.clear()
            pages.get(f"{address}{end}")
            asked.append(len(count_queries))
    assert asked[:3] == asked[3:]
    assert max(asked) <= MOST_QUERIES
    page = pages.get(f"{addresses[1]}/differences")
    assert len(page.select(".differences tbody tr")) == 100
    page = pages.get(page.select_one(".pager a[rel=next]")["href"])
    assert words(page.select_one(".differences tbody th")) == "102"
    back = pages.get(page.select_one(".pager a[rel=prev]")["href"])
    assert words(back.select_one(".differences tbody th")) == "2"


def test_one_corrected_cell_does_not_compare_the_whole_file(session, pages_as, count_queries, monkeypatch):
    pages = pages_as(Role.OFFICER)
    lines = [f"試験{number}株式会社,令和8年13月1日" for number in range(120)]
    address = bring(pages, "\n".join(["商号,決算期", *lines]))
    box = pages.get(f"{address}/differences").select_one(".troubles input")["name"]
    kept, keep = [], comparing._keep

    def noted(row, finding):
        kept.append(row.number)
        keep(row, finding)

    monkeypatch.setattr(comparing, "_keep", noted)
    count_queries.sent.clear()
    pages.submit(f"{address}/differences", form="#form", fields={box: "令和8年12月1日"})
    assert kept == [2]
    assert len(count_queries) <= 3 * MOST_QUERIES
    session.expire_all()
    outcomes = session.scalars(select(ImportRow.outcome).where(ImportRow.number > 1)).all()
    assert sorted(outcomes) == [*[Outcome.ERROR] * 119, Outcome.NEW]


def test_files_go_after_thirty_days(session, at, ctx_of, pages_as):
    pages = pages_as(Role.OFFICER)
    bring(pages)
    new = UUID(bring(pages, "商号\n甲株式会社\n").rsplit("/", 1)[1])
    session.expire_all()
    old = session.scalars(select(ImportBatch).where(ImportBatch.id != new)).one()
    old.made_at = at - expiring.IMPORTS_KEPT - timedelta(hours=1)
    session.commit()
    assert "imports=1" in expiring.expire_records(ctx_of(Role.OFFICER))
    session.commit()
    assert [batch.id for batch in session.scalars(select(ImportBatch))] == [new]
    assert session.scalar(select(func.count()).select_from(ImportRow)) == 2


def test_the_audit_log_shows_the_one_act_of_an_import(session, pages_as, people):
    pages = pages_as(Role.VENDOR_MANAGER)
    for name in ("甲株式会社", "乙株式会社"):
        address = bring(pages, f"商号\n{name}\n")
        pages.submit(f"{address}/apply", form="#form")
    batch = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).first()
    page = pages_as(Role.AUDITOR).get(f"/audit-log?one={batch.act_id}")
    shown = words(page.find("main"))
    assert "乙株式会社" in shown
    assert "甲株式会社" not in shown


def test_an_unknown_ledger_of_an_older_version_is_not_found(session, pages_as):
    pages = pages_as(Role.OFFICER)
    address = bring(pages, "商号\n甲株式会社\n")
    session.expire_all()
    session.scalars(select(ImportBatch)).one().kind = "gizmos"
    session.commit()
    pages.get(f"{address}/differences", status=404)
    pages.get(f"/exchange/imports/{uuid7()}", status=404)
