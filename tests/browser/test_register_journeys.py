"""The register, as a vendor manager who never saw it before fills it and asks it."""

import re
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import Instance, Open, sign_in_as
from tests.browser.steps import fact, fill, open_link, pick, save, today
from tests.there import there

MANAGER, APPROVER = "高橋 直子", "鈴木 健一"
PRIME, PLATFORM = "まつかぜ審査サービス株式会社", "ねむのき基盤株式会社"
OFFER, BASE = "まつかぜ与信ワークベンチ", "ねむのきクラウド"
TITLE = "中小企業融資の審査ワークベンチ"


def bytes_of(page: Page, link: str) -> bytes:
    with page.expect_download() as download:
        page.locator("main").get_by_role("link", name=link, exact=True).click()
    return Path(download.value.path()).read_bytes()


def add_service(page: Page, party: str, offer: str, country: str) -> str:
    page.goto("/organisations/new")
    reason = "not_yet_checked" if country == "JP" else "foreign"
    fill(page, name=party, country=country, no_number_reason=reason)
    save(page)
    expect(page.locator("h1")).to_have_text(party)
    page.goto("/services/new")
    pick(page, "organisation_id", party)
    fill(page, name=offer, kind="cloud_platform")
    save(page)
    expect(page.locator("h1")).to_have_text(offer)
    return page.url


def add_engagement(page: Page) -> str:
    page.goto("/engagements/new")
    fill(page, title=TITLE, category="cloud", access="administer", connection="vpn", substitutability="hard")
    pick(page, "service_id", OFFER)
    pick(page, "vendor_id", PRIME)
    page.locator("#unit_id").select_option(label=next(
        text for text in page.locator("#unit_id option").all_inner_texts() if "個人ローン部" in text
    ))  # fmt: skip
    pick(page, "owner_id", "佐藤")
    pick(page, "data_countries", "日本")
    fill(page, purpose="中小企業向け融資の審査事務", has_personal_data="yes", data_volume="２５，０００")
    page.get_by_label("個人データ", exact=True).and_(page.locator("[type=checkbox]")).check()
    save(page)
    expect(page.locator("h1")).to_contain_text(TITLE)
    return page.url


def test_a_chain_is_recorded_drawn_and_filed(demonstration: Instance, open_page: Open) -> None:
    page = open_page(demonstration)
    sign_in_as(page, MANAGER)
    add_service(page, PLATFORM, BASE, "US")
    service = add_service(page, PRIME, OFFER, "JP")
    open_link(page, "利用先を登録")
    pick(page, "base_service_id", BASE)
    fill(page, purpose="審査システムの稼働基盤")
    save(page)
    page.goto(service)
    expect(page.locator("main")).to_contain_text(BASE)

    file = add_engagement(page)
    # The tier, and why: each factor with its value and its effect.
    open_link(page, "判定の根拠")
    volume = page.locator("main tbody tr", has_text="個人データの件数")
    expect(volume).to_contain_text(
        re.compile(r"25,000[\s\S]*10,000 件以上[\s\S]*該当[\s\S]*厳格[\s\S]*決め手")
    )
    expect(fact(page, "判定ルールによる管理区分")).to_contain_text("厳格")

    page.goto(file)
    open_link(page, "判定する")
    fill(page, outsourcing="outsourcing", outsourcing_reason="審査事務の一部を継続して行わせるため。")
    save(page)
    expect(fact(page, "外部委託該当性")).to_contain_text("外部委託に該当")

    open_link(page, "サプライチェーン")
    look_at_the_picture(page)
    consent_by_two(page, open_page(demonstration))
    file_the_list(page, file)
    look_back(page, file)


