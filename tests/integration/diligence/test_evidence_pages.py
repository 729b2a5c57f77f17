"""The pages of evidence, as a vendor's person, our unit and the reviewer open them; what leaves, and who took it."""

import io
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from app.assurance.models import Disclosure
from app.core.audit import SecurityEvent, reading
from app.core.dates import day_of
from app.core.db import db
from app.core.files.models import StoredFile
from app.core.files.storing import LocalFolder, store
from app.core.ids import uuid7
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Evidence
from app.diligence.queries import assessments as queries
from app.identity.roles import Role
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import evidence as lay
from tests.factories import identity as make_identity
from tests.factories import matrices
from tests.factories.files import pdf
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
MOST_QUERIES = 16
TERMS = "秘密保持契約（2024-04-01）の範囲内で閲覧すること"
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
def person(vendor, at):
    return lay.vendor_person(at, vendor.organisation_id)


@pytest.fixture
def pages(person, pages_of):
    return pages_of(person)


def here(part) -> str:
    return f"/requests/{part.id}/evidence"


def upload(content=b"", name="規程.pdf"):
    return io.BytesIO(content or pdf()), name


def rows() -> list[Evidence]:
    db.session.expire_all()
    return list(db.session.scalars(select(Evidence).order_by(Evidence.id)))


def said(page) -> str:
    return words(page.find("main"))


def test_a_vendor_hands_in_describes_and_withdraws_a_file(session, pages, vendor, person):
    question = vendor.questions[0]
    empty = said(pages.get(here(vendor)))
    assert "ファイルはまだありません" in empty
    assert "未提出の証跡" in empty
    form = f"{here(vendor)}/new?question={question}"
    page = pages.get(form)
    assert page.select_one("select[name=place] option[selected]")["value"] == question
    answer = pages.submit(
        form, file=upload(name="SOC2.pdf"), period_from_on="令和8年4月1日", period_to_on="2027-03-31",
        expires_on="2027/3/31", disclosure="nda", note="英語版", terms=TERMS,
    )  # fmt: skip
    shown = said(pages.follow(answer))
    for text in ("SOC2.pdf", "2026-04-01～2027-03-31", "英語版", "ファイルを追加しました。", person.name):
        assert text in shown
    (row,) = rows()
    assert (row.question, row.organisation_id) == (question, vendor.organisation_id)
    assert (row.added_by_id, row.disclosure, row.terms) == (person.id, Disclosure.NDA, TERMS)
    pages.submit(f"{here(vendor)}/{row.id}/edit", expires_on="2028-03-31")
    answer = pages.submit(f"{here(vendor)}/{row.id}/withdraw", reason="旧版でした。")
    shown = said(pages.follow(answer))
    assert "旧版でした。" in shown
    assert "取り下げ" in shown
    (row,) = rows()
    assert (row.expires_on, row.is_withdrawn) == (date(2028, 3, 31), True)
    assert row.version == 3


def test_what_is_wrong_is_said_beside_its_field(session, pages, vendor):
    form = f"{here(vendor)}/new"
    for given, field, told in (
        ({}, "file", "ファイルを選択してください。"),
        ({"file": upload(), "place": ""}, "place", "いずれかを選んでください。"),
        ({"file": upload(), "expires_on": "いつか"}, "expires_on", ""),
        ({"file": upload(), "period_to_on": "2027-03-31", "expires_on": "2026-01-01"}, "expires_on", "対象期間"),
        ({"file": upload(), "disclosure": "nda", "terms": " "}, "terms", "条件を入力してください。"),
        ({"file": upload(), "place": f"{vendor.questions[0]}.nothing"}, "place", ""),
    ):  # fmt: skip
        usual = {"place": vendor.questions[0], "disclosure": "public"}
        page = pages.get(form)
        token = page.find("input", {"name": "csrf_token"})["value"]
        key = page.find("input", {"name": "idempotency_key"})["value"]
        sent = {**usual, "csrf_token": token, "idempotency_key": key, **given}
        back = pages.post(form, status=422, fields=sent)
        assert back.find(attrs={"name": field})["aria-invalid"] == "true", field
        assert told in said(back)
    assert rows() == []


