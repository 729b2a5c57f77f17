"""Two years of one subject, or two subjects of one questionnaire, side by side on a page."""

import pytest

from app.core import audit
from app.core.db import db
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import AssessmentState, Stance, Verdict
from app.diligence.queries import answers as reads
from app.diligence.queries import assessments as queries
from app.diligence.services import answering, judging
from app.diligence.services.answering import Facts
from app.diligence.services.judging import Said
from app.identity.roles import Role
from app.register.models import Service
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import engagements as branches
from tests.factories import register
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
MOST = 12


@pytest.fixture
def years(engagement, ctx, ctx_of):
    """Last year all of ours was answered, one judged; this year one is confirmed, one refused."""
    last = make.sent(ctx, engagement)
    ours, vendor = queries.assignments_of(last)
    make.answered(ctx, ours)
    judging.release(ctx, last, vendor, reason="期日までに回答がありません。")
    judging.judge(ctx_of(Role.RISK), last, ours, ours.questions[0], Said(Verdict.MET), version=None)
    last.state = AssessmentState.CONCLUDED
    audit.record(ctx, Act.ASSESSMENT_MOVED, last)
    db.session.commit()
    this = make.sent(ctx, engagement)
    now = queries.assignments_of(this)[0]
    rows = reads.answers_of(now)
    first, second = now.questions[:2]
    answering.save(ctx, now, first, Facts(rows[first].stance, rows[first].parts), version=rows[first].version)
    answering.save(ctx, now, second, Facts(Stance.REFUSED, reason="非開示"), version=rows[second].version)
    db.session.commit()
    return last, this


def address(left, right, **more):
    rest = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/assessments/compare?left={left.id}&right={right.id}{rest}"


def line_of(page, ref):
    return next(
        row
        for row in page.select("table.side-by-side tbody tr")
        if words(row.select_one("th")).find(ref) >= 0
    )


def test_two_years_stand_side_by_side(years, pages_as):
    last, this = years
    page = pages_as(Role.AUDITOR).get(address(last, this))
    ours = queries.assignments_of(this)[0]
    first, second, third = ours.questions[:3]
    judged = words(line_of(page, first))
    assert "判定" in judged
    assert "充足" in judged
    assert "回答は同じ" in judged
    assert "片方だけ判定済み" in judged
    assert "得点率：100%" in judged
    assert "差あり" not in words(line_of(page, first).select_one("th"))
    changed = line_of(page, second)
    left, right = (words(cell) for cell in changed.select("td"))
    assert "非開示" in right
    assert "非開示" not in left
    assert {"回答に差あり", "得点率"} <= set(words(changed.select_one("th")).replace("、", " ").split())
    assert [one.text for one in changed.select("td strong")] == ["つばめ銀行"] * 2
    assert "片方だけ回答済み" in words(line_of(page, third).select_one("th"))
    carried = line_of(page, third).select("td")
    assert "未回答" in words(carried[1])
    assert "未回答" not in words(carried[0])
    totals = words(page.select_one("table.totals"))
    assert last.number in totals
    assert this.number in totals


def test_only_differences_and_sections_narrow_it(years, pages_as):
    last, this = years
    pages = pages_as(Role.RISK)
    whole = pages.get(address(last, this)).select("table.side-by-side tbody tr")
    narrow = pages.get(address(last, this, only="differences")).select("table.side-by-side tbody tr")
    alike = pages.get(address(last, this, only="same")).select("table.side-by-side tbody tr")
    assert len(narrow) == len(whole) - len(alike)
    page = pages.get(address(last, this, only="differences"))
    heads = [words(one) for one in page.select("h3.group-title")]
    assert [head.split()[0] for head in heads] == [
        "回答に差あり", "片方だけ回答済み", "回答は同じ（判定または回答者が片方だけ）",
    ]  # fmt: skip
    assert sum(int(head.split()[-1]) for head in heads) == len(narrow)
    refs = [words(one) for one in page.select("table.side-by-side")[0].select("tbody th .fact-note")[::2]]
    assert refs == [queries.assignments_of(this)[0].questions[1]]
    page = pages.get(address(last, this))
    section = page.select_one("select[name=section] option:not([value=''])")["value"]
    part = pages.get(address(last, this, section=section))
    assert 0 < len(part.select("table.side-by-side tbody tr")) < len(whole)
    assert part.select(".chip")
    assert "該当する質問はありません" in words(pages.get(address(last, this, section="none")))


def test_it_is_told_alike_from_the_other_side(years, pages_as):
    last, this = years
    pages = pages_as(Role.RISK)
    there, back = pages.get(address(last, this)), pages.get(address(this, last))
    assert len(there.select("tbody tr")) == len(back.select("tbody tr"))
    assert (
        pages.get(there.select_one(".actions a")["href"]).select_one("h1").text == back.select_one("h1").text
    )


def test_two_vendors_are_laid_side_by_side_each_under_its_name(ctx, at, root, engagement, pages_as):
    """The same answer of another vendor is the same answer; one that is asked on one side only is no difference."""
    service = db.session.get_one(Service, engagement.service_id)
    branch = branches.engagement(at, root, service, title="別案件の利用")
    left, right = make.sent(ctx, engagement), make.sent(ctx, branch)
    (_ours, theirs), (_other_ours, others) = (queries.assignments_of(one) for one in (left, right))
    other = register.organisation(at, "株式会社別会社")
    others.organisation_id = other.id
    audit.record(ctx, Act.ASSESSMENT_MOVED, others, make.beside(theirs, other.id))
    db.session.commit()
    page = pages_as(Role.RISK).get(address(left, right))
    ref = theirs.questions[0]
    cells = line_of(page, ref).select("td")
    named = [[words(one) for one in cell.select("strong")] for cell in cells]
    assert named == [["≠ 差あり 株式会社FIXER", "株式会社別会社"], ["株式会社別会社"]]
    assert "回答者が一致しない" in words(line_of(page, ref).select_one("th"))
    assert "回答は同じ" in words(line_of(page, ref).select_one("th"))
    heads = [words(one) for one in page.select("table.side-by-side thead th")]
    assert left.number in heads[1]
    assert "別案件の利用" in heads[2]


