"""The pages of a chain: picture, checks and table; the use and consent of an edge; lists; files that leave."""

import io
import re
import subprocess
from datetime import date, timedelta

import pytest

from app.core import audit
from app.core.dates import day_of
from app.core.db import db
from app.identity.roles import Role
from app.register.models import (
    ConsentKind,
    ConsentState,
    EngagementReader,
    NoNumberReason,
    Organisation,
    OutsourcingJudgement,
    Service,
)
from app.register.queries import consents as queries
from app.register.services import checking
from tests.factories import chain as make
from tests.factories import identity, register
from tests.pages import words
from tests.there import there


@pytest.fixture
def world(at, root):
    """FIXER on Azure, with a circle below it."""
    fixer = register.organisation(
        at, "株式会社FIXER", corporate_number=register.NUMBERS[0], no_number_reason=None
    )
    microsoft = register.organisation(
        at, "Microsoft Corporation", country="US", no_number_reason=NoNumberReason.FOREIGN
    )
    top = make.service(at, fixer, "cloud.config for Financial Services")
    azure = make.service(at, microsoft, "Azure")
    third = make.service(at, "株式会社監視", "監視")
    edges = [*make.line(at, top, azure, third), make.supply(at, third, azure)]
    engagement = make.engagement(at, root, top, title="FAQシステムの利用")
    make.granted(
        at, engagement, edges[0], countries=["JP", "US"], regions="東日本", conditions="国内リージョンに限る",
        expires_on=date(2099, 3, 31), consent_kind=ConsentKind.PRIOR,
    )  # fmt: skip
    return engagement, edges, fixer, microsoft, top


def text_of(content, folder):
    path = folder / "paper.pdf"
    path.write_bytes(content)
    return subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()


def chain_address(engagement):
    return f"/engagements/{engagement.id}/chain"


def test_the_page_draws_the_chain_lists_its_checks_and_says_the_same_in_a_table(pages_as, world):
    engagement, edges, *_ = world
    page = pages_as(Role.VENDOR_MANAGER).get(chain_address(engagement))
    picture = words(page.select_one("svg.diagram-picture"))
    assert all(name in picture for name in ("FIXER", "Microsoft", "監視"))
    links = {link.get("href") for link in page.select("svg.diagram-picture a")}
    assert f"/engagements/{engagement.id}/chain/{edges[0].id}" in links
    checks = page.select_one("#checks")
    assert checks.find_previous("svg", class_="diagram-picture")
    assert checks.find_next("section")["id"] == "table"
    assert checks.parent.name == "main"
    assert "循環" in words(checks)
    assert "承諾がありません" in words(page.select_one("#checks"))
    rows = [words(row) for row in page.select("#chain-table tbody tr")]
    assert len(rows) == 4
    assert "株式会社FIXER → Microsoft Corporation" in rows[1]


def test_every_box_and_every_line_of_a_picture_is_a_link(pages_as, world, at, root):
    engagement, edges, _fixer, microsoft, top = world
    agent = register.organisation(at, "株式会社仲介")
    through = make.engagement(at, root, top, title="仲介を経た利用", vendor_id=agent.id)
    db.session.commit()
    pages = pages_as(Role.VENDOR_MANAGER)
    addresses = (chain_address(engagement), chain_address(through), f"/services/{top.id}/chain",
                 f"/organisations/{microsoft.id}/dependents", f"/organisations/{agent.id}/dependents")  # fmt: skip
    for address in addresses:
        picture = pages.get(address).select_one("svg.diagram-picture")
        assert picture.select(".diagram-edge"), address
        assert {mark.name for mark in picture.select(".diagram-node, .diagram-edge")} == {"a"}, address
    picture = pages.get(chain_address(through)).select_one("svg.diagram-picture")
    ours = [line for line in picture.select("a.diagram-edge") if line["href"] == f"/engagements/{through.id}"]
    assert [words(line.select_one("title")).partition(" → ")[2] for line in ours] == [
        f"株式会社FIXER / 問題なし / {through.number} 仲介を経た利用",
        f"株式会社仲介 / 契約 / 問題なし / {through.number} 仲介を経た利用",
    ]
    upwards = pages.get(f"/organisations/{microsoft.id}/dependents")
    assert upwards.select_one(f'svg a.diagram-edge[href="/supplies/{edges[0].id}"]')


