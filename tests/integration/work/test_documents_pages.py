"""The pages of documents, as each reader opens them; uploads, downloads, and what is said when one cannot be."""

import io
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from app.core.audit import SecurityEvent, reading
from app.core.files import receiving
from app.core.files.models import StoredFile
from app.core.files.storing import LocalFolder, store
from app.core.ids import uuid7
from app.identity.roles import Role
from app.work import queries
from app.work.events import WorkAct as Act
from app.work.models import Document
from tests.factories import documents as make
from tests.factories import identity as make_identity
from tests.factories import register as make_register
from tests.factories import work as make_work
from tests.factories.files import office, pdf
from tests.pages import words

MOST_QUERIES = 12


@pytest.fixture
def company(session, at):
    return make_register.organisation(at)


@pytest.fixture
def document(session, at, company):
    made = make.document(at, company, content=pdf("初版"), based_on=at.date())
    session.commit()
    return made


def new(subject) -> str:
    return f"/documents/new?type={subject.__tablename__}&id={subject.id}"


def upload(content=b"", name="契約書.pdf"):
    return io.BytesIO(content or pdf()), name


def documents_in(session) -> list[Document]:
    session.expire_all()
    return list(session.scalars(select(Document).order_by(Document.id)))


def place(session, document) -> Path:
    folder = store()
    assert isinstance(folder, LocalFolder)
    stored = session.get(StoredFile, queries.files_of_document(document)[0].stored_file_id)
    address = str(stored.address)
    return folder.root / address[:2] / address[2:4] / address


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(bytes(content))


def test_a_clerk_adds_a_document_and_finds_it_on_the_record(session, pages_as, company):
    pages = pages_as(Role.OFFICER)
    answer = pages.submit(
        new(company), kind="contract", title="基本契約書", based_on="令和8年3月31日", note="", file=upload()
    )
    page = pages.follow(answer)
    shown = words(page.find("main"))
    assert "基本契約書" in shown
    assert "2026-03-31" in shown
    assert "契約書.pdf" in shown
    assert company.name in shown
    listed = words(pages.get(f"/documents?type=organisation&id={company.id}").find("main"))
    assert "基本契約書" in listed
    assert "1件" in listed


def test_a_form_with_a_mistake_keeps_what_was_typed_and_asks_for_the_file_again(session, pages_as, company):
    pages = pages_as(Role.OFFICER)
    page = pages.submit(new(company), status=422, kind="", title="基本契約書", note="備考あり", file=upload())
    assert page.find("input", {"name": "title"})["value"] == "基本契約書"
    assert "備考あり" in page.find("textarea").text
    assert "ファイルをもう一度選択してください" in words(page.find("main"))
    assert documents_in(session) == []


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<html><script>alert(1)</script></html>", "台帳.xls", "HTML・SVG・XML"),
        (b"MZ\x90\x00", "setup.exe", "プログラムやスクリプト"),
        (office("xl"), "契約書.pdf", "拡張子は.pdfですが"),
        (pdf() + bytes(300_000), "大きい.pdf", "0 MBを超えています"),
        (b"", "空.pdf", "空です"),
    ],
)
def test_a_file_that_is_not_taken_is_named_beside_its_field(
    session, pages_as, company, content, name, said, monkeypatch
):
    monkeypatch.setattr(receiving, "most_bytes", lambda: 300_000)
    page = pages_as(Role.OFFICER).submit(
        new(company), status=422, kind="contract", title="", file=(io.BytesIO(content), name)
    )
    box = page.find("input", {"name": "file"})
    assert box["aria-invalid"] == "true"
    assert said in words(page.find("main"))
    assert len(page.select(".field-error")) == 1
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_without_a_file_the_form_says_so(session, pages_as, company):
    page = pages_as(Role.OFFICER).submit(new(company), status=422, kind="contract", title="")
    assert "ファイルを選択してください。" in words(page.find("main"))


def test_a_file_sent_twice_with_one_key_makes_one_document(session, pages_as, company):
    pages = pages_as(Role.OFFICER)
    page = pages.get(new(company))
    hidden = {tag["name"]: tag["value"] for tag in page.select("#form input[type=hidden]")}
    sent = {**hidden, "kind": "contract", "title": "", "based_on": "", "note": ""}
    first = pages.post(new(company), fields={**sent, "file": upload(pdf("同じ"))})
    again = pages.post(new(company), fields={**sent, "file": upload(pdf("同じ"))})
    assert first.headers["Location"] == again.headers["Location"]
    assert len(documents_in(session)) == 1
    other = pages.post(new(company), status=422, fields={**sent, "file": upload(pdf("違う"))})
    assert "すでに" in words(other.find("main")) or "送信" in words(other.find("main"))
    assert len(documents_in(session)) == 1


