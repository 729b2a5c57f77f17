"""Settings and what lies beside them: mails, jobs, checks."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.config import MailServer
from app.core import jobs, outbox, settings
from app.core.audit import AuditEvent
from app.core.db import db
from app.core.outbox import MailState
from app.core.settings import Definition
from app.identity.roles import Role
from tests.pages import words

KEY = "institution.name"
NUMBER = "overview_test.days"


@pytest.fixture
def number_setting():
    settings.define(Definition(NUMBER, 14, "日数", "見直しまで", is_proposal=True, minimum=1, maximum=60))
    yield
    settings._definitions.pop(NUMBER)


def test_all_settings_are_shown_with_their_values(pages_as):
    pages = pages_as(Role.AUDITOR)
    page = pages.get("/settings")
    for definition in settings.definitions():
        # What is more than a word or a number is shown on a page of its own.
        shown = page.select(f"a[href='/settings/{definition.key}'], a[href^='/settings/register/']")
        assert any(link.text.strip().startswith(str(definition.label)) for link in shown), definition.key
        pages.get(f"/settings/{definition.key}")
    assert not page.select("a[href$='/edit']")


@pytest.mark.usefixtures("number_setting")
def test_a_proposal_is_marked_until_somebody_decides(pages_as):
    pages, row_of = pages_as(Role.COMPLIANCE), f"tr:has(a[href='/settings/{NUMBER}'])"
    assert "提案" in words(pages.get("/settings").select_one(row_of))
    pages.submit(f"/settings/{NUMBER}/edit", value="３０", reason="規程に合わせる")
    row = words(pages.get("/settings").select_one(row_of))
    assert "提案" not in row
    assert "30" in row
    assert "試験 compliance" in row
    assert settings.get(NUMBER) == 30


@pytest.mark.usefixtures("number_setting")
@pytest.mark.parametrize("value", ["0", "61", "x", "", "9" * 5000, "1.5"])
def test_a_value_that_does_not_fit_is_given_back_at_its_field(value, pages_as):
    page = pages_as(Role.ADMINISTRATOR).submit(
        f"/settings/{NUMBER}/edit", status=422, value=value, reason="x"
    )
    assert page.select(".error-summary a[href='#value']")
    assert settings.get(NUMBER) == 14


def test_a_change_needs_a_reason_and_is_in_the_log_with_it(pages_as, session):
    pages = pages_as(Role.ADMINISTRATOR)
    pages.submit(f"/settings/{KEY}/edit", status=422, value="つばめ信用金庫", reason="")
    pages.submit(f"/settings/{KEY}/edit", value="つばめ信用金庫", reason="合併による")
    assert len(session.scalars(select(AuditEvent).where(AuditEvent.subject_type == "setting")).all()) == 1
    history = words(pages.get(f"/settings/{KEY}").select_one("#history"))
    assert "つばめ信用金庫" in history
    assert "合併による" in history


def test_two_people_change_a_setting_and_the_second_sees_both_texts(pages_as):
    pages_as(Role.ADMINISTRATOR).submit(f"/settings/{KEY}/edit", value="一番", reason="a")
    stale = pages_as(Role.COMPLIANCE).get(f"/settings/{KEY}/edit").select_one("[name=version]")["value"]
    pages_as(Role.ADMINISTRATOR).submit(f"/settings/{KEY}/edit", value="二番", reason="b")
    page = pages_as(Role.COMPLIANCE).submit(
        f"/settings/{KEY}/edit", status=409, value="三番", reason="c", version=stale
    )
    assert page.select_one("[name=value]")["value"] == "三番"
    assert "二番" in words(page.select_one(".theirs"))


def test_two_people_set_it_for_the_first_time_and_one_is_told(pages_as):
    pages_as(Role.ADMINISTRATOR).submit(f"/settings/{KEY}/edit", value="一番", reason="a")
    page = pages_as(Role.COMPLIANCE).submit(
        f"/settings/{KEY}/edit", status=409, value="二番", reason="b", version=""
    )
    assert "一番" in words(page.select_one(".theirs"))


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.RISK, Role.OFFICER, Role.VENDOR])
def test_others_do_not_change_settings(role, pages_as):
    pages_as(role).get(f"/settings/{KEY}/edit", status=403)


@pytest.mark.parametrize("key", ["nonsense", "institution", "x" * 500, "<script>"])
def test_an_unknown_setting_is_not_found(key, pages_as):
    pages = pages_as(Role.ADMINISTRATOR)
    pages.get(f"/settings/{key}", status=404)
    pages.get(f"/settings/{key}/edit", status=404)


@pytest.mark.parametrize("url", ["/settings", "/settings/mails", "/settings/jobs"])
def test_settings_take_at_most_twelve_queries(url, pages_as, count_queries):
    pages = pages_as(Role.ADMINISTRATOR)
    pages.get(url)
    count_queries.sent.clear()
    pages.get(url)
    assert len(count_queries) <= 12, count_queries.sent


@pytest.fixture
def mail(session, ctx_of):
    made = outbox.send(
        ctx_of(Role.ADMINISTRATOR),
        user_id=None,
        address="a@example.jp",
        subject="招待",
        body="一行目\n<b>二行目</b>",
    )
    db.session.commit()
    return made


def test_without_a_mail_server_mails_are_kept_and_shown_and_it_says_so(pages_as, mail):
    page = pages_as(Role.ADMINISTRATOR).get("/settings/mails")
    assert "送信されません" in words(page.select_one(".notice-attention"))
    assert "保管中（未送信）" in words(page.select_one("tbody"))
    assert "<b>二行目</b>" in page.select_one("main details").text
    assert not page.select("main form")


def test_a_failed_mail_can_be_sent_again_and_no_other(app, pages_as, mail, session, monkeypatch):
    monkeypatch.setitem(
        app.extensions, "sekisho", replace(app.extensions["sekisho"], mail=MailServer("smtp.invalid"))
    )
    pages = pages_as(Role.ADMINISTRATOR)
    token = pages.get("/").select_one("meta[name=csrf-token]")["content"]
    pages.post(f"/settings/mails/{mail.id}/retry", status=422, csrf_token=token)
    mail.state, mail.attempts = MailState.FAILED, 12
    session.commit()
    assert "失敗" in words(pages.get("/settings/mails?state=failed").select_one("tbody"))
    pages.submit("/settings/mails", button="再送する")
    session.refresh(mail)
    assert (mail.state, mail.attempts) == (MailState.WAITING, 0)


@pytest.mark.parametrize("state", ["failed", "sent", "x", "'"])
def test_any_state_of_mails_may_be_asked_for(state, pages_as):
    pages_as(Role.ADMINISTRATOR).get("/settings/mails", query_string={"state": state})


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_a_one_time_link_opens_no_door_for_who_reads_the_mails(role, pages_as, mail, session):
    token = "q7-canary_Token"
    mail.body = f"次の住所を開いてください。\nhttps://sekisho.example/enrol/{token}\n有効期限は3日です。"
    session.commit()
    page = pages_as(role).get("/settings/mails")
    assert "canary" not in str(page)
    assert "https://sekisho.example/enrol/•••" in page.text
    assert "有効期限は3日です" in page.text
    session.refresh(mail)
    assert token in mail.body


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COMPLIANCE, Role.OFFICER, Role.VENDOR])
def test_mails_are_read_by_administrators_and_audit_and_sent_again_by_administrators(role, pages_as, mail):
    pages, retry = pages_as(role), f"/settings/mails/{mail.id}/retry"
    token = pages.get("/").select_one("meta[name=csrf-token]")["content"]
    pages.get("/settings/mails", status=200 if role == Role.AUDITOR else 403)
    pages.post(retry, status=403, csrf_token=token)


def test_jobs_are_shown_by_their_names_and_ends(pages_as, at, session):
    run = jobs.claim("deliver_mails", "test", at)
    assert run is not None
    jobs.finish(run, at, failed=True, detail="OSError")
    session.commit()
    body = words(pages_as(Role.AUDITOR).get("/settings/jobs").select_one("tbody"))
    assert "メールの送信" in body
    assert "失敗" in body
    assert "OSError" in body


@pytest.mark.parametrize(
    ("name", "detail", "said"),
    [
        ("expire_sessions", "sessions=17 links=0", "終了したセッション：17"),
        ("expire_records", "idempotency_keys=2 drafts=0 notices=0 mails=1 job_runs=0",
         "削除した送信済みフォームのキー：2、削除した古いメール：1"),
        ("expire_records", "idempotency_keys=0 drafts=0", "削除の対象はありませんでした。"),
        ("deliver_mails", "3/5", "5通中3通を送信しました"),
        ("export_head", "41", "番号41まで保管しました"),
        ("expire_approvals", "2", "申請2件を期限切れとしました"),
        ("hand_over", "1", "引継ぎ1件を実行しました"),
        ("end_lapsed_rights", "4", "期間の終わった権限4件を終了しました"),
        ("verify_log", "99", "番号99まで整合しています"),
        ("verify_log", "of another program", "of another program"),
    ],
)  # fmt: skip
def test_what_a_job_did_is_said_in_a_sentence(name, detail, said, pages_as, at, session):
    run = jobs.claim(name, "test", at)
    assert run is not None
    jobs.finish(run, at, failed=False, detail=detail)
    session.commit()
    cells = pages_as(Role.AUDITOR).get("/settings/jobs").select("tbody tr td")
    assert words(cells[-1]) == said


def test_every_job_of_the_schedule_has_a_name(app):
    from app.jobs.schedule import JOBS
    from app.overview.words import JOBS as NAMED

    assert {job.name for job in JOBS} <= set(NAMED)


def test_the_checks_of_the_system_are_shown_in_words(pages_as):
    page = pages_as(Role.AUDITOR).get("/settings/system")
    assert len(page.select("tbody tr")) > 5
    pages_as(Role.COMPLIANCE).get("/settings/system", status=403)
