"""An assessment of cloud.config through a year: asked, answered on the page and in Excel, judged, concluded, asked
again. Who acts for FIXER and Microsoft here is a person of the test: nothing of it is said by them."""

import re
from dataclasses import dataclass, field
from fractions import Fraction

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser import steps
from tests.browser.answering import answer_on_page, bytes_behind, filled, outcomes, refused, upload
from tests.browser.conftest import Instance, Open, sign_in_as
from tests.browser.mailbox import Mailbox, link_in
from tests.browser.steps import fact, fill, open_link, save, today
from tests.browser.test_personas import faults

MANAGER, CONFIRMER, OFFICER, REVIEWER = "高橋 直子", "鈴木 健一", "佐藤 美咲", "渡辺 翔太"
TITLE = "個人ローン審査システムのクラウド基盤"
FIXER, MICROSOFT, OWN = "株式会社FIXER", "Microsoft Corporation", "個人ローン部"
AT_FIXER, AT_MICROSOFT = "kaito@fixer.example", "trust@microsoft.example"
LEAD = "回答 太郎"
STAFF, CLOUD = "統22 委託先の従事者の遵守事項", "統24 クラウドサービスの利用"
SEVERAL = ("統20 委託先の選定", "統21 委託契約", STAFF, "統23 外部委託の管理と業務遂行の確認")
ON_PAGE = {CLOUD: 12, STAFF: 8}
CONDITION = "国内リージョンだけを使う構成を選ぶこと。"
ASKED, REPLIED = "この数値の根拠となる資料はありますか。", "月次の報告書でお示しできます。"
MEASURE = "公開されている第三者の保証報告書を毎年確かめる。"
WHY = "回答を得られないため。"
SOURCE = "Service Trust Portalの監査報告書"
NOW_DIFFERENT = "前回の後に手続を改めた。"
FILES = (
    ("24-01", "サービス仕様書.pdf"),
    ("24-03", "契約書の抜粋.pdf"),
    ("24-05", "暗号化の方針.pdf"),
)
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"


@dataclass
class Year:
    """Who takes part, each at a screen of their own, and where the assessments stand."""

    manager: Page
    confirmer: Page
    officer: Page
    reviewer: Page
    mailbox: Mailbox
    file: str = ""
    places: dict[str, str] = field(default_factory=dict)

    def open(self, page: Page, questionnaire: str, part: str = "") -> None:
        page.goto(self.places[questionnaire] + part)


def test_cloud_config_is_assessed_and_the_next_year_shows_only_the_difference(
    demonstration: Instance, open_page: Open, mailbox: Mailbox
) -> None:
    manager, confirmer, officer, reviewer = (
        at_home(open_page(demonstration), name) for name in (MANAGER, CONFIRMER, OFFICER, REVIEWER)
    )
    year = Year(manager, confirmer, officer, reviewer, mailbox)
    vendor = open_page(demonstration)

    start_all_five(year)
    name_who_answers(year)
    for questionnaire in (CLOUD, STAFF):
        ask_to_send(year, questionnaire)
        confirm(year, questionnaire)

    enter_by_the_invitation(year, vendor)
    for questionnaire in (CLOUD, STAFF):
        answer_for_fixer(vendor, questionnaire)
    attach(vendor)
    for questionnaire in (CLOUD, STAFF):
        submit_for_fixer(vendor, questionnaire)

    refuse_for_microsoft(year)
    answer_for_ourselves(year, CLOUD)
    review(year, vendor)
    conclude(year)

    next_year(year, vendor)


def at_home(page: Page, name: str) -> Page:
    sign_in_as(page, name)
    return page


# --- begun and sent ------------------------------------------------------------------------------


def start_all_five(year: Year) -> None:
    """Control 24 was prepared already; the other four are proposed and begun together."""
    page = year.manager
    page.goto(f"/engagements?q={TITLE}")
    year.file = page.locator("main tbody a").first.get_attribute("href") or ""
    page.goto(f"{year.file}/assessments")
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(1)
    open_link(page, "評価を開始")
    expect(page.locator(".file-list li", has_text=CLOUD)).to_contain_text("まだ完了していません")
    several = page.locator("#several")
    for name in SEVERAL:
        several.get_by_label(name).check()
    expect(several.get_by_label(CLOUD)).to_have_count(0)
    save(page)

    expect(rows).to_have_count(5)
    for name in (*SEVERAL, CLOUD):
        row = rows.filter(has_text=name)
        expect(row).to_contain_text("準備中")
        year.places[name] = row.locator("a").get_attribute("href") or ""


