"""The list of assessments and the board: narrowed, exported, in few statements, and nobody else's engagements in it."""

from datetime import timedelta

import pytest

from app.core import audit
from app.core.dates import day_of
from app.core.db import db
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import AssessmentState, SubjectKind
from app.diligence.queries import proposals
from app.diligence.services import starting
from app.identity.roles import Role
from app.register.models import Organisation
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import engagements as register
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24", "to20", "fsa-self-check"))
MANY = 60


def numbers(page):
    return [words(row.select_one("th")) for row in page.select("main tbody tr")]


def many(ctx, engagement, count):
    """Of one engagement, each with its own questionnaire version of the same paper: lists ask for no rule."""
    plan = make.plan(make.setting_of(ctx, engagement), ctx.at)
    begun = [starting.Begun(make.subject_of(engagement), plan, None) for _ in range(count)]
    made = starting.start_all(ctx, begun)
    db.session.commit()
    return made


def test_every_filter_narrows_and_the_file_holds_what_is_shown(engagement, ctx_of, pages_as, root, at):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    own = make.sent(ctx, engagement)
    vendor = db.session.get_one(Organisation, engagement.vendor_id)
    setting = proposals.setting_of_organisation(ctx, vendor, root.id)
    chosen = setting.chosen(make.content("to20"))
    plan = starting.Plan(make.version("to20"), setting.depth, day_of(at), chosen.asked, "統20")
    of_vendor = starting.start(ctx, starting.of_organisation(vendor, root.id), plan)
    of_vendor.due_on = day_of(at) - timedelta(days=1)
    audit.record(ctx, Act.ASSESSMENT_EDITED, of_vendor)
    db.session.commit()
    pages, both = pages_as(Role.VENDOR_MANAGER), [own.number, of_vendor.number]
    page = pages.get("/assessments")
    assert numbers(page) == both
    line = words(page.select("main tbody tr")[0])
    assert all(said in line for said in ("FAQシステムの利用", "0/20", "回答中"))
    # As many columns as fit at the usual width; on a phone each row is read downwards, number and state first.
    assert [words(head) for head in page.select("main thead th")] == [
        "比較対象",
        "評価番号", "評価対象", "質問票", "状態", "回答済み", "評点（100点満点）", "期限", "所管部署", "担当者",
    ]  # fmt: skip
    assert page.select("main table.stacked.assessments td.of-state")
    more = pages.get("/assessments?col=respondents")
    assert "0/2" in [words(cell) for cell in more.select("main tbody td")]
    narrowed = {
        "state=answering": [own.number], "questionnaire=to20": [of_vendor.number],
        "kind=engagement": [own.number], "overdue=yes": [of_vendor.number], "mine=me": both,
        f"unit={root.id}": both, "open=no": [], f"organisation={vendor.id}": [of_vendor.number],
        "q=FAQ": [own.number], "q=FIXER": both, f"q={own.number}": [own.number], "q=%E7%84%A1%E3%81%84": [],
        f"round={own.id}": [], "state=nonsense": both,
    }  # fmt: skip
    for query, found in narrowed.items():
        assert numbers(pages.get(f"/assessments?{query}")) == found, query
    assert "取引先" in words(pages.get("/assessments?kind=organisation").select_one(".chips"))
    file = pages.client.get("/assessments/export?overdue=yes").get_data(as_text=True)
    assert of_vendor.number in file
    assert own.number not in file
    assert pages_as(Role.AUDITOR).get("/assessments")


def test_the_board_stands_by_state_and_due_date(engagement, ctx_of, pages_as, at):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    made = many(ctx, engagement, MANY)
    sent, late = made[0], made[1]
    sent.state, late.due_on = AssessmentState.ANSWERING, day_of(at) - timedelta(days=3)
    audit.record(ctx, Act.ASSESSMENT_EDITED, sent, late)
    db.session.commit()
    page = pages_as(Role.VENDOR_MANAGER).get("/assessments/board")
    prepared, answering = page.select(".board-column")[:2]
    assert words(prepared.select_one("h2")) == f"準備中 {MANY - 1}"
    assert len(prepared.select(".board-card")) == 50
    assert late.number in words(prepared.select_one(".board-card"))
    assert words(prepared.select_one("h3")) == "期限超過"
    assert prepared.select_one("a[href='/assessments?state=prepared']")
    assert [words(one) for one in answering.select(".board-note")] == [
        f"{sent.number} · 統24 クラウドサービスの利用"
    ]
    assert not answering.select("p a")