def look_at_the_picture(page: Page) -> None:
    """A link for each node, the same names in the table; larger and smaller; a press opens the service."""
    nodes = page.locator("svg a.diagram-node")
    rows = page.locator("#chain-table tbody tr")
    expect(nodes).to_have_count(3)
    assert rows.count() == nodes.count() - 1, "the table twin leaves out ourselves alone"
    for row, (party, offer) in zip(rows.all(), ((PRIME, OFFER), (PLATFORM, BASE)), strict=True):
        expect(row).to_contain_text(party)
        expect(row).to_contain_text(offer)
        assert page.locator("svg a.diagram-node", has_text=party).get_attribute("href")
    picture, scale = page.locator(".diagram-frame svg"), page.locator("[data-scale]")
    expect(page.locator("[data-diagram]")).to_have_attribute("data-is-live", "")
    page.get_by_role("button", name="実寸").click()
    expect(scale).to_have_text("100%")
    width = float(picture.get_attribute("width") or 0)
    page.get_by_role("button", name="拡大").click()
    expect(scale).to_have_text("125%")
    assert float(picture.get_attribute("width") or 0) > width
    page.get_by_role("button", name="縮小").click()
    page.get_by_role("button", name="縮小").click()
    expect(scale).to_have_text("80%")
    chain = page.url
    page.locator("svg a.diagram-node", has_text=PRIME).click()
    expect(page.locator("h1")).to_have_text(OFFER)
    page.goto(chain)


def consent_by_two(page: Page, other: Page) -> None:
    """Use and application by the one, the decision by the other; who applied is not offered to decide."""
    page.locator("#chain-table tbody").get_by_role("link", name=PLATFORM).click()
    edge = page.url
    page.locator("#use").get_by_role("link", name="編集").click()
    pick(page, "countries", "日本")
    fill(page, regions="西日本", access="administer")
    save(page)
    open_link(page, "申請を登録")
    fill(page, applied_on=today(), applied_by="まつかぜ 契約窓口")
    save(page)
    expect(page.locator("main")).to_contain_text("まつかぜ 契約窓口")
    assert page.get_by_role("link", name="決定", exact=True).count() == 0
    open_link(page, "審査")
    fill(page, examined_on=today(), examination="国内リージョンに限ることを確認した。")
    save(page)

    sign_in_as(other, APPROVER)
    other.goto(edge)
    open_link(other, "決定")
    fill(other, decided_on=today(), conditions="国外保管は不可", expires_on=today(365))
    save(other)
    expect(other.locator("#consent")).to_contain_text("国外保管は不可")
    expect(other.locator("#consent")).to_contain_text(APPROVER)
    page.goto(edge)
    expect(fact(page, "承諾の状況")).to_have_text("承諾済み")


def file_the_list(page: Page, file: str) -> None:
    page.goto(f"{file}/subcontractors")
    sheet = there(load_workbook(BytesIO(bytes_of(page, "Excel"))).active)
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    direct, under = (next(row for row in rows if party in row) for party in (PRIME, PLATFORM))
    assert rows.index(direct) < rows.index(under)
    assert "直接の委託先" in direct
    assert "1" in under, "the direct vendor heads the list and is not counted"
    assert "国外保管は不可" in " ".join(under)
    paper = bytes_of(page, "PDF")
    # Cell by cell, as it was written: a long name stands in several lines.
    words = ["pdftotext", "-raw", "-", "-"]
    text = subprocess.run(words, input=paper, capture_output=True, check=True, timeout=30)
    said = re.sub(r"\s", "", text.stdout.decode())
    for name in (PRIME, PLATFORM, TITLE, "国外保管は不可"):
        assert name in said