def test_the_pages_cost_the_same_however_long_the_chain(pages_as, world, at, root, count_queries):
    engagement, edges, *_ = world
    pages = pages_as(Role.VENDOR_MANAGER)
    last = db.session.get_one(Service, edges[1].base_service_id)
    addresses = (
        chain_address(engagement),
        f"{chain_address(engagement)}/{edges[0].id}",
        f"/engagements/{engagement.id}/subcontractors",
        f"/services/{engagement.service_id}/chain",
        f"/organisations/{last.organisation_id}/dependents",
        "/consents",
        "/chain/checks",
    )

    def costs():
        found = []
        for address in addresses:
            pages.get(address)
            count_queries.sent.clear()
            pages.get(address)
            found.append(len(count_queries))
        return found

    before = costs()
    for number in range(12):
        new = make.service(at, f"株式会社{number}次")
        make.supply(at, last, new)
        last = new
    assert costs() == before
    # The head of the file, which every tab has, has statements of its own.
    assert max(before[1:]) <= 12


@pytest.mark.parametrize(
    "path", ["chain", "chain.pdf", "subcontractors", "subcontractors.xlsx", "subcontractors.pdf", "chain/{edge}",
             "chain/{edge}/use", "chain/{edge}/apply", "chain/{edge}/withdraw", "chain/blanket/{party}"],
)  # fmt: skip
def test_engagements_of_other_units_are_not_found(pages_of, world, at, root, path):
    engagement, edges, fixer, *_ = world
    other = identity.unit(at, "777", "別部", root)
    clerk = identity.user(at, "clerk@tsubame.example", "別部の担当")
    identity.grant(at, clerk, Role.OFFICER, other)
    db.session.commit()
    pages = pages_of(clerk)
    asked = path.format(edge=edges[0].id, party=fixer.id)
    pages.get(f"/engagements/{engagement.id}/{asked}", status=404)


def test_an_edge_of_another_chain_is_not_found(pages_as, world, at):
    engagement, *_ = world
    foreign = make.supply(at, make.service(at, "株式会社甲"), make.service(at, "株式会社乙"))
    for path in ("", "/use", "/apply"):
        pages_as(Role.VENDOR_MANAGER).get(f"{chain_address(engagement)}/{foreign.id}{path}", status=404)


def test_the_auditor_reads_and_changes_nothing(pages_as, world):
    engagement, edges, *_ = world
    pages = pages_as(Role.AUDITOR)
    page = pages.get(f"{chain_address(engagement)}/{edges[0].id}")
    assert not page.select('main a[href$="/use"], main a[href$="/apply"]')
    for path in ("use", "apply", "examine", "decide", "ask", "withdraw"):
        pages.get(f"{chain_address(engagement)}/{edges[0].id}/{path}", status=403)


def test_a_unit_that_may_read_the_engagement_changes_nothing_in_it(pages_of, world, at, root):
    engagement, edges, fixer, *_ = world
    other = identity.unit(at, "777", "別部", root)
    clerk = identity.user(at, "clerk@tsubame.example", "別部の担当")
    identity.grant(at, clerk, Role.OFFICER, other)
    reader = EngagementReader(engagement_id=engagement.id, unit_id=other.id)
    db.session.add(reader)
    audit.record(identity.context(at), identity.Made.FOR_TEST, reader)
    db.session.commit()
    pages = pages_of(clerk)
    assert not pages.get(chain_address(engagement)).select('a[href*="/blanket/"]')
    assert not pages.get(f"{chain_address(engagement)}/{edges[0].id}").select('main a[href$="/use"]')
    for path in (f"{edges[0].id}/use", f"{edges[0].id}/apply", f"blanket/{fixer.id}"):
        pages.get(f"{chain_address(engagement)}/{path}", status=403)


