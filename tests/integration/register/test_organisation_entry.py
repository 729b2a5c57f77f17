"""Adding and editing an organisation, as a clerk does."""

from datetime import date
from pathlib import Path

from flask import current_app
from sqlalchemy import func, select

from app.core import audit
from app.core.audit import AuditEvent, reading
from app.core.db import db
from app.identity.roles import Role
from app.register.models import Organisation
from app.register.queries import duplicates
from app.register.queries import organisations as queries
from tests.factories import register as make
from tests.factories.identity import Made, context
from tests.harness.client import fields_of
from tests.pages import words

NEW = "/organisations/new"
FACTS = {
    "name": "株式会社みどり計算",
    "name_kana": "ミドリケイサン",
    "corporate_number": "４０１１－００１０９８９９３",
}


def only(name: str) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.name == name)).one()


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Organisation)) or 0


def add(pages, status=303, **facts):
    return pages.submit(NEW, button="取引先を追加する", status=status, **{**FACTS, **facts})


def edit_url(organisation):
    return f"/organisations/{organisation.id}/edit"


def test_what_was_entered_is_stored_and_shown(pages_as):
    pages = pages_as(Role.OFFICER)
    page = pages.follow(add(pages, ended_on="令和8年3月31日", address="東京都千代田区"))
    stored = only("株式会社みどり計算")
    assert stored.corporate_number == "4011001098993"
    assert stored.ended_on == date(2026, 3, 31)
    assert stored.sort_key.startswith("ミトリケイサン")
    assert "取引先を追加しました。" in words(page)
    assert "4011001098993" in words(page)


def test_adding_leaves_one_event_with_every_value(pages_as):
    add(pages_as(Role.OFFICER))
    (entry,) = reading.entries_of(only("株式会社みどり計算"))
    assert entry.event == "organisation:record:added"
    assert entry.changes["corporate_number"] == [None, "4011001098993"]
    assert entry.changes["name"] == [None, "株式会社みどり計算"]


def test_messages_say_what_to_do_in_japanese(pages_as):
    page = add(pages_as(Role.OFFICER), status=422, name="", corporate_number="5011001098993")
    summary = words(page.select_one(".error-summary"))
    assert "登記上の名称を入力してください。" in summary
    assert "法人番号に誤りがあります" in summary
    assert page.select_one("#corporate_number")["aria-invalid"] == "true"


def test_messages_say_what_to_do_in_english(pages_of, people, at):
    people[Role.OFFICER].language = "en"
    audit.record(context(at), Made.FOR_TEST, people[Role.OFFICER])
    pages = pages_of(people[Role.OFFICER])
    page = pages.submit(NEW, button="Add the organisation", status=422, name="", corporate_number="")
    assert "Enter the name as it is registered." in words(page.select_one(".error-summary"))


def test_neither_number_nor_reason_is_refused(pages_as):
    before = count()
    page = add(pages_as(Role.OFFICER), status=422, corporate_number="")
    assert "法人番号を入力するか、ない理由を選んでください。" in words(page)
    assert count() == before


def test_a_date_that_does_not_exist_is_refused(pages_as):
    page = add(pages_as(Role.OFFICER), status=422, ended_on="令和8年2月30日")
    assert page.select_one("#ended_on")["value"] == "令和8年2月30日"
    assert "「令和8年2月30日」という日はありません" in words(page)


def test_a_date_comes_back_in_the_style_of_the_reader(pages_of, people, at):
    organisation = make.organisation(at, ended_on=date(2026, 3, 31))
    people[Role.OFFICER].date_style = "wareki"
    audit.record(context(at), Made.FOR_TEST, people[Role.OFFICER])
    pages = pages_of(people[Role.OFFICER])
    assert pages.get(edit_url(organisation)).select_one("#ended_on")["value"] == "令和8年3月31日"
    pages.submit(edit_url(organisation), button="変更を保存")
    db.session.refresh(organisation)
    assert organisation.ended_on == date(2026, 3, 31)


def test_a_number_belongs_to_one_organisation(pages_as, at):
    make.organisation(at, "株式会社あおば", corporate_number="4011001098993")
    page = add(pages_as(Role.OFFICER), status=422)
    assert "この番号は株式会社あおばに登録されています" in words(page)