def respondent(page: Page, name: str) -> Locator:
    return page.locator("#respondents tbody tr").filter(has=page.locator("th", has_text=name))


def act_on(page: Page, name: str, act: str) -> None:
    """From the menu of a respondent's row."""
    row = respondent(page, name)
    row.locator("summary").click()
    with page.expect_navigation():
        row.get_by_role("link", name=act, exact=True).click()


def name_who_answers(year: Year) -> None:
    """At Microsoft nobody was recorded: it gets a mail with the workbook."""
    page = year.manager
    for questionnaire in (STAFF, CLOUD):
        year.open(page, questionnaire)
        name_contact(page, FIXER, LEAD, AT_FIXER)
    expect(respondent(page, MICROSOFT)).to_contain_text("未指定")
    name_contact(page, MICROSOFT, "Trust Desk", AT_MICROSOFT, way="メールとExcel")


def name_contact(page: Page, name: str, who: str, address: str, way: str = "Sekishoで回答") -> None:
    act_on(page, name, "編集")
    page.locator("#contact_id").select_option("")
    fill(page, contact_name=who, contact_email=address)
    page.get_by_label(way).check()
    save(page)
    for text in (who, address, way):
        expect(respondent(page, name)).to_contain_text(text)


def ask_to_send(year: Year, questionnaire: str) -> None:
    page = year.manager
    year.open(page, questionnaire)
    with page.expect_navigation():
        page.get_by_role("button", name="送付の確認を依頼").click()
    expect(page.locator(".flashes")).to_contain_text("確認を依頼")


def confirm(year: Year, questionnaire: str) -> None:
    """Who asked cannot confirm; the superior sees to whom it goes, and does."""
    year.open(year.manager, questionnaire)
    assert year.manager.get_by_role("link", name="承認する").count() == 0
    page = year.confirmer
    page.goto("/approvals")
    page.locator("main tbody tr", has_text=questionnaire).first.locator("a").first.click()
    expect(page.locator("main")).to_contain_text(AT_FIXER)
    page.locator("main").get_by_role("link", name="承認する").click()
    save(page)
    year.open(year.manager, questionnaire)
    expect(year.manager.locator(".file-head")).to_contain_text("回答中")


# --- answered ------------------------------------------------------------------------------------


def enter_by_the_invitation(year: Year, page: Page) -> None:
    """One link, though two requests went out; the second mail refers to the first."""
    first = year.mailbox.wait_for(AT_FIXER, CLOUD)
    second = year.mailbox.wait_for(AT_FIXER, STAFF)
    assert "/enrol/" in first
    assert "/enrol/" not in second
    assert "cloud.config for Financial Services" in first
    steps.enrol(page, link_in(first, "/enrol/"))
    page.goto("/requests")
    expect(page.locator("main tbody tr")).to_have_count(2)
    for path in ("/assessments", "/engagements"):
        assert page.request.get(path).status in (403, 404), path


def open_request(page: Page, questionnaire: str) -> str:
    page.goto("/requests")
    open_link(page, questionnaire)
    return page.url


def progress(page: Page) -> tuple[int, int]:
    """How many are answered, and of how many."""
    found = re.search(r"(\d+)問中(\d+)問", page.locator("[data-progress]").inner_text())
    assert found is not None
    return int(found.group(2)), int(found.group(1))


def answer_for_fixer(page: Page, questionnaire: str) -> None:
    home, most = open_request(page, questionnaire), ON_PAGE[questionnaire]
    done, asked = progress(page)
    assert done == 0
    assert asked > most
    open_link(page, "未回答の質問に答える")
    for number in range(most):
        # One of them holds only under a condition.
        is_conditional = questionnaire == CLOUD and number == 2
        answer_on_page(page, condition=CONDITION if is_conditional else "")
    page.goto(home)
    assert progress(page)[0] == most

    open_link(page, "Excel")
    upload(page, the_rest(page, home, asked - most))
    assert outcomes(page)["変更"] == asked - most, outcomes(page)
    save(page)
    page.goto(home)
    assert progress(page)[0] == progress(page)[1]