def test_from_use_to_decision_by_the_forms(pages_as, world, at):
    engagement, edges, *_ = world
    today = day_of(at).isoformat()
    own = f"{chain_address(engagement)}/{edges[1].id}"
    officer, approver = pages_as(Role.OFFICER), pages_as(Role.APPROVER)
    officer.submit(
        f"{own}/use", form="#form", fields={"countries": "日本", "regions": "東京", "access": "view"}
    )
    officer.submit(
        f"{own}/apply",
        form="#form",
        fields={"consent_kind": "prior", "applied_on": today, "applied_by": "FIXER"},
    )
    officer.submit(f"{own}/examine", form="#form", fields={"examined_on": today, "examination": "問題なし"})
    answer = approver.submit(
        f"{own}/decide", form="#form", fields={"outcome": "granted", "decided_on": today, "approval_id": ""}
    )
    assert answer is not None
    use = there(queries.use_of(engagement.id, edges[1].id))
    assert (use.state, use.countries, use.regions) == (ConsentState.GRANTED, ["JP"], "東京")
    page = approver.get(own)
    assert words(page.select_one("h1 + .tag")) == "承諾済み"
    assert len(page.select(".history tbody")) == 4


def test_a_form_says_what_is_missing(pages_as, world):
    engagement, edges, *_ = world
    page = pages_as(Role.OFFICER).submit(
        f"{chain_address(engagement)}/{edges[1].id}/apply",
        form="#form",
        status=422,
        fields={"consent_kind": "notice", "applied_on": ""},
    )
    assert "日付を入力してください" in words(page.select_one(".error-summary"))


def test_as_at_the_page_of_a_use_shows_what_was_recorded_then(pages_as, world, at):
    engagement, edges, *_ = world
    pages = pages_as(Role.VENDOR_MANAGER)
    use = there(queries.use_of(engagement.id, edges[0].id))
    before = there(db.session.query(audit.AuditEvent).order_by(audit.AuditEvent.number.desc()).first()).at
    use.conditions = "条件なし"
    audit.record(identity.context(at), identity.Made.FOR_TEST, use)
    db.session.commit()
    then = before.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    page = pages.get(f"{chain_address(engagement)}/{edges[0].id}?as_at={then}")
    assert "国内リージョンに限る" in words(page.select_one("#consent"))
    assert not page.select('main a[href$="/use"]')
    assert "条件なし" in words(pages.get(f"{chain_address(engagement)}/{edges[0].id}").select_one("#consent"))


def test_before_the_engagement_was_recorded_there_is_no_chain(pages_as, world, at):
    engagement, *_ = world
    day = (day_of(at) - timedelta(days=30)).isoformat()
    pages, own = pages_as(Role.VENDOR_MANAGER), f"/engagements/{engagement.id}"
    service = f"/services/{engagement.service_id}"
    for address, record in (
        (f"{own}/chain", own),
        (f"{own}/subcontractors", own),
        (f"{service}/chain", service),
    ):
        page = pages.get(f"{address}?as_at={day}")
        assert words(page.select_one("h1")) == "この時点では未登録です", address
        assert page.select_one(f'.parents a[href^="{record}?"]'), address
        assert page.select_one(f'main a.btn-primary[href="{address}"]'), address
        assert page.select_one('main input[name="as_at"]')["value"] == day, address
    for path in ("chain.pdf", "subcontractors.pdf", "subcontractors.xlsx"):
        pages.get(f"{own}/{path}?as_at={day}", status=404)


# --- upwards, downwards --------------------------------------------------------------------


def test_who_depends_on_an_organisation(pages_as, world):
    _engagement, _edges, _fixer, microsoft, _top = world
    page = pages_as(Role.VENDOR_MANAGER).get(f"/organisations/{microsoft.id}/dependents")
    row = words(page.select_one("#dependents-table tbody tr"))
    assert "FAQシステムの利用" in row
    assert "株式会社FIXER → Microsoft Corporation" in row
    assert page.select_one("svg.diagram-picture")


