"""Files of a report: who may keep them, who may open them, and what everybody else is told."""

from io import BytesIO

import pytest
from sqlalchemy import select

from app.assurance.events import AssuranceAct as Act
from app.assurance.models import AssuranceReport, Disclosure, ReportFile, TermsAcceptance
from app.core.audit import AuditEvent
from app.core.db import db
from app.core.ids import uuid7
from app.identity.roles import Role
from tests.factories import readings as make
from tests.factories.files import pdf as hollow_pdf
from tests.pages import words

KEEPER, READER = Role.VENDOR_MANAGER, Role.LEGAL


@pytest.fixture
def report(at, azure):
    return make.report(at, azure)


@pytest.fixture
def keeper(ctx_of):
    return ctx_of(KEEPER)


def here(report) -> str:
    return f"/assurance/{report.id}/files"


def content(row) -> str:
    return f"/assurance/{row.report_id}/files/{row.id}/content"


def said(page) -> str:
    return words(page.find("main"))


def reads(row) -> int:
    query = select(AuditEvent).where(AuditEvent.event == Act.FILE_READ, AuditEvent.subject_id == row.id)
    return len(db.session.scalars(query).all())


def test_a_keeper_adds_a_file_gives_it_other_terms_and_withdraws_it(
    session, keeper, people, pages_as, report
):
    pages = pages_as(KEEPER)
    assert "ファイルはまだありません" in said(pages.get(here(report)))
    sent = {"file": (BytesIO(make.pdf()), "SOC2.pdf"), "kind": "report", "disclosure": "nda"}
    shown = said(pages.follow(pages.submit(f"{here(report)}/new", **sent)))
    for text in ("SOC2.pdf", "ファイルを追加しました。", "指定された閲覧者のみ"):
        assert text in shown
    (row,) = session.scalars(select(ReportFile)).all()
    assert (row.disclosure, row.media_type) == (Disclosure.NDA, "application/pdf")
    file = f"{here(report)}/{row.id}"
    make.named(keeper, report, people[KEEPER].id)
    pages.submit(file, is_agreed="y")
    pages.submit(f"{file}/edit", disclosure="licensed", kind="certificate")
    session.expire_all()
    assert row.disclosure == Disclosure.LICENSED
    shown = said(pages.follow(pages.submit(f"{file}/withdraw", reason="別の契約の写しでした。")))
    assert "別の契約の写しでした。" in shown
    session.expire_all()
    assert row.is_withdrawn


def test_what_cannot_carry_a_name_is_taken_as_public_only(session, pages_as, report):
    pages, form = pages_as(KEEPER), f"{here(report)}/new"
    for name, given, told in (
        ("控え.csv", "番号,内容\n1,x\n".encode(), "PDF"),
        ("鍵.pdf", make.locked_pdf(), "保護"),
        ("中身なし.pdf", hollow_pdf(), "PDF"),
    ):
        back = pages.submit(form, status=422, file=(BytesIO(given), name), disclosure="confidential")
        assert back.find(attrs={"name": "file"})["aria-invalid"] == "true", name
        assert told in said(back)
        pages.submit(form, file=(BytesIO(given), name), disclosure="public")
    locked = session.scalars(select(ReportFile).where(ReportFile.name == "鍵.pdf")).one()
    back = pages.submit(f"{here(report)}/{locked.id}/edit", status=422, disclosure="nda")
    assert "保護" in said(back)
    session.expire_all()
    assert locked.disclosure == Disclosure.PUBLIC


def test_the_same_file_is_taken_once_and_a_withdrawn_report_takes_none(session, keeper, pages_as, report):
    make.file(keeper, report, content=make.pdf())
    sent = {"disclosure": "public", "kind": "report"}
    pages, form = pages_as(KEEPER), f"{here(report)}/new"
    assert "すでに" in said(pages.submit(form, status=422, file=(BytesIO(make.pdf()), "x.pdf"), **sent))