def the_rest(page: Page, home: str, left: int) -> bytes:
    """The workbook, with the questions that the list still shows as open filled in."""
    book = page.url
    page.goto(f"{home}?show=open")
    expect(page.locator(".answer-lines > li")).to_have_count(left)
    waiting = page.locator(".answer-lines .answer-number").all_inner_texts()
    page.goto(book)
    content, done = filled(bytes_behind(page, "日本語のExcel"), only=waiting)
    assert done == waiting
    return content


def attach(page: Page) -> None:
    home = open_request(page, CLOUD)
    for question, name in FILES:
        page.goto(f"{home}/evidence/new?question={question}")
        file: FilePayload = {"name": name, "mimeType": "application/pdf", "buffer": PAPER + name.encode()}
        page.locator("#file").set_input_files(file)
        fill(page, expires_on=today(400))
        save(page)
    rows = page.get_by_role("table", name="証跡", exact=True).locator("tbody tr")
    expect(rows).to_have_count(3)
    for question, name in FILES:
        expect(rows.filter(has_text=name)).to_contain_text(question)


def submit_for_fixer(page: Page, questionnaire: str) -> None:
    open_request(page, questionnaire)
    open_link(page, "提出")
    fill(page, attested_name=LEAD, attested_title="セキュリティ室 室長")
    save(page)
    expect(page.locator("main")).to_contain_text("提出済みです")
    expect(page.locator("main")).to_contain_text(LEAD)
    page.goto("/requests")
    expect(page.locator("main tbody tr", has_text=questionnaire)).to_contain_text("提出済み")


def refuse_for_microsoft(year: Year) -> None:
    """Who answers nothing says so in the workbook of the mail; our side takes it in."""
    page = year.manager
    year.mailbox.wait_for(AT_MICROSOFT, "cloud.config for Financial Services")
    content, asked = refused(year.mailbox.attached(AT_MICROSOFT), SOURCE, "en")
    year.open(page, CLOUD)
    expect(respondent(page, MICROSOFT)).to_contain_text(f"0/{len(asked)}")
    act_on(page, MICROSOFT, "Excel")
    upload(page, content)
    assert outcomes(page)["変更"] == len(asked)
    save(page)
    year.open(page, CLOUD)
    act_on(page, MICROSOFT, "Excel")
    open_link(page, "代わりに提出")
    fill(page, attested_name="Trust Desk")
    save(page)
    year.open(page, CLOUD)
    expect(respondent(page, MICROSOFT)).to_contain_text("提出済み")
    expect(respondent(page, MICROSOFT)).to_contain_text(f"{len(asked)}/{len(asked)}")


def answer_for_ourselves(year: Year, questionnaire: str) -> None:
    page = year.officer
    home = open_request(page, questionnaire)
    open_link(page, "未回答の質問に答える")
    for _ in range(progress(page)[1]):
        answer_on_page(page)
    page.goto(home)
    open_link(page, "提出")
    fill(page, attested_name=OFFICER, attested_title="担当")
    save(page)
    year.open(year.manager, questionnaire)
    expect(year.manager.locator(".file-head")).to_contain_text("評価中")


# --- judged and concluded ------------------------------------------------------------------------


def judged(page: Page) -> tuple[int, int]:
    found = re.search(r"(\d+)件中(\d+)件", page.locator(".review-count").inner_text())
    assert found is not None
    return int(found.group(2)), int(found.group(1))


def counted(page: Page, label: str) -> int:
    """Of a filter of the review; none where nothing is like this."""
    found = page.locator(".review-filter a").filter(has_text=re.compile(rf"^\s*{label}\s*\d"))
    return int(found.locator(".fact-note").text_content() or 0) if found.count() else 0


def review(year: Year, vendor: Page) -> None:
    page = year.reviewer
    year.open(page, CLOUD, "/review")
    done, total = judged(page)
    assert done == 0
    refusals, conditional = counted(page, "回答しない"), counted(page, "条件付き")
    assert (refusals, conditional) == (16, 1)
    judge_together(
        year, "refused", "代替措置で可", measure=MEASURE, reason="回答を得られないため。", until_on=today(365)
    )
    year.open(page, CLOUD, "/review")
    assert judged(page) == (refusals, total)
    judge_together(year, "plain", "充足")
    inquire(year, vendor)
    judge_the_rest(year)
    year.open(page, CLOUD, "/review?show=all")
    assert judged(page) == (total, total)