def test_only_whom_it_concerns_sees_it(session, ctx, pages, person, pages_as, pages_of, ours, vendor, at):
    mine = lay.added(ctx, ours, name="うち.pdf")
    theirs = lay.added(context_of(person, at), vendor, name="先方.pdf")
    other = make_identity.vendor_organisation(at, "別の会社")
    stranger = pages_of(lay.vendor_person(at, other.id, "who@other.example"))
    officer, elsewhere = pages_as(Role.OFFICER), pages_as(Role.VENDOR)
    for reader, part in ((stranger, vendor), (elsewhere, vendor), (officer, vendor), (pages, ours)):
        for end in ("", "/new", "/zip"):
            reader.get(f"{here(part)}{end}", status=404)
    for reader, part, row in (
        (stranger, vendor, theirs), (elsewhere, vendor, theirs), (officer, vendor, theirs), (pages, ours, mine),
        (pages, vendor, mine), (officer, ours, theirs),
    ):  # fmt: skip
        for end in ("edit", "withdraw", "file"):
            reader.get(f"{here(part)}/{row.id}/{end}", status=404)
    pages.get(f"{here(vendor)}/{uuid7()}/file", status=404)
    lying = list(store().addresses())
    token = stranger.get("/").find("input", {"name": "csrf_token"})["value"]
    sent = {"csrf_token": token, "file": upload(pdf("よそから"))}
    stranger.post(f"{here(vendor)}/new", status=404, fields=sent)
    assert list(store().addresses()) == lying
    assert mine.name not in said(pages.get(here(vendor)))
    assert theirs.name not in said(officer.get(here(ours)))


def test_our_side_reads_all_of_an_assessment(
    session, ctx, pages_as, person, assessment, ours, vendor, at, root, count_queries
):
    today = day_of(at)
    lay.added(ctx, ours, name="うち.pdf", expires_on=today - timedelta(days=1))
    theirs = lay.added(context_of(person, at), vendor, name="先方.pdf", expires_on=today)
    pages = pages_as(Role.AUDITOR)
    pages.get(f"/assessments/{assessment.id}/evidence")
    count_queries.sent.clear()
    page = pages.get(f"/assessments/{assessment.id}/evidence")
    assert len(count_queries) <= MOST_QUERIES
    shown = said(page)
    for text in (
        "うち.pdf",
        "先方.pdf",
        "期限切れ",
        "まもなく期限",
        "株式会社FIXER",
        "1件のファイルが期限切れです。",
    ):
        assert text in shown
    assert page.find("a", {"aria-current": "page"}, string="証跡")
    assert pages.get(f"/assessments/{assessment.id}/evidence/{theirs.id}/file").data.startswith(b"%PDF")
    pages.get(f"/assessments/{uuid7()}/evidence/{theirs.id}/file", status=404)
    pages.get(f"/assessments/{assessment.id}/evidence/{uuid7()}/file", status=404)
    other = make.sent(ctx, matrices.engagement(at, root, "別のサービス"))
    pages.get(f"/assessments/{other.id}/evidence/{theirs.id}/file", status=404)


def test_the_respondents_page_needs_as_many_queries_for_many_files(
    session, ctx, pages_as, ours, count_queries
):
    pages = pages_as(Role.OFFICER)
    lay.added(ctx, ours)
    pages.get(here(ours))
    count_queries.sent.clear()
    pages.get(here(ours))
    few = len(count_queries)
    for at in range(9):
        lay.added(ctx, ours, ours.questions[at % 3], name=f"{at}.pdf", content=pdf(str(at)))
    pages.get(here(ours))
    count_queries.sent.clear()
    pages.get(here(ours))
    assert len(count_queries) == few <= MOST_QUERIES


def test_a_closed_request_can_be_read_and_not_changed(session, ctx, pages_as, ours):
    row = lay.added(ctx, ours)
    make.answered(ctx, ours)
    pages = pages_as(Role.OFFICER)
    page = pages.get(here(ours))
    assert page.find("a", string="ファイルを追加") is None
    assert row.name in said(page)
    back = pages.submit(f"{here(ours)}/{row.id}/withdraw", status=422, reason="遅い")
    assert "回答の受付は終わっています" in said(back)
    assert pages.get(f"{here(ours)}/{row.id}/file").data.startswith(b"%PDF")


