"""What becomes of a gap that was made a finding: dealt with, ended in vain, settled, seen from the item."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import g
from sqlalchemy import select

from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError
from app.identity.roles import Role
from app.standards.models import GapFinding, Ruling
from app.standards.queries import contents, gap_findings
from app.standards.queries import items as items_of
from app.standards.queries import matrices as queries
from app.standards.rules.matrices import Gap, GapKind, Side, gap_of_key, gaps
from app.standards.services import matrices as services
from app.standards.services.matrices import Who
from app.standards.sheets.gap_findings import proposed_text
from app.work.models import Finding, FindingState, Severity
from app.work.services import findings
from app.work.services.findings import FindingFacts
from tests.conftest import begins_with
from tests.factories import chain, register
from tests.factories import engagements as branches
from tests.factories import matrices as make
from tests.factories import work as make_work
from tests.pages import words

GAP = "unknown.r06.accountable"  # r06 stands for 統24
ITEM = "/standards/fisc/9/items/統24"


ground = begins_with(make.published)


@pytest.fixture
def charge(ctx, engagement, matrix, root):
    def charged(gap=GAP, **facts):
        given = FindingFacts(
            **{
                "title": "未確定",
                "severity": Severity.LOW,
                "unit_id": root.id,
                "owner_id": ctx.actor_id,
                **facts,
            }
        )
        db.session.expire_all()
        made = services.charge(ctx, engagement, queries.entered(ctx, matrix), gap, given)
        db.session.commit()
        return made

    return charged


@pytest.fixture
def ended(ctx, ctx_of):
    def end(finding, how=FindingState.CLOSED):
        steps = [(ctx, FindingState.IN_PROGRESS), (ctx, FindingState.TO_BE_VERIFIED)]
        steps = steps if how == FindingState.CLOSED else []
        for who, state in [*steps, (ctx_of(Role.RISK), how)]:
            findings.move_finding(who, finding, state, note="確認した")
        db.session.commit()

    return end


@pytest.fixture
def settle(ctx, engagement, matrix):
    """One actor answers for the row, all others do not: the gap is gone."""

    def settled(row="r06"):
        for actor in ("institution", "provider", "platform", "integrator", "carrier"):
            db.session.expire_all()
            sides = dict.fromkeys(Side)
            sides[Side.ACCOUNTABLE] = Ruling.YES if actor == "institution" else Ruling.NO
            services.rule(
                ctx,
                engagement,
                queries.entered(ctx, matrix),
                (row, actor),
                sides,
                "契約",
                version=matrix.version,
            )
            db.session.commit()

    return settled


def tab(engagement):
    return f"/engagements/{engagement.id}/responsibility/{make.KEY}"


def due(at, days=30):
    return (day_of(at) + timedelta(days=days)).isoformat()


# --- again, after the finding has ended ----------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (FindingState.CLOSED, "完了した指摘事項があるが未確定のまま"),
        (FindingState.WITHDRAWN, "取り下げた指摘事項があるが未確定のまま"),
    ],
)
def test_a_gap_that_outlived_its_finding_is_made_a_finding_again(
    pages_as, engagement, charge, ended, at, how, said
):
    first = charge()
    ended(first, how)
    pages = pages_as(Role.OFFICER)
    assert said in words(pages.get(f"{tab(engagement)}/rows/r06").select_one("#gaps"))
    assert said in words(pages.get(tab(engagement)).select_one("#r06 td.gaps"))
    link = pages.get(f"{tab(engagement)}/rows/r06").find("a", string="改めて指摘事項にする")["href"]
    sent = pages.submit(link, due_on=due(at))
    second = db.session.scalars(select(Finding).where(Finding.id != first.id)).one()
    assert sent.headers["Location"] == f"/findings/{second.id}"
    page = pages.get(f"{tab(engagement)}/rows/r06").select_one("#gaps")
    assert f"指摘事項No.{second.number}" in words(page)
    assert said not in words(page)
    assert db.session.scalars(select(GapFinding.turn).order_by(GapFinding.turn)).all() == [1, 2]
    with pytest.raises(DomainError):
        charge()


def test_two_windows_raise_a_gap_once_and_what_was_typed_stays(pages_as, engagement, matrix, charge, at):
    pages = pages_as(Role.OFFICER)
    address = f"{tab(engagement)}/gaps/{GAP}"
    form = pages.get(address).select_one("main form")
    due_on = form.select_one("[name=due_on]")
    assert (due_on.get("value", ""), due_on["placeholder"]) == ("", "年-月-日")
    token = form.select_one("[name=csrf_token]")["value"]
    first = charge()
    typed = {
        "csrf_token": token, "title": "手で書いた件名", "severity": "low", "due_on": due(at),
        "unit_id": str(first.unit_id),
    }  # fmt: skip
    answer = pages.client.post(address, data=typed)
    assert answer.status_code == 422
    assert f"指摘事項No.{first.number}として登録済みです" in answer.text
    assert "手で書いた件名" in answer.text
    assert f'href="/findings/{first.id}"' in answer.text
    assert len(db.session.scalars(select(Finding)).all()) == 1


def test_a_day_that_has_passed_is_no_due_date_for_a_gap(pages_as, engagement, matrix, at):
    pages = pages_as(Role.OFFICER)
    page = pages.submit(f"{tab(engagement)}/gaps/{GAP}", status=422, due_on=due(at, -1))
    assert "過ぎた日付です" in words(page.select_one("main"))
    assert page.select_one('.error-summary a[href="#due_on"]')
    assert not db.session.scalars(select(Finding)).all()
    pages.submit(f"{tab(engagement)}/gaps/{GAP}", due_on=due(at, 0))


def test_the_proposed_text_is_understood_without_the_matrix(pages_as, engagement, matrix):
    def proposed(gap):
        page = pages_as(Role.OFFICER).get(f"{tab(engagement)}/gaps/{gap}")
        return page.select_one("#title")["value"], page.select_one("#detail").text.strip().splitlines()

    title, (sentence, place, template) = proposed(GAP)
    assert title == "責任分界 統24：最終責任を負う主体が未確定"
    assert sentence.startswith("統24について、次の主体が最終責任を負うかどうかが定まっていません：金融機関、")
    assert place.startswith("資料の箇所：5.2.2")
    assert template.startswith("責任分界表：cloud.config")
    assert template.endswith("第1版")
    assert proposed("actor_unbound.carrier")[0] == "責任分界 回線事業者：主体が未指定"
    title, (sentence, _template) = proposed("condition_open.mail")
    assert title.endswith("：条件が未回答")
    assert sentence.startswith("次の条件が未回答です：")


def test_every_gap_can_be_proposed_and_read_again(engagement, matrix, ctx, app):
    db.session.expire_all()
    resolved = queries.entered(ctx, matrix).resolved()
    for gap in gaps(resolved):
        kept = gap_of_key(gap.key)
        assert kept is not None
        assert (kept.key, kept.kind, kept.row, kept.side) == (gap.key, gap.kind, gap.row, gap.side)
    assert gap_of_key("nonsense.r01") is None
    with app.test_request_context():
        g.ctx = ctx
        for kind in GapKind:
            title, detail = proposed_text(resolved, Gap(kind, "r06", Side.PROOF, ("carrier",)), {}, 1)
            assert "統24" in title
            assert "%" not in detail


# --- settled before the finding ended -------------------------------------------------------------


def test_a_settled_gap_leaves_its_trace_and_the_finding_says_so(
    pages_as, engagement, matrix, charge, settle, ended
):
    finding = charge()
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"/findings/{finding.id}").select_one("main")
    assert page.select_one(f'a[href="{tab(engagement)}/rows/r06"]')
    assert "解消されています" not in words(page)
    settle()
    said = f"解消済み：指摘事項No.{finding.number}"
    row = pages.get(f"{tab(engagement)}/rows/r06").select_one("#gaps")
    assert row.find("a", string=said)["href"] == f"/findings/{finding.id}"
    assert said in words(pages.get(tab(engagement)).select_one("#r06 td.gaps"))
    assert "完了を報告できます" in words(pages.get(f"/findings/{finding.id}").select_one("main"))
    ended(finding)
    assert said in words(pages.get(f"{tab(engagement)}/rows/r06").select_one("#gaps"))
    assert said not in words(pages.get(tab(engagement)).select_one("#r06 td.gaps"))
    assert "解消されています" not in words(pages.get(f"/findings/{finding.id}").select_one("main"))


def test_a_finding_that_closed_too_early_says_so(pages_as, charge, ended):
    finding = charge()
    ended(finding)
    page = pages_as(Role.OFFICER).get(f"/findings/{finding.id}").select_one("main")
    assert "責任分界表では未確定のまま" in words(page)


def test_conditions_and_actors_keep_the_trace_and_their_findings_lead_to_them(
    pages_as, engagement, matrix, charge, ctx
):
    of_condition, of_actor = charge("condition_open.mail"), charge("actor_unbound.carrier")
    pages = pages_as(Role.OFFICER)
    for finding, part in ((of_condition, "conditions"), (of_actor, "actors")):
        page = pages.get(f"/findings/{finding.id}")
        assert page.select_one(f'main a[href="{tab(engagement)}#{part}"]')
    services.answer(
        ctx, engagement, queries.entered(ctx, matrix), {"mail": ("no", "")}, version=matrix.version
    )
    db.session.commit()
    db.session.expire_all()
    absent = {"carrier": Who(is_absent=True)}
    services.bind(ctx, engagement, queries.entered(ctx, matrix), absent, version=matrix.version)
    db.session.commit()
    page = pages.get(tab(engagement))
    for finding, part in ((of_condition, "conditions"), (of_actor, "actors")):
        assert f"解消済み：指摘事項No.{finding.number}" in words(page.select_one(f"#{part}"))


def test_who_may_not_see_the_engagement_is_not_led_to_it(pages_of, charge, at, root):
    unit, person = branches.branch(at, root)
    finding = charge()
    findings_unit = make_work.finding(at, unit, subject_type="engagement", subject_id=finding.subject_id)
    db.session.commit()
    page = pages_of(person).get(f"/findings/{findings_unit.id}")
    assert not page.select('main a[href*="/responsibility/"]')
    pages_of(person).get(f"/findings/{finding.id}", 404)


# --- the wide table ---------------------------------------------------------------------------------


def test_the_table_shows_findings_and_narrows_to_gaps_without_one(pages_as, engagement, matrix, charge):
    for side in ("does", "accountable", "proof"):
        charge(f"unknown.r05.{side}")
    alone = charge("unknown.r07.accountable")
    pages = pages_as(Role.OFFICER)
    page = pages.get(tab(engagement))
    assert "指摘事項3件" in words(page.select_one("#r05 td.gaps"))
    mark = page.select_one("#r07 td.gaps a")
    assert (words(mark), mark["href"]) == (f"指摘事項No.{alone.number}", f"/findings/{alone.id}")
    assert not page.select("#r08 td.gaps a")
    page = pages.get(f"{tab(engagement)}?gap=left")
    shown = {row["id"] for row in page.select("table.matrix tbody tr:not(.chapter)")}
    assert "r05" not in shown  # each of its gaps has a finding
    assert {"r07", "r08"} <= shown
    assert "指摘事項なし" in words(page.select_one(".toolbar"))


# --- seen from the item and the template --------------------------------------------------------------


def test_open_findings_of_gaps_show_on_the_item_and_in_the_counts(
    pages_as, engagement, matrix, charge, ended, ctx, count_queries
):
    finding = charge(title="統24の責任者が未定")
    pages = pages_as(Role.OFFICER)
    page = pages.get(ITEM)
    row = page.select_one("#findings tbody tr")
    assert "統24の責任者が未定" in words(row)
    assert row.select_one(f'a[href="{tab(engagement)}#r06"]').text == engagement.number
    # Over the crosswalk too, where the row is shown as that of the counterpart.
    counterpart = pages.get("/standards/fisc/9r2/items/統24").select("#findings tbody tr")
    assert ["統24の責任者が未定" in words(line) for line in counterpart] == [True]
    catalogue = contents.catalogue()
    assert items_of.open_findings_in(ctx, catalogue, "fisc/9")["fisc/9"] == {"統24": 1}
    lines = pages.get("/standards/fisc/9").select("tr")
    assert any("指摘1件" in words(line) for line in lines if "統24" in words(line))
    for address in (ITEM, "/standards/fisc/9", "/standards/fisc/9r2/changes", f"/findings/{finding.id}"):
        count_queries.sent.clear()
        pages.get(address)
        limit = 24 if "findings" in address else 12
        assert len(count_queries) <= limit, (address, count_queries.sent)
    changed = pages.get("/standards/fisc/9r2/changes?touched=1").select("table.changes tbody tr")
    told = [line for line in changed if line.th and words(line.th).startswith("統24 ")]
    assert words(told[0].select("td.num")[2]) == "1"
    ended(finding)
    assert "未完了の指摘事項はありません" in words(pages.get(ITEM).select_one("#findings"))


def test_a_row_of_items_that_the_edition_lost_stands_for_none(charge, ctx):
    charge("unknown.r05.accountable")  # from one item to another
    catalogue = contents.catalogue()
    assert set(gap_findings.open_by_item(ctx, catalogue)) == {
        f"fisc/9/統{number}" for number in range(20, 24)
    }
    assert gap_findings.open_by_item(ctx, replace(catalogue, items={})) == {}


def test_a_stranger_sees_neither_the_findings_nor_the_engagements(pages_of, charge, at, root, people):
    charge(title="統24の責任者が未定")
    _unit, person = branches.branch(at, root)
    pages = pages_of(person)
    page = pages.get(ITEM)
    assert "未完了の指摘事項はありません" in words(page.select_one("#findings"))
    assert not page.select('a[href*="/responsibility/"]')
    assert not pages.get(f"/matrices/{make.KEY}").select('main a[href*="/responsibility/"]')


def test_the_item_and_the_template_lead_to_the_engagements_that_follow_it(
    pages_as, engagement, matrix, at, root, ctx, count_queries
):
    service = chain.service(at, register.organisation(at, "別の会社"), "別のサービス")
    for number in range(11):
        make.started(at, chain.engagement(at, root, service, title=f"利用{number}"), ctx)
    pages = pages_as(Role.OFFICER)
    for address in (ITEM, f"/matrices/{make.KEY}"):
        page = pages.get(address)
        assert len(page.select(f'main p a[href$="/responsibility/{make.KEY}"]')) == 10
        assert "ほか2件" in words(page.select_one("main"))
    found, count = gap_findings.followers(ctx, [make.KEY, "no-such"])[make.KEY]
    assert (len(found), count) == (10, 12)
    assert [one.number for one in found] == sorted(one.number for one in found)