def judge_together(year: Year, kind: str, verdict: str, **said: str) -> None:
    """One judgement for all that are alike; exactly these are shown before anything is stored."""
    page = year.reviewer
    year.open(page, CLOUD, f"/review/together?kind={kind}")
    offered = page.locator("ol.unchanged > li").count()
    assert offered
    page.locator("main a[href*='mark=all']").click()
    expect(page.locator("ol.unchanged input:checked")).to_have_count(offered)
    page.locator("#form").get_by_label(verdict, exact=True).check()
    fill(page, **said)
    save(page)
    expect(page.locator("#preview ol > li")).to_have_count(offered)
    save(page)
    expect(page.locator(".flashes")).to_contain_text(f"{offered}件")


def inquire(year: Year, vendor: Page) -> None:
    """A question back about the conditional answer; the reply brings it up again."""
    page = year.reviewer
    year.open(page, CLOUD, "/review?show=conditional")
    expect(page.locator(".heard.is-current")).to_contain_text(CONDITION)
    page.locator("#inquiry-text").fill(ASKED)
    with page.expect_navigation():
        page.get_by_role("button", name="照会を送信").click()
    expect(page.locator("#inquiry")).to_contain_text(ASKED)

    vendor.goto(link_in(year.mailbox.wait_for(AT_FIXER, "照会があります"), "/questions/"))
    expect(vendor.locator("main")).to_contain_text(ASKED)
    vendor.locator("#inquiry-text").fill(REPLIED)
    with vendor.expect_navigation():
        vendor.get_by_role("button", name="照会を送信").click()
    year.open(page, CLOUD, "/review?show=replied")
    expect(page.locator(".review-list ol > li")).to_have_count(1)
    expect(page.locator("#inquiry")).to_contain_text(REPLIED)


def judge_the_rest(year: Year) -> None:
    """One by one, and each judgement leads to the next that is open."""
    page = year.reviewer
    year.open(page, CLOUD, "/review?show=open")
    for _ in range(page.locator(".review-list ol > li").count()):
        row = page.locator(".review-row[aria-current=true]")
        is_short = "期待と相違" in page.locator(".heard.is-current").inner_text()
        assert row.count() == 1
        form = page.locator("#judge")
        form.get_by_label("一部充足" if is_short else "充足", exact=True).check()
        if is_short:
            form.locator("#comment").fill("期待する水準に届いていない。")
        with page.expect_navigation():
            form.locator("[data-primary]").click()
        assert page.locator(".error-summary").count() == 0


def conclude(year: Year) -> None:
    page = year.reviewer
    year.open(page, CLOUD, "/conclusion")
    page.get_by_label("条件付きで可").check()
    fill(page, text="期待に届かない点は改善の計画がある。", conditions="半年以内に改善の結果を示すこと。")
    save(page)
    assert page.get_by_role("button", name="結論を確認する").count() == 0
    other = year.confirmer
    year.open(other, CLOUD, "/conclusion")
    expect(other.locator("#weighed")).to_contain_text("代替措置で可")
    with other.expect_navigation():
        other.get_by_role("button", name="結論を確認する").click()
    expect(fact(other, "確認者")).to_contain_text(CONFIRMER)
    year.open(page, CLOUD)
    expect(page.locator(".file-head")).to_contain_text("完了")
    add_up(year)


def add_up(year: Year) -> None:
    """The score is the sum of its terms, on the page as in the file for machines, and no higher than its cap."""
    page = year.reviewer
    year.open(page, CLOUD, "/score")
    rows = page.locator("table.terms tbody tr")
    weights = [int(text) for text in rows.locator("td[data-label='重み']").all_inner_texts()]
    assert sum(weights) == int(page.locator("table.terms tfoot td[data-label='重み']").inner_text())
    found = page.request.get(f"{year.places[CLOUD]}/score.json").json()
    low = found["score"]["low"]
    assert low == found["score"]["high"], "every answer was judged: no condition is left open"
    assert low["weights"] == sum(weights)
    points = sum(exact(one["points_low"]) for one in found["terms"] if one["counts"])
    assert points == exact(low["points"])
    assert exact(low["uncapped"]) == 100 * points / sum(weights)
    assert exact(low["value"]) == min([exact(low["uncapped"]), *(one["cap"] for one in low["caps"])])
    shown = re.search(r"[\d.]+", fact_of_head(page, "評点"))
    assert shown is not None
    assert abs(float(shown.group()) - float(exact(low["value"]))) <= 0.05