def test_a_download_is_a_file_and_never_a_page(session, pages_as, document):
    answer = pages_as(Role.AUDITOR).get(f"/documents/{document.id}/file")
    assert answer.data == pdf("初版")
    headers = answer.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == (
        f"attachment; filename=\"___.pdf\"; filename*=UTF-8''{quote('契約書.pdf')}"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Length"] == str(len(pdf("初版")))


def test_who_took_a_file_out_is_in_the_log_before_it_leaves(session, pages_as, people, document):
    pages_as(Role.AUDITOR).get(f"/documents/{document.id}/file")
    entry = reading.entries_of(document)[0]
    assert entry.event == Act.DOCUMENT_FILE_DOWNLOADED
    assert entry.actor_id == people[Role.AUDITOR].id
    assert "契約書.pdf" in entry.reason
    page = pages_as(Role.OFFICER).get(f"/documents/{document.id}")
    assert "書類のファイルのダウンロード" in words(page.find("main"))


def test_a_file_whose_trace_cannot_be_stored_does_not_leave(session, pages_as, document, monkeypatch):
    from app.core.errors import Busy
    from app.work import services

    def busy(*_: object) -> None:
        raise Busy

    monkeypatch.setattr(services, "note_download", busy)
    answer = pages_as(Role.OFFICER).get(f"/documents/{document.id}/file", status=503)
    assert "%PDF" not in str(answer)


def test_a_changed_file_is_not_given_out_and_leaves_a_security_event(session, pages_as, people, document):
    damage(place(session, document))
    page = pages_as(Role.OFFICER).get(f"/documents/{document.id}/file", status=500)
    assert "登録時の内容と一致しません" in words(page.find("main"))
    (event,) = session.scalars(select(SecurityEvent).where(SecurityEvent.kind == "file:damaged"))
    assert event.user_id == people[Role.OFFICER].id
    assert event.detail.startswith("stored_file ")
    assert Act.DOCUMENT_FILE_DOWNLOADED not in [entry.event for entry in reading.entries_of(document)]
    listed = pages_as(Role.AUDITOR).get("/settings/security")
    assert "ファイルの欠落・破損" in words(listed.find("main"))


def test_a_lost_file_is_named_as_lost(session, pages_as, document):
    place(session, document).unlink()
    page = pages_as(Role.OFFICER).get(f"/documents/{document.id}/file", status=500)
    assert "保管場所にありません" in words(page.find("main"))


def test_a_replaced_file_stays_reachable(session, pages_as, document):
    pages = pages_as(Role.OFFICER)
    pages.submit(f"/documents/{document.id}/replace", file=upload(pdf("第2版"), "改定.pdf"))
    page = pages.get(f"/documents/{document.id}")
    rows = page.select("#files tbody a")
    assert [words(row) for row in rows] == ["改定.pdf", "契約書.pdf"]
    assert pages.get(f"/documents/{document.id}/file").data == pdf("第2版")
    assert pages.get(rows[1]["href"]).data == pdf("初版")
    assert "書類のファイルの差替え" in words(page.find("main"))


def test_an_overtaken_replacement_answers_409_and_replaces_nothing(session, pages_as, document):
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"/documents/{document.id}/replace")
    hidden = {tag["name"]: tag["value"] for tag in page.select("#form input[type=hidden]")}
    pages.submit(f"/documents/{document.id}/edit", title="先に直した")
    page = pages.post(
        f"/documents/{document.id}/replace", status=409, fields={**hidden, "file": upload(pdf("後"))}
    )
    assert "ファイルをもう一度選択してください" in words(page.find("main"))
    session.expire_all()
    assert document.file_number == 1


def test_a_withdrawn_document_shows_why_and_can_be_read(session, pages_as, document, company):
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.submit(f"/documents/{document.id}/withdraw", reason="", status=422)
    pages.submit(f"/documents/{document.id}/withdraw", reason="誤って登録")
    page = pages.get(f"/documents/{document.id}")
    assert "誤って登録" in words(page.find("main"))
    assert page.find("a", href=f"/documents/{document.id}/edit") is None
    assert pages.get(f"/documents/{document.id}/file").data == pdf("初版")
    assert "取消済み" in words(pages.get(f"/documents?type=organisation&id={company.id}").find("main"))
    pages.submit(f"/documents/{document.id}/replace", status=422, file=upload(pdf("第2版")))


def test_a_strangers_documents_are_as_if_they_were_not_there(session, pages_of, root, at):
    branch = make_identity.unit(at, "102", "支店", root)
    person = make_identity.user(at, "branch@tsubame.example", "支店 担当")
    make_identity.grant(at, person, Role.OFFICER, branch)
    finding = make_work.finding(at, root)
    document = make.document(at, finding)
    session.commit()
    file = queries.files_of_document(document)[0]
    pages = pages_of(person)
    for path in ("", "/edit", "/replace", "/withdraw", "/file", f"/files/{file.id}"):
        pages.get(f"/documents/{document.id}{path}", status=404)
        pages.get(f"/documents/{uuid7()}{path}", status=404)
    for path in ("", "/new"):
        pages.get(f"/documents{path}?type=finding&id={finding.id}", status=404)
        pages.get(f"/documents{path}", status=404)
        pages.get(f"/documents{path}?type=nothing&id={finding.id}", status=404)