def test_a_download_is_a_file_and_is_in_the_log_before_it_leaves(
    session, pages, person, vendor, pages_as, assessment
):
    pages.submit(f"{here(vendor)}/new?question={vendor.questions[0]}", file=upload(pdf("内容"), "報告書.pdf"))
    (row,) = rows()
    for reader, url in (
        (pages, f"{here(vendor)}/{row.id}/file"),
        (pages_as(Role.RISK), f"/assessments/{assessment.id}/evidence/{row.id}/file"),
    ):
        answer = reader.get(url)
        assert answer.data == pdf("内容")
        headers = answer.headers
        disposition = f"attachment; filename=\"___.pdf\"; filename*=UTF-8''{quote('報告書.pdf')}"
        assert headers["Content-Disposition"] == disposition
        assert headers["Content-Type"] == "application/pdf"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert headers["Cache-Control"] == "private, no-store"
    read = [one for one in reading.entries_about(row) if one.event == Act.EVIDENCE_READ]
    assert len(read) == 2
    assert read[1].actor_id == person.id
    assert {one.reason for one in read} == {"報告書.pdf"}


def test_what_cannot_be_logged_does_not_leave(session, ctx, pages_as, ours, monkeypatch):
    from app.core.errors import Busy
    from app.diligence.services import evidence as services

    def busy(*_: object) -> None:
        raise Busy

    row = lay.added(ctx, ours)
    monkeypatch.setattr(services, "note_read", busy)
    answer = pages_as(Role.OFFICER).get(f"{here(ours)}/{row.id}/file", status=503)
    assert "%PDF" not in str(answer)


def test_a_damaged_file_is_not_given_out(session, pages, vendor, person, at):
    row = lay.added(context_of(person, at), vendor)
    folder = store()
    assert isinstance(folder, LocalFolder)
    address = db.session.get_one(StoredFile, row.stored_file_id).address
    place = folder.root / address[:2] / address[2:4] / address
    content = bytearray(place.read_bytes())
    content[-20] ^= 1
    place.write_bytes(bytes(content))
    page = pages.get(f"{here(vendor)}/{row.id}/file", status=500)
    assert "登録時の内容と一致しません" in said(page)
    (event,) = session.scalars(select(SecurityEvent).where(SecurityEvent.kind == "file:damaged"))
    assert event.user_id == person.id
    place.unlink()
    assert "保管場所にありません" in said(pages.get(f"{here(vendor)}/{row.id}/file", status=500))
    assert Act.EVIDENCE_READ not in [one.event for one in reading.entries_about(row)]


def test_a_file_sent_twice_with_one_key_is_added_once(session, pages, vendor):
    form = f"{here(vendor)}/new?question={vendor.questions[0]}"
    page = pages.get(form)
    hidden = {tag["name"]: tag["value"] for tag in page.select("#form input[type=hidden]")}
    sent = {**hidden, "place": vendor.questions[0], "disclosure": "public"}
    for _each in range(2):
        pages.post(form, fields={**sent, "file": upload(pdf("一度"))})
    assert len(rows()) == 1


def test_two_who_describe_one_file_are_told_of_each_other(session, ctx, pages_as, ours):
    row = lay.added(ctx, ours)
    pages = pages_as(Role.OFFICER)
    url = f"{here(ours)}/{row.id}/edit"
    page = pages.get(url)
    hidden = {tag["name"]: tag["value"] for tag in page.select("#form input[type=hidden]")}
    pages.submit(url, note="先に保存")
    sent = {**hidden, "disclosure": "public", "note": "後から保存"}
    back = pages.post(url, status=409, fields=sent)
    assert "先に保存" in said(back)
    assert rows()[0].note == "先に保存"


def test_a_content_that_is_there_already_is_stored_once_across_vendors(session, ctx, pages, ours, vendor):
    lay.added(ctx, ours, content=pdf("共通"))
    pages.submit(f"{here(vendor)}/new?question={vendor.questions[0]}", file=upload(pdf("共通"), "先方.pdf"))
    assert len({row.stored_file_id for row in rows()}) == 1
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 1