def look_back(page: Page, file: str) -> None:
    """After a change the state before it is still there, marked and read-only; yesterday there was nothing."""
    page.goto(file)
    before = datetime.now(UTC).isoformat()
    page.locator("#purpose").get_by_role("link", name="編集").click()
    page.wait_for_url("**/edit/**")
    page.locator("#purpose").fill("中小企業と個人事業主への融資の審査事務")
    save(page)
    expect(fact(page, "業務内容・目的")).to_have_text("中小企業と個人事業主への融資の審査事務")
    page.goto(f"{file}?as_at={quote(before)}")
    expect(page.locator(".as-at")).to_be_visible()
    expect(fact(page, "業務内容・目的")).to_have_text("中小企業向け融資の審査事務")
    assert page.get_by_role("link", name="編集").count() == 0
    page.goto(file)
    page.locator("summary", has_text="時点").click()
    fill(page, **{"box-as-at": today(-1)})
    page.get_by_role("button", name="この時点で表示").click()
    expect(page.locator("h1")).to_have_text("この時点では未登録です")


def test_the_picture_goes_by_the_keyboard(demonstration: Instance, open_page: Open) -> None:
    page = open_page(demonstration)
    sign_in_as(page, MANAGER)
    page.goto("/engagements?q=勘定系")
    page.locator("main tbody th a").first.click()
    open_link(page, "サプライチェーン")
    frame = page.locator(".diagram-frame")
    expect(page.locator("[data-diagram]")).to_have_attribute("data-is-live", "")
    frame.focus()
    for _ in range(10):
        page.keyboard.press("+")
    expect(page.locator("[data-scale]")).to_have_text("400%")
    left = frame.evaluate("frame => frame.scrollLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("left => document.querySelector('.diagram-frame').scrollLeft > left", arg=left)
    page.keyboard.press("0")
    expect(page.locator("[data-scale]")).to_have_text("100%")
    # Every link of the picture, in its order, is the next stop of Tab.
    links = [link.get_attribute("href") for link in page.locator(".diagram-frame svg a").all()]
    assert len(links) > 3
    walked = []
    for _ in links:
        page.keyboard.press("Tab")
        walked.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert walked == links
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(links[-1] or "?")))


def test_what_many_have_in_common_is_changed_at_once(demonstration: Instance, open_page: Open) -> None:
    page = open_page(demonstration)
    sign_in_as(page, MANAGER)
    page.goto(f"/engagements?q=E-{today()[:4]}")
    chosen = ["現金輸送とATM装填", "営業店で使われていた名刺管理アプリ"]
    button = page.locator("[data-bulk-button]")
    expect(button).to_be_disabled()
    for title in chosen:
        page.locator("main tbody tr", has_text=title).locator("[data-tick]").check()
    expect(button).to_have_text(re.compile(r"\(2\)"))
    button.click()
    fill(page, field="owner_id")
    pick(page, "owner_id", MANAGER)
    page.get_by_role("button", name="変更内容を確認").click()
    preview = page.locator("#preview tbody tr")
    expect(preview).to_have_count(2)
    for title in chosen:
        expect(preview.filter(has_text=title)).to_contain_text(MANAGER)
    page.locator("button[name=apply]").click()
    page.wait_for_url("**/engagements*")
    for title in chosen:
        expect(page.locator("main tbody tr", has_text=title)).to_contain_text(MANAGER)


def test_a_view_of_a_list_is_kept_under_a_name(demonstration: Instance, open_page: Open) -> None:
    page = open_page(demonstration)
    sign_in_as(page, MANAGER)
    page.goto("/engagements?category=cloud&sort=title&dir=desc")
    rows = page.locator("main tbody th").all_inner_texts()
    page.locator("summary", has_text="保存した表示").click()
    page.locator("#save-view-name").fill("クラウドだけ")
    page.locator(".save-view button").click()
    page.goto("/engagements")
    assert page.locator("main tbody th").all_inner_texts() != rows
    page.locator("summary", has_text="保存した表示").click()
    page.get_by_role("link", name="クラウドだけ").click()
    page.wait_for_url("**category=cloud**")
    assert page.locator("main tbody th").all_inner_texts() == rows