def test_a_number_that_two_enter_at_one_moment_is_stored_once(pages_as, at, monkeypatch):
    make.organisation(at, "株式会社あおば", corporate_number="4011001098993")
    monkeypatch.setattr(queries, "holder_of", lambda *_: None)
    monkeypatch.setattr(duplicates, "recognised", lambda *_: [])
    page = add(pages_as(Role.OFFICER), status=422)
    assert "直前に保存されました" in words(page)
    assert page.select_one("#name")["value"] == "株式会社みどり計算"


def test_a_similar_name_is_asked_about_and_may_be_saved(pages_as, at):
    known = make.organisation(at, "みどり計算㈱", corporate_number="7000012050002")
    pages = pages_as(Role.OFFICER)
    page = add(pages, status=422)
    link = page.select_one(f'main a[href="/organisations/{known.id}"]')
    assert words(link) == "みどり計算㈱"
    assert "みどり計算㈱ 7000012050002" in words(page.select_one(".error-summary"))
    sent = {tag["name"]: tag.get("value", "") for tag in page.select("form.form input[name]")}
    sent |= {"kind": "company", "country": "JP", "no_number_reason": "", "is_confirmed": "y"}
    pages.post(NEW, fields=sent)
    assert only("株式会社みどり計算").name_key == only("みどり計算㈱").name_key


def test_an_edit_to_a_similar_name_leads_to_who_has_it(pages_as, at):
    known, other = make.organisation(at, "みどり計算㈱"), make.organisation(at, "株式会社あか")
    pages = pages_as(Role.OFFICER)
    page = pages.submit(edit_url(other), button="変更を保存", status=422, name="株式会社みどり計算")
    assert words(page.select_one(f'main form a[href="/organisations/{known.id}"]')) == "みどり計算㈱"
    page = pages.submit(edit_url(other), button="変更を保存", status=422, name="")
    assert not page.select(f'main form a[href="/organisations/{known.id}"]')


def test_an_edit_that_leaves_the_name_is_not_asked_about(pages_as, at):
    make.organisation(at, "みどり計算㈱")
    other = make.organisation(at, "株式会社みどり計算")
    pages_as(Role.OFFICER).submit(edit_url(other), button="変更を保存", note="確認済み")
    db.session.refresh(other)
    assert other.note == "確認済み"