def test_the_chain_of_a_service_says_nothing_of_consents(pages_as, world):
    *_, top = world
    page = pages_as(Role.VENDOR_MANAGER).get(f"/services/{top.id}/chain")
    assert len(page.select("#chain-table tbody tr")) == 4
    assert "承諾" not in words(page.select_one("#chain-table"))


# --- 再委託先一覧 --------------------------------------------------------------------------


def test_the_list_of_subcontractors_is_headed_by_the_direct_vendor_who_is_not_counted(pages_as, world):
    engagement, *_ = world
    page = pages_as(Role.VENDOR_MANAGER).get(f"/engagements/{engagement.id}/subcontractors")
    rows = [words(row) for row in page.select("tbody tr")]
    assert rows[0].startswith("直接の委託先 1 株式会社FIXER")
    assert register.NUMBERS[0] in rows[0]
    assert [row.split()[0] for row in rows[1:]] == ["1", "1（再掲）", "2"]
    assert "再委託先2社・2サービス、最深の階層は3です。" in words(page.select_one("main"))


def test_an_edge_that_leads_back_to_the_direct_vendor_is_not_filed(pages_as, world, at):
    engagement, edges, _fixer, _microsoft, top = world
    back = make.supply(at, db.session.get_one(Service, edges[2].service_id), top)
    pages = pages_as(Role.VENDOR_MANAGER)
    assert len(pages.get(f"/engagements/{engagement.id}/subcontractors").select("tbody tr")) == 4
    drawn = {
        link.get("href") for link in pages.get(chain_address(engagement)).select("svg.diagram-picture a")
    }
    assert f"{chain_address(engagement)}/{back.id}" in drawn


