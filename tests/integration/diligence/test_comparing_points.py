"""What counts as a difference between two assessments, on the page and in the file: all that was said and judged."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from app.core.dates import day_of
from app.core.db import db
from app.diligence.models import Reliance, Stance, Verdict
from app.diligence.queries import assessments as queries
from app.diligence.queries import proposals
from app.diligence.services import judging, sending, starting
from app.diligence.services.answering import Facts
from app.diligence.services.judging import Said
from app.identity.roles import Role
from app.register.models import Organisation, Service
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import elsewhere as there
from tests.factories import engagements as branches
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24", "to20"))
REFUSAL = Facts(Stance.REFUSED, reason="非開示", substitute="SOC 2 報告書")


@pytest.fixture
def two(sent, part, clerk, ctx, ctx_of, root, engagement, at):
    """One vendor, two engagements, all answered alike but a comment and a refusal; and what a judgement relies on."""
    commented, refused, judged = there.of_scope(part, "service")[:3]
    question = next(one for one in make.content().questions() if one.id == commented)
    with_comment = Facts(Stance.ANSWERED, make.answer_of(question).parts, comment="来月から変わります。")
    there.whole(clerk, part, at, **{judged.replace("-", "_"): REFUSAL})
    other = there.again(ctx, root, engagement)
    second = there.vendor_part(other)
    given = {commented: with_comment, refused: REFUSAL, judged: REFUSAL}
    there.whole(clerk, second, at, **{ref.replace("-", "_"): facts for ref, facts in given.items()})
    risk = ctx_of(Role.RISK)
    for assessment, one, place in ((sent, part, "3ページ"), (other, second, "4ページ")):
        _to_review(ctx, assessment)
        said = Said(Verdict.MET, relies_on=Reliance.SUBSTITUTE, relied_place=place)
        judging.judge(risk, assessment, one, judged, said, version=None)
    db.session.commit()
    return sent, other, (commented, refused, judged)


def _to_review(ctx, assessment):
    ours = queries.assignments_of(assessment)[0]
    make.answered(ctx, ours)


def address(two, **more):
    rest = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/assessments/compare?left={two[0].id}&right={two[1].id}{rest}"


def counts(page, label):
    """Of the links that narrow, by their words."""
    links = page.select(f"nav[aria-label='{label}'] a")
    return {words(one).rpartition(" ")[0]: int(words(one).rpartition(" ")[2]) for one in links}


def refs(page):
    rows = page.select("table.side-by-side tbody tr")
    return [words(row.select_one("th .fact-note")) for row in rows]


def test_a_comment_a_refusal_and_what_is_relied_upon_are_differences(two, pages_as):
    commented, refused, judged = two[2]
    pages = pages_as(Role.AUDITOR)
    page = pages.get(address(two))
    usual, points = counts(page, "表示する質問"), counts(page, "異なる点")
    assert usual["差あり"] == 3
    assert usual["差あり"] + usual["差なし"] == usual["すべての質問"] == len(refs(page))
    assert points == {"片方だけ回答拒否": 1, "理由・条件・コメント": 1, "判定が依拠する資料": 1, "得点率": 1}
    expected = {"words": [commented], "refused": [refused], "reliance": [judged], "earned": [refused]}
    for key, found in expected.items():
        assert refs(pages.get(address(two, only=key))) == found, key
    assert set(refs(pages.get(address(two, only="differences")))) == {commented, refused, judged}
    assert refs(pages.get(address(two, only="refusals"))) == sorted([refused, judged])


def test_what_differs_is_marked_in_its_cell_and_nothing_else(two, pages_as):
    commented, refused, judged = two[2]
    pages = pages_as(Role.RISK)
    rows = dict(
        zip(refs(page := pages.get(address(two))), page.select("table.side-by-side tbody tr"), strict=True)
    )
    marked = {ref: [words(one) for one in row.select(".is-unlike")] for ref, row in rows.items()}
    assert {ref for ref, found in marked.items() if found} == {commented, refused, judged}
    assert marked[commented] == ["≠ 差あり コメント：来月から変わります。"]
    assert any("理由：非開示" in one for one in marked[refused])
    assert [one.rpartition(" ")[2] for one in marked[judged]] == ["3ページ", "4ページ"]
    assert "理由：非開示" in words(rows[judged])


def test_the_file_says_the_same(two, pages_as):
    commented, refused, judged = two[2]
    data = pages_as(Role.RISK).client.get(address(two).replace("/compare?", "/compare.xlsx?")).get_data()
    book = load_workbook(io.BytesIO(data))
    lines, numbers = book["質問ごとの比較"], book["差あり"]
    head = next(row for row in lines.iter_rows(values_only=True) if row[0] == "質問")
    told = {row[0].value: row for row in lines.iter_rows() if row[0].value}
    assert head[4] == "異なる点"
    assert told[commented][4].value == "理由・条件・コメント"
    assert told[judged][4].value == "判定が依拠する資料"
    bold = {ref: [bool(cell.font.b) for cell in told[ref][5:11]] for ref in (commented, refused, judged)}
    assert bold[commented] == [False, False, False, True, False, False]
    assert bold[refused] == [True, False, True, True, False, True]
    assert bold[judged] == [False, True, False, False, True, False]
    earned = {ref: [(told[ref][at].value, told[ref][at].number_format) for at in (7, 10)] for ref in told}
    assert earned[commented] == [("計算の対象外", "@"), ("計算の対象外", "@")]
    assert earned[refused] == [("計算の対象外", "@"), (0, "0%")]
    found: dict[str, Any] = {str(row[0]): row[1] for row in numbers.iter_rows(values_only=True)}
    kinds = [number for label, number in found.items() if label.startswith("差あり：")]
    assert sum(kinds) == found["差あり"] == 3
    assert found["差あり"] + found["差なし"] == found["すべての質問"]


def test_the_file_keeps_to_the_choice_of_the_page(two, pages_as):
    commented, refused, judged = two[2]
    pages, here = pages_as(Role.RISK), address(two)
    for only, refs_left in (
        ("answer", None),
        ("differences", {commented, refused, judged}),
        ("nonsense", None),
    ):
        page = pages.get(f"{here}&only={only}")
        (way,) = [one["href"] for one in page.select("a[href*='compare.xlsx']")]
        sheet = load_workbook(io.BytesIO(pages.client.get(way).get_data()))["質問ごとの比較"]
        column = [row[0] for row in sheet.iter_rows(values_only=True)]
        told = set(column[column.index("質問") + 1 :])
        assert told == set(refs(page))
        if refs_left:
            assert told == refs_left
            assert "表示する質問：差あり" in column
        assert ("only=" in way) is (only != "nonsense")


def test_an_organisation_and_an_engagement_are_offered_for_each_other(engagement, ctx_of, root, at, pages_as):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    vendor = db.session.get_one(Organisation, engagement.vendor_id)
    content = make.content("to20")
    of_vendor = proposals.setting_of_organisation(ctx, vendor, root.id)
    of_engagement = make.setting_of(ctx, engagement)
    pairs = (
        (starting.of_organisation(vendor, root.id), of_vendor),
        (make.subject_of(engagement), of_engagement),
    )
    made = []
    for subject, setting in pairs:
        plan = starting.Plan(
            make.version("to20"), setting.depth, day_of(at), setting.chosen(content).asked, "統20"
        )
        row = starting.start(ctx, subject, plan)
        sending.send(ctx, row, content, setting.facts, version=row.version)
        made.append(row)
    alone = make.sent(ctx, engagement)
    db.session.commit()
    one, other = made
    pages = pages_as(Role.VENDOR_MANAGER)
    for mine, theirs, kind in ((one, other, "案件"), (other, one, "取引先")):
        row = pages.get(f"/assessments/{mine.id}/compare").select_one("main tbody tr")
        assert theirs.number in words(row)
        assert kind in words(row)
        assert "区分が異なります" in words(row)
        assert "対象の区分が異なる評価" in words(pages.get(row.select_one("a")["href"]).select_one(".notice"))
    rows = {
        words(row.select_one("th")): row for row in pages.get("/assessments/compare").select("main tbody tr")
    }
    assert rows[one.number].select_one("a")
    assert words(rows[one.number].select("td")[-1]) == "1"
    assert not rows[alone.number].select("a")
    assert "同じ質問票の評価なし（閲覧できる範囲）" in words(rows[alone.number])
    assert "ほかにありません" in words(pages.get(f"/assessments/{alone.id}/compare").select_one("main"))


def test_what_was_not_sent_says_so(engagement, ctx, root, at, pages_as):
    service = db.session.get_one(Service, engagement.service_id)
    make.sent(ctx, branches.engagement(at, root, service, title="別案件の利用"))
    unsent = make.begun(ctx, engagement)
    page = pages_as(Role.RISK).get(f"/assessments/{unsent.id}/compare")
    assert "まだ送付されていません" in words(page.select_one("main"))
    assert not page.select("main table")