def test_nothing_is_stored_for_a_record_that_the_sender_may_not_see(
    session, app, pages_of, root, at, company
):
    branch = make_identity.unit(at, "102", "支店", root)
    person = make_identity.user(at, "branch@tsubame.example", "支店 担当")
    make_identity.grant(at, person, Role.OFFICER, branch)
    finding = make_work.finding(at, root)
    session.commit()
    pages = pages_of(person)
    page = pages.get(new(company))
    hidden = {tag["name"]: tag["value"] for tag in page.select("#form input[type=hidden]")}
    before = sorted(address for address, _ in store().addresses())
    pages.post(new(finding), status=404, fields={**hidden, "kind": "contract", "file": upload(pdf("よそ"))})
    assert sorted(address for address, _ in store().addresses()) == before


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COMMITTEE])
def test_a_reader_reads_and_is_offered_nothing_else(session, pages_as, document, company, role):
    pages = pages_as(role)
    page = pages.get(f"/documents/{document.id}")
    assert not page.select(f"main a[href^='/documents/{document.id}/edit'], main a[href*='withdraw']")
    listed = pages.get(f"/documents?type=organisation&id={company.id}")
    assert not listed.select("main a[href^='/documents/new']")
    pages.get(new(company), status=403)
    pages.get(f"/documents/{document.id}/edit", status=403)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.VENDOR])
def test_the_administrator_and_a_vendor_are_refused(session, pages_as, document, company, role):
    pages = pages_as(role)
    for path in (
        f"/documents/{document.id}",
        f"/documents/{document.id}/file",
        f"/documents?type=organisation&id={company.id}",
    ):
        pages.get(path, status=403)


def test_hostile_names_become_harmless_ones(session, pages_as, company):
    pages = pages_as(Role.OFFICER)
    name = "..\\..\\<b>\u202efdp.x\u2028.pdf"
    answer = pages.submit(new(company), kind="other", title="", file=(io.BytesIO(pdf("名")), name))
    page = pages.follow(answer)
    assert "_b_fdp.x.pdf" in words(page.find("main"))
    (document,) = documents_in(session)
    headers = pages.get(f"/documents/{document.id}/file").headers
    assert (
        headers["Content-Disposition"]
        == "attachment; filename=\"_b_fdp.x.pdf\"; filename*=UTF-8''_b_fdp.x.pdf"
    )


def test_the_list_takes_few_queries_however_long(session, pages_as, company, at, count_queries):
    for number in range(30):
        make.document(at, company, title=f"書類{number}", based_on=at.date() - timedelta(days=number))
    session.commit()
    pages, address = pages_as(Role.OFFICER), f"/documents?type=organisation&id={company.id}"
    pages.get(address)  # the first page of a session is stored with it
    count_queries.sent.clear()
    page = pages.get(address)
    assert len(page.select("tbody tr")) == 30
    assert len(count_queries) <= MOST_QUERIES


def test_documents_stand_on_the_pages_of_findings_approvals_and_third_parties(
    session, pages_as, people, root, at, company
):
    finding = make_work.finding(at, root)
    approval = make_work.approval(at, maker=people[Role.OFFICER], permission="work:finding:edit", unit=root)
    for subject, title in ((finding, "点検記録"), (approval, "決裁書の写し"), (company, "登記簿")):
        make.document(at, subject, title=title)
    session.commit()
    pages = pages_as(Role.OFFICER)
    for path, title in (
        (f"/findings/{finding.id}", "点検記録"),
        (f"/approvals/{approval.id}", "決裁書の写し"),
        (f"/organisations/{company.id}", "登記簿"),
    ):
        section = pages.get(path).select_one("#documents")
        assert title in words(section)
        assert section.select("a[href^='/documents/new?']")
    assert (
        not pages_as(Role.AUDITOR)
        .get(f"/findings/{finding.id}")
        .select("#documents a[href^='/documents/new?']")
    )
    assert pages_as(Role.ADMINISTRATOR).get(f"/organisations/{company.id}").select_one("#documents") is None


def test_the_limit_is_a_setting_of_the_institution(session, pages_as, company):
    assert "20 MBまで" in words(pages_as(Role.OFFICER).get(new(company)).find("main"))
    pages_as(Role.ADMINISTRATOR).submit("/settings/files.most_megabytes/edit", value="3", reason="試験")
    assert "3 MBまで" in words(pages_as(Role.OFFICER).get(new(company)).find("main"))
    pages_as(Role.ADMINISTRATOR).submit(
        "/settings/files.most_megabytes/edit", value="25", reason="試験", status=422
    )
