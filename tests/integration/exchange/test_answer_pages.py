"""The respondent's page of the workbook, ours on behalf of one who answers by mail, and the copy to keep."""

import subprocess
from io import BytesIO
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.context import system_context
from app.core.db import db
from app.core.files import get, open_checked
from app.core.ids import uuid7
from app.core.outbox import Mail
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Answer, AssignmentState, Stance
from app.diligence.queries.answers import paper_for
from app.diligence.rules.respondents import Party
from app.diligence.rules.workbooks import Col
from app.diligence.services import answering
from app.diligence.services.answering import Facts
from app.exchange.models import AnswerImport
from app.exchange.services import answer_books
from app.exchange.services.answer_books import Request
from app.identity.roles import Role
from app.jobs import workbooks
from tests.conftest import begins_with
from tests.factories import asked_books as make
from tests.factories import matrices
from tests.factories.asked_books import Clerk
from tests.pages import words

ground = begins_with(make.laid)


@pytest.fixture
def engagement(session, at, root):
    return matrices.engagement(at, root)


@pytest.fixture
def ctx(ctx_of):
    return ctx_of(Role.OFFICER)


@pytest.fixture
def parts(ctx, engagement, people):
    """Of our unit, of the organisation whose person signs in, of one without the portal."""
    vendor = people[Role.VENDOR].organisation_id
    return make.asked(
        ctx, engagement, Party(unit_id=engagement.unit_id), Party(organisation_id=vendor, level=1),
        Party(organisation_id=engagement.vendor_id, level=2), mailed="tanaka@fixer.example",
    )  # fmt: skip


@pytest.fixture
def part(parts):
    return parts[0]


@pytest.fixture
def asked_of_vendor(parts):
    return parts[1]


@pytest.fixture
def mailed(parts):
    return parts[2]


def filled(response, **cells):
    clerk = Clerk(response.data)
    clerk.write("q-yes-no", Col.ANSWER, "はい")
    clerk.write("q-number", Col.ANSWER, "約10件")
    clerk.write("q-text", Col.TEXT, "別の質問")
    clerk.write("q-text", Col.ANSWER, "答え")
    clerk.write("q-yes-no", Col.FILES, "SOC2.pdf")
    for ref, value in cells.items():
        clerk.write(ref, Col.ANSWER, value)
    return clerk.saved()


def upload(content, name="回答.xlsx"):
    return (BytesIO(content), name)


@pytest.mark.parametrize("who", ["unit", "vendor"])
def test_out_filled_in_and_back(who, request, pages_as, at):
    part = request.getfixturevalue("part" if who == "unit" else "asked_of_vendor")
    pages = pages_as(Role.OFFICER if who == "unit" else Role.VENDOR)
    here = f"/requests/{part.id}/workbook"
    page = pages.get(here)
    assert "回答用Excelの取出し" in words(page)
    assert [one["href"] for one in page.select(f"a[href^='{here}.xlsx']")] == [
        f"{here}.xlsx?language=ja", f"{here}.xlsx?language=en",
    ]  # fmt: skip
    out = pages.get(f"{here}.xlsx?language=ja")
    page = pages.follow(pages.submit(here, workbook=upload(filled(out))))
    assert db.session.scalar(select(Answer.id)) is None
    told = words(page)
    assert "「約10件」は数値ではありません。" in told
    assert "質問の文が書き換えられています。" in told
    assert "SOC2.pdf" in told
    brought = db.session.scalars(select(AnswerImport)).one()
    page = pages.follow(pages.submit(f"{here}/{brought.id}", fields={"questions": ["q-yes-no"]}))
    assert "1件の回答を取り込みました。" in words(page)
    (row,) = db.session.scalars(select(Answer))
    assert (row.question, row.parts) == ("q-yes-no", {"yesno": "yes"})
    page = pages.get(f"{here}/{brought.id}")
    assert "取込み済みです" in words(page)


def test_what_was_not_chosen_or_moved_on_is_told(part, pages_as):
    pages = pages_as(Role.OFFICER)
    here = f"/requests/{part.id}/workbook"
    content = filled(pages.get(f"{here}.xlsx"))
    page = pages.submit(here, status=422, workbook=upload(b"%PDF-1.7", "a.xlsx"))
    assert page.select_one(".error-summary")
    pages.submit(here, workbook=upload(content))
    brought = db.session.scalars(select(AnswerImport)).one()
    page = pages.submit(f"{here}/{brought.id}", status=422, fields={"questions": None})
    assert "取り込む回答を1つ以上選んでください。" in words(page)
    page = pages.submit(f"{here}/{brought.id}", status=422, fields={"seen": "old", "questions": ["q-yes-no"]})
    assert "確認している間に回答が変わりました。" in words(page)
    assert page.select_one("input[value='q-yes-no'][checked]")