def test_a_public_file_goes_out_as_it_is_to_whoever_sees_reports(session, keeper, pages_as, report):
    row = make.file(keeper, report)
    answer = pages_as(READER).get(content(row))
    assert answer.data == make.pdf(text=f"{make.SECRET} soc2.pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert reads(row) == 1


def test_terms_are_agreed_to_before_the_file_opens(session, keeper, pages_as, report, people, at):
    row = make.file(keeper, report, Disclosure.LICENSED)
    pages, page = pages_as(READER), f"{here(report)}/{row.id}"
    assert "同意して開く" in said(pages.get(here(report)))
    assert make.TERMS in said(pages.get(page))
    back = pages.submit(page, status=422)
    assert "チェック" in said(back)
    answer = pages.follow(pages.submit(page, is_agreed="y"))
    assert answer.mimetype == "application/pdf"
    (agreed,) = session.scalars(select(TermsAcceptance)).all()
    assert agreed.user_id == people[READER].id
    assert reads(row) == 1


def test_each_page_carries_who_when_and_which_report(session, keeper, pages_as, report, people):
    row = make.file(keeper, report, Disclosure.LICENSED, content=make.pdf(5))
    pages = pages_as(READER)
    pages.submit(f"{here(report)}/{row.id}", is_agreed="y")
    texts = make.texts(pages.get(content(row)).data)
    assert len(texts) == 5
    name = people[READER].name
    for number, text in enumerate(texts, start=1):
        assert f"{make.SECRET} {number}" in text
        for mark in (name, report.number, "JST"):
            assert mark in text, text
    assert str(session.get(ReportFile, row.id).sha256)


def test_a_new_wording_is_agreed_to_anew(session, keeper, pages_as, report, at):
    row = make.file(keeper, report, Disclosure.LICENSED)
    pages, page = pages_as(READER), f"{here(report)}/{row.id}"
    form = pages.get(page)
    pages.submit(page, is_agreed="y")
    assert pages.get(content(row)).mimetype == "application/pdf"
    change_terms(session, report, at, "新しい条件。")
    pages.get(content(row), status=303)
    token = form.find("input", {"name": "csrf_token"})["value"]
    old = {"csrf_token": token, "is_agreed": "y", "digest": form.find("input", {"name": "digest"})["value"]}
    assert "変更されました" in said(pages.post(page, status=422, fields=old))
    pages.submit(page, is_agreed="y")
    assert pages.get(content(row)).mimetype == "application/pdf"


def change_terms(session, report, at, terms: str) -> None:
    from app.core import audit
    from tests.factories.identity import Made, context

    found = session.get(AssuranceReport, report.id)
    found.terms = terms
    audit.record(context(at), Made.FOR_TEST, found)
    session.commit()


def test_nobody_reads_what_is_confidential_without_being_named(session, keeper, pages_as, report, people):
    row = make.file(keeper, report, Disclosure.CONFIDENTIAL)
    for role in (KEEPER, READER, Role.SYSTEM_RISK, Role.AUDITOR):
        pages = pages_as(role)
        pages.get(content(row), status=303)
        assert people[KEEPER].name in said(pages.get(f"{here(report)}/{row.id}"))
    make.named(keeper, report, people[READER].id)
    assert pages_as(READER).get(content(row)).mimetype == "application/pdf"
    pages_as(KEEPER).get(content(row), status=303)
    make.named(keeper, report, keeper.actor_id)
    assert pages_as(KEEPER).get(content(row)).mimetype == "application/pdf"


def test_under_an_nda_one_is_named_and_agrees(session, keeper, pages_as, report, people):
    row = make.file(keeper, report, Disclosure.NDA)
    pages, page = pages_as(READER), f"{here(report)}/{row.id}"
    shown = said(pages.get(page))
    assert make.TERMS not in shown
    assert "閲覧者に指定されていません" in shown
    make.named(keeper, report, people[READER].id)
    pages.get(content(row), status=303)
    answer = pages.follow(pages.submit(page, is_agreed="y"))
    assert len(make.texts(answer.data)) == 2


def test_the_bytes_leave_by_no_other_way(session, keeper, pages_as, report, azure, at):
    """Page, address, HEAD, a range, another report's address, search and the log of what was opened."""
    row = make.file(keeper, report, Disclosure.NDA)
    other = make.report(at, azure, title="別の報告書")
    pages = pages_as(READER)
    client = pages.client
    answers = [
        client.get(here(report)), client.get(f"{here(report)}/{row.id}"), client.get(content(row)),
        client.head(content(row)), client.get(content(row), headers={"Range": "bytes=0-9"}),
        client.get(f"{here(other)}/{row.id}/content"), client.get(f"{here(other)}/{row.id}"),
        client.get("/search?q=soc2"), client.get(f"/files/{row.stored_file_id}"),
        client.get(f"/assurance/{report.id}"), client.get("/assurance"),
    ]  # fmt: skip
    for answer in answers:
        assert make.SECRET.encode() not in answer.data
        assert b"%PDF" not in answer.data
        assert answer.mimetype != "application/pdf"
    assert [one.status_code for one in answers[2:5]] == [303, 303, 303]
    assert [one.status_code for one in answers[5:7]] == [404, 404]
    assert reads(row) == 0


def test_who_has_no_right_on_reports_gets_nothing(session, keeper, pages_as, report):
    row = make.file(keeper, report)
    vendor = pages_as(Role.VENDOR)
    for url in (here(report), f"{here(report)}/{row.id}", content(row), f"/assurance/{report.id}/readers"):
        assert vendor.client.get(url).status_code in (403, 404), url
    officer = pages_as(Role.OFFICER)
    for url in (
        f"{here(report)}/new",
        f"{here(report)}/{row.id}/edit",
        f"/assurance/{report.id}/readers/new",
    ):
        officer.get(url, status=403)
    pages_as(KEEPER).get(f"{here(report)}/{uuid7()}/edit", status=404)


def test_a_withdrawn_file_goes_out_to_nobody(session, keeper, pages_as, report):
    from app.assurance.services import files as services

    row = make.file(keeper, report)
    services.withdraw(keeper, row, reason="取り違え")
    session.commit()
    pages = pages_as(KEEPER)
    pages.get(content(row), status=303)
    assert "取り下げられた" in said(pages.get(f"{here(report)}/{row.id}"))


def test_readers_are_named_for_a_purpose_and_ended(session, keeper, pages_as, report, people):
    row = make.file(keeper, report, Disclosure.CONFIDENTIAL)
    pages, list_ = pages_as(KEEPER), f"/assurance/{report.id}/readers"
    form = f"{list_}/new"
    back = pages.submit(form, status=422, user_id=str(people[READER].id))
    assert "何のために" in said(back)
    pages.submit(form, user_id=str(people[READER].id), purpose="契約条件との照合")
    again = pages.submit(form, status=422, user_id=str(people[READER].id), purpose="もう一度")
    assert "すでに指定" in said(again)
    outside = pages.submit(form, status=422, user_id=str(people[Role.VENDOR].id), purpose="社外")
    assert "職員" in said(outside)
    reader = pages_as(READER)
    reader.get(content(row))
    shown = said(pages.get(list_))
    for text in (people[READER].name, "契約条件との照合", "閲覧可", "soc2.pdf"):
        assert text in shown
    assert "soc2.pdf" not in said(reader.get(list_))
    link = pages.get(list_).find("a", string=lambda text: text and "閲覧を終了" in text) or pages.get(
        list_
    ).select_one("a[href$='/end']")
    pages.submit(link["href"])
    reader.get(content(row), status=303)
    pages.submit(link["href"], status=422)


def test_pages_ask_the_database_as_often_for_many_files(
    session, keeper, pages_as, report, count_queries, people
):
    pages = pages_as(KEEPER)
    make.named(keeper, report, people[READER].id)
    for end in ("files", "readers"):
        url = f"/assurance/{report.id}/{end}"
        pages.get(url)
        for number in range(3):
            make.file(keeper, report, name=f"{end}{number}.pdf")
        pages.get(url)
        count_queries.sent.clear()
        pages.get(url)
        assert len(count_queries) <= 12, count_queries.sent


def test_a_file_that_cannot_be_marked_after_all_is_withheld(session, keeper, pages_as, report, monkeypatch):
    from app.core import sandbox

    row = make.file(keeper, report, Disclosure.LICENSED)
    pages = pages_as(READER)
    pages.submit(f"{here(report)}/{row.id}", is_agreed="y")
    monkeypatch.setattr("app.reports.marking.LIMITS", sandbox.Limits(seconds=30, memory=30 * 1024 * 1024))
    page = pages.get(content(row), status=422)
    assert "お渡しできません" in said(page) or "渡せません" in said(page)
    assert reads(row) == 0