def test_the_workbook_states_what_the_page_states(pages_as, world):
    from python_calamine import CalamineWorkbook

    engagement, *_ = world
    answer = pages_as(Role.VENDOR_MANAGER).client.get(f"/engagements/{engagement.id}/subcontractors.xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0)
    rows = sheet.to_python()
    titles = [str(row[0]) for row in rows[:7]]
    assert titles[0] == "再委託先一覧"
    assert any(title.startswith("記録時点") for title in titles)
    assert any(title.startswith("基準日") for title in titles)
    head = next(at for at, row in enumerate(rows) if row[0] == "No.")
    assert rows[head] == ["No.", "階層", "名称", "法人番号", "所在国", "サービス・業務", "委託元", "取り扱うデータ",
                          "国・地域", "承諾の状況", "承諾の方式", "承諾日", "有効期限", "条件"]  # fmt: skip
    assert rows[head + 1][:4] == ["直接の委託先", 1, "株式会社FIXER", register.NUMBERS[0]]
    second = rows[head + 2]
    assert second[:3] == ["1", 2, "Microsoft Corporation"]
    assert second[6] == "株式会社FIXER"
    assert second[8] == "日本、アメリカ合衆国 東日本"
    assert second[9:] == ["承諾済み", "事前個別承諾", "2024-04-10", "2099-03-31", "国内リージョンに限る"]


def test_the_paper_states_what_the_page_states(pages_as, world, tmp_path):
    engagement, *_ = world
    answer = pages_as(Role.VENDOR_MANAGER).client.get(f"/engagements/{engagement.id}/subcontractors.pdf")
    assert answer.content_type == "application/pdf"
    flat = re.sub(r"\s+", "", text_of(answer.data, tmp_path))
    for part in ("再委託先一覧", engagement.number, "記録時点", "基準日", "株式会社FIXER", "国内リージョンに限る",
                 "1/1", "が関所で作成"):  # fmt: skip
        assert part in flat, part


def test_no_head_number_or_day_of_the_paper_is_broken_in_itself(pages_as, world, tmp_path):
    engagement, *_ = world
    paper = pages_as(Role.VENDOR_MANAGER).client.get(f"/engagements/{engagement.id}/subcontractors.pdf")
    parts = set(text_of(paper.data, tmp_path).split())
    heads = {"階層", "法人番号", "取り扱うデータ", "承諾の状況", "承諾の方式", "承諾日", "有効期限"}
    assert heads | {register.NUMBERS[0], "2024-04-10", "2099-03-31"} <= parts


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_word_of_the_paper_is_broken(pages_of, people, world, at, root, tmp_path, language):
    reader = people[Role.VENDOR_MANAGER]
    reader.language = language
    audit.record(identity.context(at), identity.Made.FOR_TEST, reader)
    *_, top = world
    bare = make.engagement(at, root, top, title="承諾のない利用")
    for engagement in (world[0], bare):
        paper = pages_of(reader).client.get(f"/engagements/{engagement.id}/subcontractors.pdf")
        parts = text_of(paper.data, tmp_path).split()
        assert parts.count("Corporation") >= 3, parts


def test_while_we_may_object_the_list_states_no_day_of_consent(pages_as, world, at):
    engagement, edges, *_ = world
    today = day_of(at)
    make.use(at, engagement, edges[1], state=ConsentState.APPLIED, consent_kind=ConsentKind.NOTICE,
             applied_on=today, objection_until_on=today + timedelta(days=5))  # fmt: skip
    pages = pages_as(Role.VENDOR_MANAGER)
    told = words(pages.get(f"/engagements/{engagement.id}/subcontractors").select_one("main"))
    assert "異議期間中" in told
    assert str(today + timedelta(days=6)) not in told


def test_the_picture_as_a_paper(pages_as, world, tmp_path):
    engagement, *_ = world
    answer = pages_as(Role.VENDOR_MANAGER).client.get(f"/engagements/{engagement.id}/chain.pdf")
    assert "Microsoft" in text_of(answer.data, tmp_path)


def test_before_the_judgement_no_edge_is_said_to_need_no_consent(pages_as, world, at):
    engagement, edges, *_ = world
    engagement.outsourcing = OutsourcingJudgement.NOT_JUDGED
    audit.record(identity.context(at), identity.Made.FOR_TEST, engagement)
    db.session.commit()
    pages = pages_as(Role.VENDOR_MANAGER)
    page = pages.get(chain_address(engagement))
    assert "該当性の判定待ち" in words(page.select_one("svg.diagram-picture"))
    assert "該当性の判定待ち" in words(page.select("#chain-table tbody tr")[2].select_one(".tag-attention"))
    filed = pages.get(f"/engagements/{engagement.id}/subcontractors")
    assert "該当性の判定待ち" in words(filed.select_one("tbody"))
    edge = pages.get(f"{chain_address(engagement)}/{edges[1].id}")
    assert "承諾は不要です" not in words(edge.select_one("#edge"))
    assert all("承諾不要" not in words(shown.select_one("main")) for shown in (page, filed, edge))


def test_the_direct_vendor_states_the_data_and_places_of_the_engagement(pages_as, world, at):
    engagement, *_ = world
    engagement.data_countries, engagement.data_regions = ["JP", "US"], "東日本"
    engagement.data_classes = ["personal"]
    audit.record(identity.context(at), identity.Made.FOR_TEST, engagement)
    db.session.commit()
    pages = pages_as(Role.VENDOR_MANAGER)
    page = pages.get(f"/engagements/{engagement.id}/subcontractors")
    cells = [words(cell) for cell in page.select("tbody tr")[0].select("th, td")]
    assert cells[8] == "日本、アメリカ合衆国 東日本"
    assert cells[7] != ""
    assert "当行から数えて" in words(page.select_one("main"))
    drawn = pages.get(chain_address(engagement)).select("#chain-table tbody tr")[0]
    assert cells[7] in words(drawn)
    assert drawn.select_one("th a")["href"].startswith("/organisations/")


def test_a_consent_that_ends_soon_is_said_where_nothing_else_is_found(pages_as, at, root):
    top = make.service(at, "株式会社直接", "上")
    edge = make.line(at, top, make.service(at, "株式会社期限", "下"))[0]
    engagement = make.engagement(at, root, top)
    soon = day_of(at) + timedelta(days=30)
    make.granted(at, engagement, edge, countries=["JP"], expires_on=soon)
    checks = pages_as(Role.VENDOR_MANAGER).get(chain_address(engagement)).select_one("#checks")
    assert "問題は見つかりませんでした。期限が近い承諾が1件あります。" in words(checks)
    assert not checks.select(".notice-good")


def test_the_lists_over_all_engagements_are_tabs_of_one_place(pages_as, world):
    pages = pages_as(Role.VENDOR_MANAGER)
    for address in ("/engagements", "/consents", "/chain/checks"):
        page = pages.get(address)
        tabs = {link["href"]: link for link in page.select("nav.tabs a")}
        assert tabs.keys() >= {"/engagements", "/consents", "/chain/checks"}
        assert tabs[address].get("aria-current") == "page"
        assert words(page.select_one("nav.side [aria-current]")).startswith("案件")


# --- lists ---------------------------------------------------------------------------------


def test_the_list_of_consents_shows_what_waits_and_what_ends(pages_as, world, at):
    engagement, edges, *_ = world
    soon = day_of(at) + timedelta(days=30)
    make.use(at, engagement, edges[1], state=ConsentState.APPLIED, applied_on=day_of(at))
    make.granted(at, engagement, edges[2], expires_on=soon)
    pages = pages_as(Role.VENDOR_MANAGER)
    assert len(pages.get("/consents").select("tbody tr")) == 3
    assert "監視" in words(pages.get("/consents?which=waiting").select_one("tbody"))
    far = make.supply(at, db.session.get_one(Service, edges[2].service_id), make.service(at, "株式会社撤回"))
    make.granted(at, engagement, far, expires_on=soon, state=ConsentState.WITHDRAWN)
    ending = pages.get("/consents?which=expiring").select("tbody tr")
    assert len(ending) == 1
    assert "承諾済み（期限間近）" in words(ending[0])
    exported = pages.client.get("/consents/export?which=waiting").data.decode("utf-8-sig")
    assert len(exported.strip().splitlines()) == 2


def test_the_list_of_consents_says_what_the_chain_says(pages_as, world, at):
    engagement, edges, *_ = world
    past = day_of(at) - timedelta(days=1)
    make.granted(at, engagement, edges[1], expires_on=past)
    make.granted(at, engagement, edges[2], consent_kind=ConsentKind.EXEMPT, exempt_reason="同じ法人")
    pages = pages_as(Role.VENDOR_MANAGER)
    tags = {words(tag): tag["class"] for tag in pages.get("/consents").select("tbody .tag")}
    assert "tag-danger" in tags["承諾の期限切れ"]
    assert "tag-good" in tags["対象外"]
    exported = pages.client.get("/consents/export").data.decode("utf-8-sig")
    assert "承諾の期限切れ" in exported


def test_the_list_of_checks_is_kept_up_and_exported(pages_as, world, at, root):
    engagement, *_ = world
    pages = pages_as(Role.VENDOR_MANAGER)
    assert not pages.get("/chain/checks").select("tbody tr")
    checking.refresh(identity.context(at), [engagement.id])
    db.session.commit()
    page = pages.get("/chain/checks")
    assert "循環" in words(page.select_one("tbody"))
    only = pages.get("/chain/checks?check=circle").select("tbody tr")
    assert len(only) == 1
    exported = pages.client.get("/chain/checks/export").data.decode("utf-8-sig")
    assert "FAQシステムの利用" in exported
    engagement.outsourcing = OutsourcingJudgement.NOT_OUTSOURCING
    audit.record(identity.context(at), identity.Made.FOR_TEST, engagement)
    db.session.commit()
    checking.refresh(identity.context(at), [engagement.id])
    db.session.commit()
    assert "承諾" not in words(pages.get("/chain/checks").select_one("tbody"))


@pytest.mark.parametrize(
    ("address", "asked"), [("/consents", "which=waiting&show=expires_on"), ("/chain/checks", "check=circle")]
)
def test_a_list_over_all_engagements_is_saved_under_a_name(pages_as, world, address, asked):
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.submit(f"{address}?{asked}", form="form.save-view", name="わたしの見方")
    (link,) = pages.get(address).select("details:has(form.save-view) .menu-list a")
    assert words(link) == "わたしの見方"
    path, _, query = link["href"].partition("?")
    assert (path, asked.partition("&")[0] in query) == (address, True)
    assert not pages_as(Role.AUDITOR).get(address).select("details:has(form.save-view) .menu-list a")
    pages.submit(address, form="details:has(form.save-view) .menu-list form")
    assert not pages.get(address).select("details:has(form.save-view) .menu-list a")


def test_checks_of_other_units_are_not_listed(pages_of, world, at, root):
    engagement, *_ = world
    checking.refresh(identity.context(at), [engagement.id])
    other = identity.unit(at, "777", "別部", root)
    clerk = identity.user(at, "clerk@tsubame.example", "別部の担当")
    identity.grant(at, clerk, Role.OFFICER, other)
    db.session.commit()
    pages = pages_of(clerk)
    for address in ("/chain/checks", "/consents"):
        assert not pages.get(address).select("tbody tr")


def test_the_organisation_and_the_service_lead_to_their_chains(pages_as, world):
    _engagement, _edges, fixer, *_ = world
    page = pages_as(Role.VENDOR_MANAGER).get(f"/organisations/{fixer.id}")
    assert page.select(f'a[href="/organisations/{fixer.id}/dependents"]')
    assert isinstance(db.session.get_one(Organisation, fixer.id), Organisation)


def test_from_a_chain_the_form_knows_the_service_and_leads_back(pages_as, world, at):
    engagement, *_, top = world
    base = make.service(at, "株式会社土台", "土台")
    pages, chain = pages_as(Role.VENDOR_MANAGER), f"/engagements/{engagement.id}/chain"
    add = pages.get(chain).select_one('main a[href*="/supplies/new"]')["href"]
    form = pages.get(add)
    assert form.select_one("input[name=service_id]")["value"] == str(top.id)
    assert form.select_one(".form-end a")["href"] == chain
    assert f"engagement={engagement.id}" in form.select_one("a[href^='/services/new']")["href"]
    assert pages.submit(add, base_service_id=str(base.id)).headers["Location"] == chain
    assert "土台" in words(pages.get(chain).select_one("#chain-table"))
    add = pages.get(f"/services/{base.id}/chain").select_one('main a[href*="/supplies/new"]')["href"]
    below = make.service(at, "株式会社地下", "地下")
    assert pages.submit(add, base_service_id=str(below.id)).headers["Location"] == f"/services/{base.id}"


def test_before_the_decision_no_page_of_the_chain_tells_of_it(pages_as, world, at):
    engagement, edges, *_ = world
    use = there(queries.use_of(engagement.id, edges[0].id))
    assert use.decided_on
    day = min(one for one in (use.applied_on, use.decided_on) if one) - timedelta(days=1)
    pages, base = pages_as(Role.VENDOR_MANAGER), f"/engagements/{engagement.id}"
    for place in ("/chain", "/subcontractors", f"/chain/{edges[0].id}"):
        assert place == "/chain" or "2099-03-31" in words(pages.get(base + place).select_one("main"))
        page = pages.get(f"{base}{place}?on={day}")
        told = words(page.select_one("main"))
        assert "2099-03-31" not in told
        assert "国内リージョンに限る" not in told
        assert f"基準日 {day} の状態" in words(page.select_one(".as-at"))
        assert not page.select('main a[href$="/use"], main a[href*="/supplies/new"], main a[href$="/apply"]')