def exact(told: dict[str, str]) -> Fraction:
    return Fraction(told["exact"])


def fact_of_head(page: Page, label: str) -> str:
    told = page.locator(".file-head > div").filter(has=page.locator("dt", has_text=label)).locator("dd")
    return told.inner_text()


# --- asked again ---------------------------------------------------------------------------------


def next_year(year: Year, vendor: Page) -> None:
    former = year.places[CLOUD]
    begin_again(year, former)
    ask_to_send(year, CLOUD)
    confirm(year, CLOUD)
    change_one_answer(year, vendor)
    confirm_our_own(year)
    review_the_difference(year)


def begin_again(year: Year, former: str) -> None:
    """What was named last time is there; who answered nothing is left out this time."""
    page = year.manager
    page.goto(f"{year.file}/assessments/new")
    open_link(page, CLOUD)
    expect(page.locator(f"main a[href='{former}']")).to_be_visible()
    save(page)
    year.places[CLOUD] = page.url
    expect(respondent(page, MICROSOFT)).to_contain_text(AT_MICROSOFT)
    act_on(page, MICROSOFT, "削除")
    save(page)
    expect(page.locator("#respondents tbody tr")).to_have_count(2)


def change_one_answer(year: Year, page: Page) -> None:
    """Taken over is not answered: one is answered anew, the others are confirmed as they stand."""
    home = open_request(page, CLOUD)
    done, asked = progress(page)
    assert (done, asked) == (0, 16)
    page.goto(f"{home}/questions/24-06")
    expect(page.locator("main")).to_contain_text("前回の回答です")
    answer_on_page(page, says=NOW_DIFFERENT)
    open_link(page, "前回との差")
    expect(page.locator(".to-confirm > li")).to_have_count(asked - 1)
    with page.expect_navigation():
        page.get_by_role("button", name="選んだ回答を確認する").click()
    assert progress(page) == (asked, asked)
    open_link(page, "提出")
    fill(page, attested_name=LEAD, attested_title="セキュリティ室 室長")
    save(page)


def confirm_our_own(year: Year) -> None:
    page = year.officer
    home = open_request(page, CLOUD)
    page.goto(f"{home}/changes")
    with page.expect_navigation():
        page.get_by_role("button", name="選んだ回答を確認する").click()
    open_link(page, "提出")
    fill(page, attested_name=OFFICER, attested_title="担当")
    save(page)
    year.open(year.manager, CLOUD)
    expect(year.manager.locator(".file-head")).to_contain_text("評価中")


def review_the_difference(year: Year) -> None:
    """One answer has changed: it stands first, and is all that is left after one look at the rest."""
    page = year.reviewer
    year.open(page, CLOUD, "/review")
    _done, total = judged(page)
    assert counted(page, "前回から変更") == 1
    expect(page.locator(".review-list ol > li").first).to_contain_text("前回から変更")
    expect(page.locator(".heard.is-current")).to_contain_text(NOW_DIFFERENT)
    open_link(page, "変更のない回答を一括承認")
    unchanged = page.locator("ol.unchanged > li")
    expect(unchanged).to_have_count(total - 1)
    assert faults(page) == []
    for box in unchanged.locator("input[type=checkbox]").all():
        box.check()
    save(page)
    year.open(page, CLOUD, "/review?show=open")
    assert judged(page) == (total - 1, total)
    expect(page.locator(".review-list ol > li")).to_have_count(1)
    expect(page.locator(".last-time")).to_contain_text("規程に定めている")
    page.locator("#judge").get_by_label("充足", exact=True).check()
    with page.expect_navigation():
        page.locator("#judge [data-primary]").click()
    year.open(page, CLOUD, "/review?show=all")
    assert judged(page) == (total, total)
    year.open(year.manager, CLOUD, "/changes")
    expect(year.manager.locator("table", has_text=FIXER)).to_contain_text("16")