@pytest.mark.parametrize(
    "path", ["/assessments", "/assessments/board", "/assessments?q=FAQ", "/assessments/rounds"]
)
def test_each_costs_few_statements_however_many_there_are(path, engagement, ctx_of, pages_as, count_queries):
    many(ctx_of(Role.VENDOR_MANAGER), engagement, MANY)
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.get(path)
    count_queries.sent.clear()
    pages.get(path)
    assert len(count_queries) <= 12, count_queries.sent


def test_of_a_stranger_s_engagement_nothing_is_shown(engagement, ctx_of, pages_as, pages_of, root, at):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    hidden = make.begun(ctx, engagement)
    setting = proposals.setting_of_institution(root.id)
    plan = starting.Plan(
        make.version("fsa-self-check"), setting.depth, day_of(at),
        setting.chosen(make.content("fsa-self-check")).asked, "自己点検",
    )  # fmt: skip
    ours = starting.start(ctx, starting.of_institution(root.id), plan)
    db.session.commit()
    assert ours.subject_kind == SubjectKind.INSTITUTION
    _unit, stranger = register.branch(at, root)
    pages = pages_of(stranger)
    assert numbers(pages.get("/assessments")) == [ours.number]
    assert numbers(pages.get(f"/assessments?q={hidden.number}")) == []
    assert hidden.number not in pages.client.get("/assessments/export").get_data(as_text=True)
    assert hidden.number not in words(pages.get("/assessments/board"))
    assert hidden.number not in words(pages.get(f"/organisations/{engagement.vendor_id}/assessments"))
    for path in (
        "/assessments",
        "/assessments/board",
        "/assessments/export",
        "/assessments/rounds",
        "/assessments/new",
    ):
        assert pages_as(Role.VENDOR).get(path, status=403)


def test_a_view_is_saved_and_forgotten(pages_as, session):
    pages = pages_as(Role.OFFICER)
    pages.submit("/assessments?overdue=yes", form=".save-view", fields={"name": "急ぐもの"})
    page = pages.get("/assessments")
    link = page.find("a", string="急ぐもの")
    assert link["href"] == "/assessments?overdue=yes"
    pages.submit("/assessments", form="details:has(form.save-view) .menu-list form")
    assert pages.get("/assessments").find("a", string="急ぐもの") is None


def test_the_same_tabs_stand_over_all_pages_of_the_row(session, pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    rows = {}
    for here in ("", "/board", "/rounds", "/compare", "/foreign"):
        rows[here] = tabs_of(pages.get(f"/assessments{here}"))
    rows["reports"], rows["timeline"] = (tabs_of(pages.get(f"/assurance{end}")) for end in ("", "/timeline"))
    labels = [label for label, _is_here in rows[""]]
    assert labels == ["一覧", "ボード", "一斉点検", "比較", "保証報告書・認証", "他社様式の取込み"]
    for row in rows.values():
        assert [label for label, _is_here in row] == labels
    chosen = {place: [label for label, is_here in row if is_here] for place, row in rows.items()}
    assert chosen["reports"] == chosen["timeline"] == ["保証報告書・認証"]
    assert chosen["/foreign"] == ["他社様式の取込み"]
    assert chosen["/compare"] == ["比較"]
    assert tabs_of(pages_as(Role.AUDITOR).get("/assurance"))[-1][0] == "保証報告書・認証"


def tabs_of(page):
    """Of the row over assessments: label, and whether one is there."""
    links = page.select_one("nav.tabs").select("a")
    return [(words(one), one.has_attr("aria-current")) for one in links]