def test_nobody_else_takes_or_brings_it(part, mailed, asked_of_vendor, pages_as):
    pages, vendor = pages_as(Role.OFFICER), pages_as(Role.VENDOR)
    content = pages.get(f"/requests/{part.id}/workbook.xlsx").data
    pages.submit(f"/requests/{part.id}/workbook", workbook=upload(content))
    brought = db.session.scalars(select(AnswerImport)).one()
    for way in ("workbook", "workbook.xlsx", "copy.pdf", "copy.xlsx", f"workbook/{brought.id}"):
        assert vendor.get(f"/requests/{part.id}/{way}", status=404)
        assert pages.get(f"/requests/{mailed.id}/{way}", status=404)
    assert pages_as(Role.APPROVER).get(f"/requests/{part.id}/workbook/{brought.id}", status=404)
    ours = f"/assessments/{mailed.assessment_id}/respondents/{mailed.id}/workbook"
    assert pages_as(Role.AUDITOR).get(ours, status=403)
    assert vendor.get(ours, status=403)
    for way in ("workbook", "workbook.xlsx", "submit", f"workbook/{brought.id}"):
        assert pages.get(f"/assessments/{mailed.assessment_id}/respondents/{uuid7()}/{way}", status=404)
        assert pages.get(f"/assessments/{uuid7()}/respondents/{mailed.id}/{way}", status=404)
    assert pages.get(f"{ours}/{brought.id}", status=404)
    hers = f"/assessments/{mailed.assessment_id}/respondents/{asked_of_vendor.id}/workbook"
    assert "手元のファイルにある回答は、回答案として用意できます。" in words(pages.get(hers))
    token = pages.get(ours).select_one("input[name=csrf_token]")["value"]
    assert pages.post(hers, status=403, csrf_token=token, workbook=upload(content))


def test_answers_by_mail_are_entered_and_submitted_by_us(mailed, pages_as, ctx):
    pages = pages_as(Role.OFFICER)
    here = f"/assessments/{mailed.assessment_id}/respondents/{mailed.id}/workbook"
    assert "tanaka@fixer.example" in words(pages.get(here))
    content = filled(pages.get(f"{here}.xlsx?language=en"))
    pages.submit(here, workbook=upload(content))
    brought = db.session.scalars(select(AnswerImport)).one()
    page = pages.follow(pages.submit(f"{here}/{brought.id}"))
    assert "1件の回答を取り込みました。" in words(page)
    submit = here.replace("workbook", "submit")
    assert "13件の質問が未回答です。" in words(pages.get(submit))
    page = pages.submit(submit, status=422, attested_name="田中 一郎", attested_title="部長")
    assert "13" in words(page.select_one(".error-summary"))
    db.session.refresh(mailed)
    for ref in answering.progress_of(mailed).open:
        answering.save(ctx, mailed, ref, Facts(Stance.REFUSED, reason="開示しません。"), version=None)
    db.session.commit()
    page = pages.follow(pages.submit(submit, attested_name="田中 一郎", attested_title="部長"))
    db.session.refresh(mailed)
    assert (mailed.state, mailed.attested_name) == (AssignmentState.SUBMITTED, "田中 一郎")


def test_the_copy_says_who_stands_for_what(part, pages_as, at, ctx, tmp_path):
    pages = pages_as(Role.OFFICER)
    here = f"/requests/{part.id}/workbook"
    pages.submit(here, workbook=upload(filled(pages.get(f"{here}.xlsx"))))
    brought = db.session.scalars(select(AnswerImport)).one()
    pages.submit(f"{here}/{brought.id}")
    db.session.refresh(part)
    part.attested_name, part.attested_title, part.attested_on = "佐藤 美咲", "課長", at.date()
    part.state, part.submitted_at = AssignmentState.SUBMITTED, at
    audit.record(ctx, Act.ANSWERS_SUBMITTED, part)
    db.session.commit()
    for language, said in (
        ("ja", ("佐藤 美咲", "未回答", "はい")),
        ("en", ("佐藤 美咲", "Not answered", "Yes")),
    ):
        response = pages.get(f"/requests/{part.id}/copy.pdf?language={language}")
        text = run("pdftotext", response.data, tmp_path, "-")
        assert [one for one in said if one not in text] == []
        title = getattr(paper_for(part.content_id).title, language)
        assert title in text
        assert title.split(":")[0] in unquote(response.headers["Content-Disposition"])
        assert "JavaScript:      no" in run("pdfinfo", response.data, tmp_path)
    clerk = Clerk(pages.get(f"/requests/{part.id}/copy.xlsx?language=en").data)
    assert clerk.cell(clerk.row_of("q-yes-no"), Col.ANSWER).value == "Yes"


def run(program, content, folder, *rest):
    path = folder / "copy.pdf"
    path.write_bytes(content)
    return subprocess.run([program, path, *rest], capture_output=True, check=True).stdout.decode()


def test_the_workbook_goes_out_by_mail_once(app, mailed, session, at, people):
    job = system_context(at, "mail_workbooks")
    assert workbooks.are_waiting(job)
    assert workbooks.mail_workbooks(job) == "1"
    assert not workbooks.are_waiting(job)
    assert workbooks.mail_workbooks(job) == "0"
    mail = db.session.scalars(select(Mail).where(Mail.attachment_id.is_not(None))).one()
    assert mail.address == "tanaka@fixer.example"
    assert mail.attachment_name.endswith(".xlsx")
    assert mail.attachment_id is not None
    clerk = Clerk(b"".join(open_checked(get(mail.attachment_id)).chunks()))
    assert clerk.row_of("q-yes-no")
    assert f"返送先：{mailed.asker}" in mail.body
    assert people[Role.OFFICER].email in mailed.asker
    assert f"対象：{mailed.about}" in mail.body
    assert mailed.about == "cloud.config for Financial Services"


def test_an_english_workbook_has_an_english_name_and_title(app, mailed, session, at):
    with app.test_request_context():
        book = answer_books.written(mailed, Request("FIXER", "Tsubame Bank"), "en", at)
        name = answer_books.file_name(mailed, "en")
    title = paper_for(mailed.content_id).title
    assert title.en != title.ja
    assert title.en.split(":")[0] in name
    texts = {cell.value for sheet in Clerk(book).book for row in sheet.iter_rows() for cell in row}
    assert title.en in texts
    assert title.ja not in texts
