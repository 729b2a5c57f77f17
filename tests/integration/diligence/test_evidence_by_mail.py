"""Evidence of a respondent who answers by mail: laid beside the answers by us, one by one and as a zip."""

import io

import pytest
from sqlalchemy import select

from app.core.audit import reading
from app.core.db import db
from app.core.files.storing import store
from app.core.ids import uuid7
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Channel, Evidence
from app.diligence.queries import assessments as queries
from app.identity.roles import Role
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import evidence as lay
from tests.factories import matrices, portal
from tests.factories.files import package, pdf
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
LIST = "24-04"


@pytest.fixture
def assessment(ctx, engagement):
    return make.sent(ctx, engagement)


@pytest.fixture
def ours(assessment):
    return queries.assignments_of(assessment)[0]


@pytest.fixture
def mailed(ctx, assessment):
    part = queries.assignments_of(assessment)[1]
    return portal.named(ctx, part, channel=Channel.MAIL, contact_email="csirt@fixer.example")


def here(part) -> str:
    return f"/assessments/{part.assessment_id}/respondents/{part.id}/evidence"


def upload(content=b"", name="SOC2.pdf"):
    return io.BytesIO(content or pdf()), name


def rows() -> list[Evidence]:
    db.session.expire_all()
    return list(db.session.scalars(select(Evidence).order_by(Evidence.id)))


def said(page) -> str:
    return words(page.find("main"))


def test_we_lay_describe_and_withdraw_what_came_by_mail(session, pages_as, assessment, mailed, people):
    pages, tab = pages_as(Role.OFFICER), f"/assessments/{assessment.id}/evidence"
    assert pages.get(tab).select_one("#by-mail").select(f"a[href='{here(mailed)}/new']")
    book = pages.get(f"/assessments/{assessment.id}/respondents/{mailed.id}/workbook")
    assert book.select(f"main a[href='{here(mailed)}']")
    page = pages.get(here(mailed))
    assert "証跡：株式会社FIXER" in said(page)
    assert "未提出の証跡" in said(page)
    assert {"/assessments", tab} == {one["href"] for one in page.select(".parents a")}
    question = mailed.questions[0]
    form, terms = f"{here(mailed)}/new?question={question}", "秘密保持契約の範囲内"
    back = pages.submit(form, file=upload(), disclosure="nda", terms=terms)
    assert back.headers["Location"] == here(mailed)
    (row,) = rows()
    assert (row.assignment_id, row.organisation_id) == (mailed.id, mailed.organisation_id)
    assert row.added_by_id == people[Role.OFFICER].id
    links = [one["href"] for one in pages.get(here(mailed)).select(".evidence-acts a")]
    assert f"{here(mailed)}/{row.id}/withdraw" in links
    pages.submit(f"{here(mailed)}/{row.id}/edit", note="英語版")
    pages.submit(f"{here(mailed)}/{row.id}/withdraw", reason="旧版でした。")
    (row,) = rows()
    assert (row.note, row.is_withdrawn) == ("英語版", True)
    acts = [one.event for one in reading.entries_about(row)]
    assert {Act.EVIDENCE_ADDED, Act.EVIDENCE_EDITED, Act.EVIDENCE_WITHDRAWN} <= set(acts)
    pages.submit(f"{tab}/{row.id}/terms", is_agreed="y")
    assert pages.get(f"{tab}/{row.id}/file").data.startswith(b"%PDF")


def test_a_zip_is_matched_and_taken_for_them(session, pages_as, mailed):
    pages, question = pages_as(Role.OFFICER), mailed.questions[0]
    archive = package({f"{question}_SOC2.pdf": pdf("a"), "規程.pdf": pdf("b")})
    page = pages.submit(f"{here(mailed)}/zip", status=200, archive=(io.BytesIO(archive), "証跡.zip"))
    assert "2件のうち1件を取り込めます。" in said(page)
    assert rows() == []
    form = page.select_one("#form")
    assert form["action"] == f"{here(mailed)}/zip/apply"
    held = {tag["name"]: tag["value"] for tag in form.select("input[type=hidden]")}
    chosen = [tag["value"] for tag in form.select("input[name=chosen][checked]")]
    back = pages.post(form["action"], fields={**held, "chosen": chosen})
    assert "1件のファイルを追加しました。" in said(pages.follow(back))
    assert [(row.name, row.question) for row in rows()] == [(f"{question}_SOC2.pdf", question)]


def test_nobody_lays_files_for_who_answers_in_sekisho(
    session, ctx, pages_as, assessment, ours, mailed, at, root
):
    pages, lying = pages_as(Role.OFFICER), list(store().addresses())
    portal.named(ctx, mailed, channel=Channel.HERE)
    assert "Sekishoの画面で回答し、証跡もそこで登録します" in said(pages.get(here(mailed)))
    assert pages.get(f"/assessments/{assessment.id}/evidence").select_one("#by-mail") is None
    token = pages.get("/").find("input", {"name": "csrf_token"})["value"]
    for end in ("new", "zip", "zip/apply"):
        sent = {"csrf_token": token, "file": upload(), "archive": upload(package({"a.pdf": pdf()}), "a.zip")}
        pages.post(f"{here(mailed)}/{end}", status=404, fields=sent)
    assert list(store().addresses()) == lying
    portal.named(ctx, mailed, channel=Channel.MAIL)
    other = make.sent(ctx, matrices.engagement(at, root, "別のサービス"))
    theirs = lay.added(ctx, queries.assignments_of(other)[0])
    pages.get(f"/assessments/{other.id}/respondents/{mailed.id}/evidence", status=404)
    pages.get(f"{here(mailed)}/{theirs.id}/edit", status=404)
    pages.get(f"/assessments/{assessment.id}/respondents/{uuid7()}/evidence/new", status=404)
    for role in (Role.RISK, Role.AUDITOR, Role.VENDOR):
        pages_as(role).get(here(mailed), status=403)


def test_what_is_submitted_stays_as_it_is(session, ctx, pages_as, assessment, mailed):
    row = lay.added(ctx, mailed)
    make.answered(ctx, mailed)
    pages = pages_as(Role.OFFICER)
    page = pages.get(here(mailed))
    assert row.name in said(page)
    assert not page.select(f"a[href='{here(mailed)}/new']")
    assert "回答の受付は終わっています" in said(
        pages.submit(f"{here(mailed)}/{row.id}/withdraw", status=422, reason="遅い")
    )
    assert pages.get(f"/assessments/{assessment.id}/evidence").select_one("#by-mail") is None