def test_sending_twice_has_one_effect_and_one_answer(pages_as):
    pages = pages_as(Role.OFFICER)
    page = pages.get(NEW)
    sent = {tag["name"]: tag.get("value", "") for tag in page.select("form.form input[name]")}
    sent |= {"kind": "company", "country": "JP", "no_number_reason": "", **FACTS}
    sent.pop("is_confirmed", None)
    first = pages.post(NEW, fields=sent)
    second = pages.post(NEW, fields=sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert only("株式会社みどり計算").corporate_number == "4011001098993"


def test_a_refused_form_can_be_corrected_under_the_same_key(pages_as):
    pages = pages_as(Role.OFFICER)
    page = pages.get(NEW)
    sent = {tag["name"]: tag.get("value", "") for tag in page.select("form.form input[name]")}
    sent |= {"kind": "company", "country": "JP", "no_number_reason": "", **FACTS}
    pages.post(NEW, fields={**sent, "corporate_number": "1"}, status=422)
    pages.post(NEW, fields=sent)
    assert only("株式会社みどり計算").corporate_number == "4011001098993"


def test_columns_that_are_no_field_cannot_be_set(pages_as, at):
    organisation = make.organisation(at)
    pages = pages_as(Role.OFFICER)
    page = pages.get(edit_url(organisation))
    sent = {tag["name"]: tag.get("value", "") for tag in page.select("form.form input[name]")}
    sent |= {"kind": "company", "country": "JP", "no_number_reason": "not_yet_checked", "note": "変更"}
    forged = {
        "sort_key": "zzz",
        "name_key": "zzz",
        "updated_at": "2000-01-01",
        "id": str(organisation.id)[::-1],
    }
    before = (organisation.id, organisation.sort_key, organisation.name_key)
    pages.post(edit_url(organisation), fields={**sent, **forged})
    db.session.refresh(organisation)
    assert (organisation.id, organisation.sort_key, organisation.name_key) == before
    assert organisation.note == "変更"
    assert organisation.updated_at.year > 2000


def test_an_edit_is_one_event_with_before_and_after(pages_as, at):
    organisation = make.organisation(at, address="東京都")
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.submit(edit_url(organisation), button="変更を保存", address="大阪府")
    newest = reading.entries_of(organisation)[0]
    assert newest.changes == {"address": ["東京都", "大阪府"]}
    assert newest.event == "organisation:record:edited"


def test_saving_without_a_change_leaves_no_event(pages_as, at):
    organisation = make.organisation(at)
    before = db.session.scalar(select(func.count()).select_from(AuditEvent))
    pages_as(Role.OFFICER).submit(edit_url(organisation), button="変更を保存")
    assert db.session.scalar(select(func.count()).select_from(AuditEvent)) == before


def test_the_history_names_who_changed_what(pages_as, people, at):
    organisation = make.organisation(at, address="東京都")
    pages = pages_as(Role.OFFICER)
    pages.submit(edit_url(organisation), button="変更を保存", address="大阪府", ended_on="2026-03-31")
    told = words(pages.get(f"/organisations/{organisation.id}/history").select_one("main"))
    assert people[Role.OFFICER].name in told
    assert "取引先を編集" in told
    assert "所在地 東京都 大阪府" in told
    assert "2026-03-31" in told
    assert "並び順キー" not in told


def test_the_slower_of_two_sees_both_texts_and_may_save_knowingly(pages_as, people, at):
    organisation = make.organisation(at, address="東京都")
    parent = make.organisation(at, "株式会社おや")
    slow, fast = pages_as(Role.OFFICER), pages_as(Role.VENDOR_MANAGER)
    page = slow.get(edit_url(organisation))
    sent = {tag["name"]: tag.get("value", "") for tag in page.select("form.form input[name]")}
    sent |= {"kind": "company", "country": "JP", "no_number_reason": "not_yet_checked", "note": ""}
    sent.pop("is_confirmed", None)
    fast.submit(edit_url(organisation), button="変更を保存", address="大阪府", parent_id=str(parent.id))

    page = slow.post(edit_url(organisation), fields={**sent, "address": "北海道"}, status=409)
    told = words(page.select_one("main"))
    assert people[Role.VENDOR_MANAGER].name in told
    assert "大阪府" in told
    assert "株式会社おや" in told
    assert page.select_one("#address")["value"] == "北海道"
    db.session.refresh(organisation)
    assert organisation.address == "大阪府"

    version = page.select_one("input[name=version]")["value"]
    slow.post(edit_url(organisation), fields={**sent, "address": "北海道", "version": version})
    db.session.refresh(organisation)
    assert organisation.address == "北海道"


def test_a_parent_can_be_named_without_scripts(pages_as, at):
    parent = make.organisation(at, "株式会社おや")
    organisation = make.organisation(at)
    pages = pages_as(Role.OFFICER)
    pages.submit(edit_url(organisation), button="変更を保存", parent_id_text="おや㈱")
    db.session.refresh(organisation)
    assert organisation.parent_id == parent.id
    page = pages.submit(edit_url(parent), button="変更を保存", status=422, parent_id_text="みどり計算")
    assert "親会社にできません" in words(page)
    page = pages.submit(edit_url(parent), button="変更を保存", status=422, parent_id_text="どこにもない")
    assert "一覧から選んでください。" in words(page)


def test_a_code_bumps_the_whole_and_shows_in_its_history(pages_as, at):
    organisation = make.organisation(at)
    before = organisation.version
    pages = pages_as(Role.OFFICER)
    page = pages.follow(
        pages.submit(
            f"/organisations/{organisation.id}/codes/new",
            button="コードを追加する",
            scheme="D-U-N-S",
            value="690539911",
        )
    )
    db.session.refresh(organisation)
    assert organisation.version > before
    assert "690539911" in words(page)
    pages.submit(f"/organisations/{organisation.id}", button="削除")
    told = words(pages.get(f"/organisations/{organisation.id}/history").select_one("main"))
    assert "コードを追加" in told
    assert "コードを削除" in told
    assert "690539911" not in words(pages.get(f"/organisations/{organisation.id}").select_one("main"))


def test_a_code_belongs_to_one_organisation(pages_as, at):
    first = make.organisation(at, "株式会社あおば")
    make.code(at, first, "D-U-N-S", "690539911")
    second = make.organisation(at, "株式会社みずほの里")
    address = f"/organisations/{second.id}/codes/new"
    facts = {"scheme": "D-U-N-S", "value": "690539911"}
    page = pages_as(Role.OFFICER).submit(address, button="コードを追加する", status=422, fields=facts)
    assert "このコードは株式会社あおばに登録されています" in words(page)


def test_who_saves_second_keeps_what_only_the_other_changed(pages_as, people, at):
    organisation = make.organisation(at, address="東京都", website="https://old.example")
    slow, fast = pages_as(Role.OFFICER), pages_as(Role.VENDOR_MANAGER)
    sent = fields_of(slow.get(edit_url(organisation)))
    fast.submit(
        edit_url(organisation), website="https://new.example", address="大阪府", ended_on="2026-03-31"
    )

    mine = {**sent, "representative": "代表　花子", "address": "北海道"}
    page = slow.post(edit_url(organisation), fields=mine, status=409)
    assert page.select_one("#website")["value"] == "https://new.example"
    assert page.select_one("#ended_on")["value"] == "2026-03-31"
    assert page.select_one("#representative")["value"] == "代表　花子"
    assert page.select_one("#address")["value"] == "北海道"
    assert [words(tag) for tag in page.select(".theirs-value")] == ["大阪府"]
    banner = page.select_one(".conflict")
    assert people[Role.VENDOR_MANAGER].name in words(banner)
    differing, taken = banner.select("ul")
    assert [tag["href"] for tag in differing.select("a")] == ["#address"]
    assert [tag["href"] for tag in taken.select("a")] == ["#website", "#ended_on"]
    assert "大阪府" in words(differing)
    assert "https://new.example" in words(taken)

    slow.post(edit_url(organisation), fields=fields_of(page), status=303)
    db.session.refresh(organisation)
    assert organisation.website == "https://new.example"
    assert organisation.representative == "代表　花子"
    assert organisation.address == "北海道"
    assert organisation.ended_on == date(2026, 3, 31)
    second, first = reading.entries_of(organisation)[:2]
    assert (first.actor_id, second.actor_id) == (people[Role.VENDOR_MANAGER].id, people[Role.OFFICER].id)
    assert first.changes["website"] == ["https://old.example", "https://new.example"]
    assert set(second.changes) == {"address", "representative"}
    assert second.changes["address"] == ["大阪府", "北海道"]


def test_two_who_changed_different_fields_see_no_mark(pages_as, at):
    organisation = make.organisation(at, note="一行目\n二行目")
    slow = pages_as(Role.OFFICER)
    sent = {
        name: value.replace("\n", "\r\n")
        for name, value in fields_of(slow.get(edit_url(organisation))).items()
    }
    pages_as(Role.VENDOR_MANAGER).submit(edit_url(organisation), website="https://new.example")
    page = slow.post(edit_url(organisation), fields={**sent, "representative": "花子"}, status=409)
    assert not page.select(".theirs")
    assert "同じ項目を別々に変更したところはありません" in words(page.select_one(".conflict"))


def test_without_the_first_values_every_difference_is_marked(pages_as, at):
    organisation = make.organisation(at)
    slow = pages_as(Role.OFFICER)
    sent = fields_of(slow.get(edit_url(organisation)))
    pages_as(Role.VENDOR_MANAGER).submit(edit_url(organisation), website="https://new.example")
    for broken in ("", "{", "[]", '{"version":1,"fields":[]}', '{"version":1,"fields":{"website":"0"}}'):
        page = slow.post(edit_url(organisation), fields={**sent, "form_base": broken}, status=409)
        assert [words(tag) for tag in page.select(".theirs-value")] == ["https://new.example"]


def test_all_that_is_missing_is_said_at_once(pages_as):
    page = add(
        pages_as(Role.OFFICER), 422, name="", name_kana="緑ケイサン", corporate_number="", website="x" * 301
    )
    told = {tag["href"] for tag in page.select(".error-summary a")}
    assert told == {"#name", "#name_kana", "#corporate_number", "#website"}
    assert "「緑」は使えません。" in words(page)
    assert "300文字以内" in words(page)


def test_a_number_beside_a_reason_for_none_is_refused(pages_as):
    before = count()
    page = add(pages_as(Role.OFFICER), 422, no_number_reason="not_yet_checked")
    assert [tag["href"] for tag in page.select(".error-summary a")] == ["#no_number_reason"]
    assert "どちらか一方を消してください" in words(page)
    assert count() == before


def test_the_lines_of_a_note_stay_lines(pages_as, at):
    organisation = make.organisation(at)
    pages = pages_as(Role.OFFICER)
    pages.submit(edit_url(organisation), note="一行目\r\n二行目 <b>")
    for where in ("", "/history"):
        page = pages.get(f"/organisations/{organisation.id}{where}")
        assert [tag.get_text().splitlines() for tag in page.select(".lines")] == [["一行目", "二行目 <b>"]]
    styles = (Path(current_app.static_folder or "") / "css").glob("*.css")
    assert any(".lines { white-space: pre-line; }" in style.read_text() for style in styles)
