"""Two people save one record: each form goes on with what the other one changed."""

import json
from datetime import timedelta

import pytest

from app.core import settings
from app.core.dates import day_of
from app.identity.permissions import IdentityPermission
from app.identity.roles import Role
from app.work.models import Severity
from tests.factories import work as make
from tests.factories.identity import unit
from tests.harness.client import fields_of
from tests.pages import words

KEY = "institution.name"


def opened(pages, url):
    return fields_of(pages.get(url).select_one("#form"))


def refused(pages, url, sent):
    page = pages.post(url, fields=sent, status=409)
    return page, fields_of(page.select_one("#form"))


def test_a_finding_takes_over_dates_choices_and_texts(session, pages_as, people, root, at):
    finding = make.finding(at, root, title="旧件名", detail="一行目\n二行目", due_on=day_of(at))
    url, later = f"/findings/{finding.id}/edit", day_of(at) + timedelta(days=30)
    session.commit()
    slow = pages_as(Role.RISK)
    sent = opened(slow, url)
    pages_as(Role.COMPLIANCE).submit(url, severity="high", due_on=later.isoformat(), source="監査")
    page, merged = refused(slow, url, {**sent, "title": "新件名"})
    assert not page.select(".theirs")
    assert people[Role.COMPLIANCE].name in words(page.select_one(".conflict"))
    assert {tag["href"] for tag in page.select(".conflict a")} == {"#severity", "#due_on", "#source"}
    slow.post(url, fields=merged, status=303)
    session.refresh(finding)
    assert (finding.title, finding.severity, finding.due_on) == ("新件名", Severity.HIGH, later)
    assert (finding.source, finding.detail) == ("監査", "一行目\n二行目")


def test_a_unit_moved_by_one_and_renamed_by_the_other_is_both(session, pages_as, people, root, at):
    moved, above = unit(at, "1", "旧部", root), unit(at, "2", "本部", root)
    session.commit()
    url, slow = f"/units/{moved.id}/edit", pages_as(Role.ADMINISTRATOR)
    sent = opened(slow, url)
    pages_as(Role.ADMINISTRATOR).submit(url, parent_id=str(above.id))
    page, merged = refused(slow, url, {**sent, "name": "新部"})
    assert "本部 (2)" in words(page.select_one(".conflict"))
    assert people[Role.ADMINISTRATOR].name in words(page.select_one(".conflict"))
    slow.post(url, fields=merged, status=303)
    session.refresh(moved)
    assert (moved.name, moved.parent_id) == ("新部", above.id)


def test_an_account_keeps_what_either_changed(session, pages_as, people):
    person = people[Role.OFFICER]
    url, slow = f"/users/{person.id}/edit", pages_as(Role.ADMINISTRATOR)
    sent = opened(slow, url)
    pages_as(Role.ADMINISTRATOR).submit(url, title="課長")
    _page, merged = refused(slow, url, {**sent, "name_kana": "シン カナ"})
    slow.post(url, fields=merged, status=303)
    session.refresh(person)
    assert (person.title, person.name_kana) == ("課長", "シン カナ")


@pytest.mark.usefixtures("session")
def test_a_setting_says_who_was_faster_and_a_third_save_is_seen_too(pages_as, people):
    url = f"/settings/{KEY}/edit"
    pages_as(Role.ADMINISTRATOR).submit(url, value="一番", reason="a")
    slow = pages_as(Role.COMPLIANCE)
    sent = {**opened(slow, url), "value": "私の名", "reason": "c"}
    for theirs in ("二番", "三番"):
        pages_as(Role.ADMINISTRATOR).submit(url, value=theirs, reason="b")
        page, sent = refused(slow, url, sent)
        assert [words(tag) for tag in page.select(".theirs-value")] == [theirs]
        assert people[Role.ADMINISTRATOR].name in words(page.select_one(".conflict"))
        assert (sent["value"], sent["reason"]) == ("私の名", "c")
    slow.post(url, fields=sent, status=303)
    settings.forget()
    assert settings.get(KEY) == "私の名"


def test_the_comment_on_an_act_is_no_value_of_the_record(session, pages_as, people, root, at):
    maker = people[Role.ADMINISTRATOR]
    approval = make.approval(at, maker=maker, permission=IdentityPermission.GRANT_APPROVE, unit=root)
    session.commit()
    sent = opened(pages_as(Role.APPROVER), f"/approvals/{approval.id}/approve")
    assert json.loads(sent["form_base"]) == {"version": approval.version, "fields": {}}