def test_what_to_compare_with_is_offered(years, ctx, at, root, engagement, pages_as, count_queries):
    last, this = years
    service = db.session.get_one(Service, engagement.service_id)
    other = branches.engagement(at, root, service, title="別案件の利用")
    third = make.sent(ctx, other)
    pages = pages_as(Role.AUDITOR)
    page = pages.get(f"/assessments/{this.id}/compare")
    first, second = (words(table) for table in page.select("main table"))
    assert last.number in first
    assert third.number not in first
    assert third.number in second
    assert "別案件の利用" in second
    assert pages.get(page.select_one("main table tbody a")["href"]).select("table.side-by-side")
    for here in (f"/assessments/{this.id}/compare", address(last, this), address(this, third)):
        pages.get(here)
        count_queries.sent.clear()
        pages.get(here)
        assert len(count_queries) <= MOST, (here, count_queries.sent)


def test_the_two_are_chosen_from_lists_with_a_search(
    years, ctx, at, root, engagement, pages_as, count_queries
):
    last, this = years
    service = db.session.get_one(Service, engagement.service_id)
    branch = make.sent(ctx, branches.engagement(at, root, service, title="別案件の利用"))
    unsent = make.begun(ctx, branches.engagement(at, root, service, title="送付前の利用"))
    pages = pages_as(Role.RISK)
    listed = [words(one) for one in pages.get("/assessments/compare").select("main tbody th")]
    assert set(listed) == {last.number, this.number, branch.number}
    assert unsent.number not in listed
    found = pages.get(f"/assessments/compare?q={this.number}").select("main tbody th a")
    assert [one["href"] for one in found] == [f"/assessments/{this.id}/compare"]
    pages.client.get("/assessments/compare")
    count_queries.sent.clear()
    pages.client.get("/assessments/compare")
    assert len(count_queries) <= MOST, count_queries.sent
    gone = pages.client.get(f"/assessments/compare?left={this.id}")
    assert (gone.status_code, gone.headers["Location"]) == (303, f"/assessments/{this.id}/compare")
    page = pages.get(f"/assessments/{this.id}/compare")
    assert {words(one) for one in page.select("main tbody th")} == {last.number, branch.number}
    for searched, expected in ((branch.number, {last.number, branch.number}), ("D-0000-0000", {last.number})):
        page = pages.get(f"/assessments/{this.id}/compare?q={searched}")
        assert {words(one) for one in page.select("main tbody th")} == expected
    assert "見つかりません" in words(page)
    assert pages.get("/assessments").select_one("main a[href='/assessments/compare']")


def test_last_time_is_one_click_away_where_there_was_one(years, pages_as):
    last, this = years
    pages = pages_as(Role.RISK)
    wanted = f"a[href='{address(last, this)}']"
    assert words(pages.get(f"/assessments/{this.id}").select_one(wanted)) == "前回と比べる"
    assert "前回と比べる" not in words(pages.get(f"/assessments/{last.id}"))


def test_figures_that_move_say_so_and_lead_to_their_terms(years, pages_as):
    last, this = years
    pages = pages_as(Role.RISK)
    page = pages.get(address(last, this))
    rows = {words(one.select_one("th")): one.select("td") for one in page.select("table.totals tbody tr")}
    score = next(cells for head, cells in rows.items() if head.startswith("評点"))
    assert [cell.select_one("a")["href"] for cell in score] == [
        f"/assessments/{one.id}/score" for one in (last, this)
    ]
    notes = [[words(one) for one in cell.select(".fact-note")] for cell in score]
    assert notes[1][0].startswith("暫定")
    assert any("すべての回答が出そろってから" in one for one in notes[1])
    assert not any(one.startswith("暫定") for one in notes[0])
    given = next(cells for head, cells in rows.items() if head.startswith("寄せられた回答"))
    parts = queries.assignments_of(this)
    said = (sum(one.answered_count for one in parts), sum(one.asked_count for one in parts))
    assert words(given[1]) == "{1}件中{0}件".format(*said)


def test_a_foreign_or_unsent_one_is_not_found_and_a_vendor_is_refused(
    years, ctx, at, root, engagement, pages_as
):
    last, this = years
    service = db.session.get_one(Service, engagement.service_id)
    unsent = make.begun(ctx, branches.engagement(at, root, service, title="別案件"))
    pages = pages_as(Role.RISK)
    for query in (
        f"left={last.id}&right={unsent.id}", f"left={last.id}&right={last.id}", "left=x", "left=x&right=y",
        f"left={last.id}&right={engagement.id}",
    ):  # fmt: skip
        assert pages.client.get(f"/assessments/compare?{query}").status_code == 404, query
    vendor = pages_as(Role.VENDOR)
    assert vendor.client.get(address(last, this)).status_code == 403
    assert vendor.client.get(f"/assessments/{this.id}/compare").status_code == 403