def test_an_override_is_asked_for_by_one_and_given_by_another(
    demonstration: Instance, open_page: Open
) -> None:
    page, other = open_page(demonstration), open_page(demonstration)
    sign_in_as(page, "木村 誠")
    page.goto("/engagements?q=家計簿")
    page.locator("main tbody th a").first.click()
    open_link(page, "判定の根拠")
    tier = page.url
    open_link(page, "例外を申請")
    fill(page, tier="simple", reason="参照のみで、切り離しても業務は続く。", expires_on=today(20))
    save(page)
    expect(page.locator("main")).to_contain_text("例外の申請が承認待ちです")

    sign_in_as(other, "山本 由紀")
    waits = other.locator("#waits tbody tr", has_text="家計簿アプリ")
    expect(waits).to_have_count(1)
    waits.get_by_role("link").click()
    open_link(other, "承認する")
    save(other)
    expect(other.locator(".flashes")).to_contain_text("承認")

    page.goto(tier)
    expect(fact(page, re.compile("^管理区分$"))).to_have_text("簡易")
    expect(fact(page, "判定ルールによる管理区分")).to_contain_text("厳格")
    page.goto("/")
    expect(page.locator("main")).to_contain_text(
        re.compile("山本 由紀さんが申請を承認しました：.*家計簿アプリ")
    )
    expect(page.locator("#waits tbody tr", has_text="家計簿アプリ")).to_contain_text("期限")


def test_a_stage_is_reached_when_nothing_is_missing(demonstration: Instance, open_page: Open) -> None:
    page, other = open_page(demonstration), open_page(demonstration)
    sign_in_as(page, "木村 誠")
    page.goto("/engagements?q=ATMの監視")
    page.locator("main tbody th a").first.click()
    open_link(page, "次の段階へ")
    stage = page.url
    sign_in_as(other, "斎藤 彩")
    other.goto(f"{stage}/ended")
    fill(other, last_day=today(), why="更新しない")
    save(other)
    expect(other.locator(".error-summary")).to_contain_text("データの返却 / 消去証明の受領 / 台帳の更新")

    for item in ("データの返却", "消去証明の受領", "台帳の更新"):
        open_link(page, item)
        fill(page, confirmed_on=today(), remark="書面で確認した。")
        save(page)
        expect(page.locator(".flashes")).to_contain_text("記録しました")
        page.goto(stage)
    expect(page.locator(".file-head")).to_contain_text("未了はありません")
    other.goto(stage)
    open_link(other, "「終了」へ移す")
    fill(other, last_day=today(), why="契約期間の満了により更新しない")
    save(other)
    expect(other.locator(".file-head")).to_contain_text("終了")
    expect(other.locator("#moves tbody tr", has_text="終了準備 → 終了")).to_contain_text("斎藤 彩")


def test_an_organisation_recorded_twice_becomes_one(demonstration: Instance, open_page: Open) -> None:
    page = open_page(demonstration)
    sign_in_as(page, MANAGER)
    page.goto("/organisations/duplicates")
    pair = page.locator("main tbody tr", has_text="みなと印刷発送（株）")
    expect(pair).to_contain_text("株式会社みなと印刷発送")
    old = pair.locator("td a").first.get_attribute("href") or ""
    pair.get_by_role("link", name="確認して統合").click()
    page.locator("#take-address-loser").check()
    page.locator("#reason").fill("所在地と代表者が同じと確かめた。")
    page.locator("#is_confirmed").check()
    save(page)
    expect(page.locator("h1")).to_have_text("株式会社みなと印刷発送")
    winner = page.url
    for text in ("東京都港区（架空）", "申込書の印刷", "印刷・封入・発送"):
        expect(page.locator("main")).to_contain_text(text)
    page.goto(old)
    expect(page).to_have_url(winner)
    expect(page.locator("h1")).to_have_text("株式会社みなと印刷発送")
    page.goto("/organisations/duplicates")
    assert page.locator("main tbody tr", has_text="みなと印刷発送（株）").count() == 0
