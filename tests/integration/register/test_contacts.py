"""Contacts: whom to call, found by whatever one remembers, and tried now and then."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import settings
from app.core.audit import reading
from app.core.dates import day_of
from app.core.db import db
from app.identity.roles import Role
from app.register import reminding
from app.register.models import Contact, ContactRole, ContactTestResult
from app.register.services import contacts as services
from app.register.services import engagements
from app.work import waiting
from tests.conftest import context_of
from tests.factories import identity, register
from tests.factories import ours as make
from tests.pages import words

LIST, NEW = "/contacts", "/contacts/new"


@pytest.fixture
def vendor(session, at):
    return register.organisation(at, "株式会社みなと印刷")


def names(page) -> list[str]:
    return [words(cell) for cell in page.select("tbody th")]


def only(name: str) -> Contact:
    return db.session.scalars(select(Contact).where(Contact.name == name)).one()


def tried(at, contact, days: int, result=ContactTestResult.REACHED) -> None:
    services.record_test(
        identity.context(at), contact, tested_on=day_of(at) - timedelta(days=days), result=result,
        version=contact.version,
    )  # fmt: skip
    db.session.commit()


# --- entry -----------------------------------------------------------------------------------


def test_a_contact_is_added_from_the_page_of_its_organisation(pages_as, vendor):
    pages = pages_as(Role.OFFICER)
    address = f"{NEW}?organisation={vendor.id}"
    assert pages.get(address).select_one("#organisation_id")["value"] == "株式会社みなと印刷"
    page = pages.follow(
        pages.submit(
            address, button="連絡先を追加する", name="大野 健", name_kana="オオノ ケン", role="incident",
            phone="０３（１２３４）５６７８内線９", email="ono@minato.example", title="課長",
        )
    )  # fmt: skip
    assert "連絡先を追加しました。" in words(page)
    stored = only("大野 健")
    assert (stored.organisation_id, stored.phone) == (vendor.id, "03-1234-5678 内線 9")
    (entry,) = reading.entries_of(stored)
    assert entry.event == "contact:record:added"
    assert entry.changes["name"] == [None, "大野 健"]


def test_what_is_missing_is_said_all_at_once(pages_as, vendor):
    page = pages_as(Role.OFFICER).submit(NEW, button="連絡先を追加する", status=422, night_phone="")
    summary = words(page.select_one(".error-summary"))
    assert "取引先を選んでください。" in summary
    assert "氏名、または受付窓口の名称を入力してください。" in summary
    assert "電話番号かメールアドレスを入力してください。" in summary


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("phone", "03-1234", "10桁か11桁です。入力された番号は6桁です。"),
        ("night_phone", "担当者へ", "「担当者へ」は電話番号として読み取れません"),
        ("email", "ono(at)minato", "「ono(at)minato」はメールアドレスとして読み取れません"),
    ],
)
def test_a_number_that_cannot_be_dialled_is_told_at_its_field(pages_as, vendor, field, typed, said):
    page = pages_as(Role.OFFICER).submit(
        f"{NEW}?organisation={vendor.id}",
        button="連絡先を追加する",
        status=422,
        name="大野",
        **{field: typed},
    )
    assert said in words(page.select_one(f"#{field}-error"))
    assert page.select_one(f"#{field}")["value"] == typed


def test_an_edit_says_what_changed_and_by_whom(pages_as, vendor, at):
    contact = make.contact(at, vendor)
    pages = pages_as(Role.OFFICER)
    pages.submit(
        f"{LIST}/{contact.id}/edit", button="変更を保存", department="運用部", ended_on="令和8年3月31日"
    )
    page = pages.get(f"{LIST}/{contact.id}/history")
    assert "運用部" in words(page)
    assert words(page).index("連絡先を編集") < words(page).index("連絡先を追加")


def test_the_second_of_two_who_save_sees_both(pages_as, vendor, at):
    contact = make.contact(at, vendor)
    first, second = pages_as(Role.OFFICER), pages_as(Role.VENDOR_MANAGER)
    address = f"{LIST}/{contact.id}/edit"
    form = second.get(address)
    sent = {tag["name"]: tag.get("value", "") for tag in form.select("form.form input[name]")}
    first.submit(address, button="変更を保存", hours="平日")
    page = second.post(
        address,
        status=409,
        fields={**sent, "role": "incident", "engagement_id": "", "note": "", "hours": "毎日"},
    )
    assert "平日" in words(page.select_one(".conflict"))
    assert page.select_one("#hours")["value"] == "毎日"


# --- tests of whether anybody answers ----------------------------------------------------------


def test_a_test_is_an_act_of_its_own(pages_as, vendor, at):
    contact = make.contact(at, vendor)
    pages = pages_as(Role.OFFICER)
    assert "連絡訓練未実施" in words(pages.get(f"{LIST}/{contact.id}"))
    page = pages.follow(
        pages.submit(
            f"{LIST}/{contact.id}/test", button="連絡訓練を記録する", result="reached", remark="2分で応答"
        )
    )
    db.session.refresh(contact)
    assert (contact.last_tested_on, contact.test_result) == (day_of(at), ContactTestResult.REACHED)
    assert "2分で応答" in words(page)
    assert "連絡訓練未実施" not in words(page)
    assert reading.entries_of(contact)[0].event == "contact:test:recorded"


@pytest.mark.parametrize(
    ("days", "said"), [(-1, "まだ行っていない連絡訓練は"), (30, "これより新しい連絡訓練")]
)
def test_a_test_is_neither_of_tomorrow_nor_older_than_the_last(pages_as, vendor, at, days, said):
    contact = make.contact(at, vendor)
    tried(at, contact, 20)
    page = pages_as(Role.OFFICER).submit(
        f"{LIST}/{contact.id}/test", button="連絡訓練を記録する", status=422, result="reached",
        tested_on=(day_of(at) - timedelta(days=days)).isoformat(),
    )  # fmt: skip
    assert said in words(page.select_one("#tested_on-error"))
    db.session.refresh(contact)
    assert contact.last_tested_on == day_of(at) - timedelta(days=20)


# --- the list ------------------------------------------------------------------------------------


@pytest.fixture
def some(vendor, at):
    other = register.organisation(at, "株式会社くものうえ")
    make.contact(
        at, vendor, "青木 一郎", name_kana="アオキ イチロウ", department="運用センター", phone="03-1234-5678 内線 4",
        email="aoki@minato.example",
    )  # fmt: skip
    late = make.contact(at, vendor, "井上 花", role=ContactRole.BUSINESS, phone="+81 45-222-3333")
    silent = make.contact(at, other, "監視デスク", role=ContactRole.SECURITY, night_phone="0120-444-555")
    gone = make.contact(at, other, "旧担当", ended_on=day_of(at))
    tried(at, late, 800)
    tried(at, silent, 5, ContactTestResult.NOT_REACHED)
    tried(at, gone, 1)
    return vendor


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("青木", ["青木 一郎"]),
        ("あおき", ["青木 一郎"]),
        ("運用セン", ["青木 一郎"]),
        ("1234-5678", ["青木 一郎"]),
        ("０３１２３４", ["青木 一郎"]),
        ("045-222", ["井上 花"]),
        ("+81-45", ["井上 花"]),
        ("444555", ["監視デスク"]),
        ("aoki@minato", ["青木 一郎"]),
        ("無関係", []),
    ],
)
def test_a_contact_is_found_by_whatever_one_remembers(pages_as, some, asked, found):
    pages = pages_as(Role.LEGAL)
    assert names(pages.get(LIST, query_string={"q": asked})) == found
    everywhere = words(pages.get("/search", query_string={"q": asked}).select_one("main"))
    assert all(name in everywhere for name in found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("role=business", ["井上 花"]),
        ("tested=never", ["青木 一郎"]),
        ("tested=overdue", ["青木 一郎", "井上 花"]),
        ("tested=unreached", ["監視デスク"]),
        ("ended=yes", ["旧担当"]),
        ("ended=no&role=security", ["監視デスク"]),
        ("tested=nonsense&role=nonsense", ["青木 一郎", "井上 花", "監視デスク", "旧担当"]),
    ],
)
def test_filters_narrow_the_list(pages_as, some, query, found):
    assert sorted(names(pages_as(Role.LEGAL).get(f"{LIST}?{query}"))) == sorted(found)


def test_the_contacts_of_one_organisation_are_one_filter(pages_as, some):
    page = pages_as(Role.LEGAL).get(f"{LIST}?organisation={some.id}")
    assert names(page) == ["青木 一郎", "井上 花"]
    assert "株式会社みなと印刷" in words(page.select_one(".chip"))


def test_how_long_a_test_counts_is_a_setting(pages_as, some, ctx_of):
    settings.change(ctx_of(Role.ADMINISTRATOR), reminding.TEST_MONTHS, 60)
    db.session.commit()
    assert names(pages_as(Role.LEGAL).get(f"{LIST}?tested=overdue")) == ["青木 一郎"]


@pytest.mark.parametrize("sort", ["name", "role", "last_tested_on", "updated_at"])
def test_each_order_offered_works_both_ways(pages_as, some, sort):
    pages = pages_as(Role.LEGAL)
    up = names(pages.get(f"{LIST}?sort={sort}&dir=asc"))
    assert len(up) == 4
    assert names(pages.get(f"{LIST}?sort={sort}&dir=desc")) == up[::-1]


def test_the_export_holds_what_is_shown(pages_as, some):
    response = pages_as(Role.LEGAL).get(
        f"{LIST}/export?col=organisation&col=phone&col=test_result&tested=unreached"
    )
    rows = list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    assert rows == [
        ["氏名", "取引先", "電話番号", "連絡訓練の結果"],
        ["監視デスク", "株式会社くものうえ", "06-9999-0000", "つながらなかった"],
    ]


def test_the_list_costs_the_same_whatever_it_holds(pages_as, vendor, at, count_queries):
    pages = pages_as(Role.OFFICER)
    pages.get(LIST)
    cost = []
    for size in (3, 30):
        for number in range(size):
            make.contact(at, vendor, f"担当{size}-{number}")
        count_queries.sent.clear()
        assert len(names(pages.get(f"{LIST}?col=engagement&col=organisation"))) >= size
        cost.append(len(count_queries))
    assert cost[0] == cost[1] <= 12


def test_the_list_of_a_past_moment_knows_the_old_address(pages_as, vendor, at, days_later):
    contact = make.contact(at, vendor, email="old@minato.example")
    other = make.contact(at, vendor, "井上 花", email="older@minato.example")
    tried(at, other, 3)
    days_later(2)
    pages, then = pages_as(Role.OFFICER), day_of(at).isoformat()
    for each in (contact, other):
        pages.submit(f"{LIST}/{each.id}/edit", button="変更を保存", email="new@minato.example")
    assert names(pages.get(f"{LIST}?q=old&as_at={then}")) == ["井上 花", "青木 一郎"]
    assert names(pages.get(f"{LIST}?q=new&as_at={then}")) == []
    assert names(pages.get(f"{LIST}?q=old")) == []
    assert "older@minato.example" in words(pages.get(f"{LIST}?col=email&as_at={then}"))


def test_the_page_of_a_past_moment_shows_the_old_number_and_changes_nothing(pages_as, vendor, at, days_later):
    contact, then = make.contact(at, vendor, phone="03-1111-2222"), day_of(at).isoformat()
    days_later(2)
    pages, page = pages_as(Role.OFFICER), f"{LIST}/{contact.id}"
    pages.submit(f"{page}/edit", button="変更を保存", phone="03-3333-4444")
    shown = pages.get(f"{page}?as_at={then}")
    assert "03-1111-2222" in words(shown.select_one("#reach"))
    assert shown.select_one(".as-at") is not None
    assert not shown.select("main a[href$='/edit'], main a[href$='/test'], #documents")
    assert "03-3333-4444" in words(pages.get(page).select_one("#reach"))
    before = (day_of(at) - timedelta(days=40)).isoformat()
    assert "登録されていませんでした" in words(pages.get(f"{page}?as_at={before}").select_one("main"))


def test_what_was_never_tested_stands_where_it_stands_today(pages_as, vendor, at, days_later):
    never, once = make.contact(at, vendor), make.contact(at, vendor, "井上 花")
    tried(at, once, 3)
    pages, then = pages_as(Role.OFFICER), day_of(at).isoformat()
    present = names(pages.get(f"{LIST}?sort=last_tested_on"))
    days_later(2)
    for each in (never, once):
        pages.submit(f"{LIST}/{each.id}/edit", button="変更を保存", department="運用部")
    assert names(pages.get(f"{LIST}?sort=last_tested_on&as_at={then}")) == present
    assert names(pages.get(f"{LIST}?sort=last_tested_on&dir=desc&as_at={then}")) == present[::-1]


# --- scope -----------------------------------------------------------------------------------------


@pytest.fixture
def elsewhere(session, at, root, vendor, people):
    """An engagement of another unit, its contact, and an officer who sees nothing of that unit."""
    there, here = identity.unit(at, "810", "よその支店", root), identity.unit(at, "820", "うちの支店", root)
    stranger = identity.user(at, "stranger@tsubame.example", "うちの担当")
    identity.grant(at, stranger, Role.OFFICER, here)
    engagement = make.engagement(at, vendor, there, "E-810")
    owner = identity.user(at, "owner@tsubame.example", "よその担当")
    identity.grant(at, owner, Role.OFFICER, there)
    db.session.commit()
    contact = make.contact(at, vendor, "秘密の窓口", ctx=context_of(owner, at), engagement_id=engagement.id)
    return engagement, contact, stranger, owner


def test_a_contact_of_an_engagement_goes_with_the_engagement(pages_of, elsewhere):
    engagement, contact, stranger, owner = elsewhere
    pages = pages_of(stranger)
    assert names(pages.get(LIST)) == []
    assert not pages.get("/search?q=秘密の窓口").select(f'main a[href="{LIST}/{contact.id}"]')
    for path in ("", "/edit", "/test", "/history"):
        pages.get(f"{LIST}/{contact.id}{path}", status=404)
    pages.get(f"{NEW}?engagement={engagement.id}", status=404)
    assert "秘密の窓口" not in pages.get(f"{LIST}/export").get_data(as_text=True)
    mine = pages_of(owner)
    assert names(mine.get(LIST)) == ["秘密の窓口"]
    assert "E-810 の案件" in words(mine.get(f"{LIST}/{contact.id}"))
    assert mine.get("/search?q=秘密の窓口").select(f'main a[href="{LIST}/{contact.id}"]')


def test_the_administrator_finds_no_contact_of_an_engagement(pages_as, elsewhere):
    _engagement, contact, _stranger, _owner = elsewhere
    pages = pages_as(Role.ADMINISTRATOR)
    assert not pages.get("/search?q=秘密の窓口").select(f'main a[href="{LIST}/{contact.id}"]')
    assert names(pages.get(LIST)) == []


def test_an_engagement_one_may_not_see_cannot_be_given_in_the_body(pages_of, elsewhere, vendor):
    engagement, _contact, stranger, _owner = elsewhere
    pages = pages_of(stranger)
    address = f"{NEW}?organisation={vendor.id}"
    page = pages.submit(
        address,
        button="連絡先を追加する",
        status=422,
        name="山",
        phone="03-1234-5678",
        engagement_id=str(engagement.id),
    )
    assert "一覧から選んでください" in words(page.select_one("#engagement_id-error"))


def test_an_engagement_with_somebody_else_is_refused(pages_of, elsewhere, at):
    engagement, _contact, _stranger, owner = elsewhere
    other = register.organisation(at, "別の会社")
    page = pages_of(owner).submit(
        f"{NEW}?organisation={other.id}", button="連絡先を追加する", status=422, name="山", phone="03-1234-5678",
        engagement_id=str(engagement.id),
    )  # fmt: skip
    assert "この案件は別の取引先との案件です" in words(page.select_one("#engagement_id-error"))


def test_who_reads_an_engagement_only_changes_none_of_its_contacts(pages_of, elsewhere, at, ctx_of):
    """An officer keeps contacts; those of an engagement that another unit only lets them read, they do not."""
    engagement, contact, stranger, _owner = elsewhere
    here = context_of(stranger, at).units("register:engagement:view")
    engagements.set_readers(ctx_of(Role.VENDOR_MANAGER), engagement, here)
    db.session.commit()
    pages = pages_of(stranger)
    page = pages.get(f"{LIST}/{contact.id}")
    assert not page.select(f'a[href="{LIST}/{contact.id}/edit"]')
    pages.get(f"{LIST}/{contact.id}/edit", status=403)
    pages.get(f"{LIST}/{contact.id}/test", status=403)
    form = pages.get(f"{NEW}?engagement={engagement.id}")
    sent = {tag["name"]: tag.get("value", "") for tag in form.select("form.form input[name]")}
    pages.post(
        f"{NEW}?engagement={engagement.id}", status=403,
        fields={**sent, "name": "山", "phone": "03-1234-5678", "role": "incident", "engagement_id": str(engagement.id)},
    )  # fmt: skip


@pytest.mark.parametrize("path", [LIST, f"{LIST}/export", NEW])
def test_a_vendor_has_no_contacts(pages_as, some, path):
    pages_as(Role.VENDOR).get(path, status=403)


# --- home ------------------------------------------------------------------------------------------


def test_who_owns_an_engagement_is_told_of_contacts_nobody_tried(pages_as, ctx_of, people, some, at, root):
    ctx = ctx_of(Role.OFFICER)
    assert not [wait for wait in waiting.list_for(ctx) if wait.kind == "contact"]
    make.engagement(at, some, root, "E-9", owner_id=people[Role.OFFICER].id)
    page = pages_as(Role.OFFICER).get("/")
    shown = words(page.select_one("#waits"))
    assert "青木 一郎（株式会社みなと印刷）に連絡がつくか確認してください" in shown
    assert "井上 花" in shown
    assert "監視デスク" not in shown
    assert waiting.list_for(ctx_of(Role.APPROVER)) == []


# --- what else moves -------------------------------------------------------------------------------


def test_the_search_names_the_organisation_as_it_is_called_now(pages_as, vendor, at):
    contact = make.contact(at, vendor)
    register.renamed(at, vendor, "株式会社あらたな名")
    hit = pages_as(Role.LEGAL).get("/search?q=青木").select_one(f'main a[href="{LIST}/{contact.id}"]')
    assert "株式会社あらたな名" in words(hit.find_parent(["tr", "li"]))


def test_a_contact_moves_with_its_engagement_to_another_unit(pages_of, elsewhere, at, ctx_of):
    engagement, contact, stranger, owner = elsewhere
    there = next(iter(context_of(stranger, at).units("register:engagement:edit")))
    facts = replace(engagements.facts_of(engagement), unit_id=there)
    engagements.edit_engagement(ctx_of(Role.VENDOR_MANAGER), engagement, facts, version=engagement.version)
    db.session.commit()
    link = f'main a[href="{LIST}/{contact.id}"]'
    assert pages_of(stranger).get("/search?q=秘密の窓口").select(link)
    assert not pages_of(owner).get("/search?q=秘密の窓口").select(link)


def test_the_pages_of_the_organisation_and_the_engagement_say_whom_to_call(pages_of, elsewhere, vendor, at):
    engagement, _contact, stranger, owner = elsewhere
    make.contact(at, vendor, "みんなの窓口")
    make.contact(at, vendor, "やめた人", ended_on=day_of(at))
    mine = pages_of(owner)
    for address in (f"/organisations/{vendor.id}", f"/engagements/{engagement.id}"):
        shown = words(mine.get(address).select_one("#contacts"))
        assert "みんなの窓口" in shown
        assert "秘密の窓口" in shown
        assert "やめた人" not in shown
    link = mine.get(f"/engagements/{engagement.id}").select_one("#contacts .part-head a")["href"]
    form = mine.get(link)
    assert form.select_one(f'#engagement_id option[value="{engagement.id}"]').has_attr("selected")
    shown = words(pages_of(stranger).get(f"/organisations/{vendor.id}").select_one("#contacts"))
    assert "みんなの窓口" in shown
    assert "秘密の窓口" not in shown
