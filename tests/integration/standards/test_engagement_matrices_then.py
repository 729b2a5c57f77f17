"""責任分界 as at a past moment: what was answered, named, settled and charged then, under the template of then."""

import csv
import io

import pytest
from sqlalchemy import select

from app.core.audit import AuditHead
from app.core.db import db
from app.identity.roles import Role
from app.register.models import Organisation
from app.standards.models import Ruling
from app.standards.queries import matrices as queries
from app.standards.rules.matrices import Side
from app.standards.services import matrices as services
from app.standards.services.matrices import Who
from app.work.models import FindingState, Severity
from app.work.services import findings
from app.work.services.findings import FindingFacts
from tests.conftest import begins_with
from tests.factories import engagements as branches
from tests.factories import matrices as make
from tests.factories import register
from tests.pages import words

# The head of the past asks for the names of then, each kind of part is undone by a statement of its own, and
# one asks for what the institution says of counterparts in other editions.
MOST_THEN = 30


ground = begins_with(make.published)


@pytest.fixture
def fixer(engagement):
    return db.session.scalars(select(Organisation).where(Organisation.name == "株式会社FIXER")).one()


def then():
    recorded = db.session.scalars(select(AuditHead.at)).one()
    return {"as_at": recorded.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}


def tab(engagement):
    return f"/engagements/{engagement.id}/responsibility"


def entered(ctx, matrix):
    db.session.expire_all()
    return queries.entered(ctx, matrix)


def answer(ctx, engagement, matrix, **options):
    given = {condition: (option, f"根拠{option}" if option else "") for condition, option in options.items()}
    services.answer(ctx, engagement, entered(ctx, matrix), given, version=matrix.version)
    db.session.commit()


def bind(ctx, engagement, matrix, **who):
    services.bind(ctx, engagement, entered(ctx, matrix), who, version=matrix.version)
    db.session.commit()


def rule(ctx, engagement, matrix, row, does):
    said = {Side.DOES: does}
    given = ((row, "platform"), said, f"契約{row}")
    services.rule(ctx, engagement, entered(ctx, matrix), *given, version=matrix.version)
    db.session.commit()


def charge(ctx, engagement, matrix, gap, root):
    facts = FindingFacts(title="未確定", severity=Severity.LOW, unit_id=root.id, owner_id=ctx.actor_id)
    made = services.charge(ctx, engagement, entered(ctx, matrix), gap, facts)
    db.session.commit()
    return made


def main_of(pages, address, **asked):
    return pages.get(address, query_string=asked).select_one("main")


def test_answers_are_those_of_then_with_the_marks_and_gaps_that_follow(pages_as, engagement, matrix, ctx):
    answer(ctx, engagement, matrix, application="integrator", mail="yes")
    moment = then()
    answer(ctx, engagement, matrix, application="institution", mail="", own_site="no")
    pages = pages_as(Role.OFFICER)
    now, past = main_of(pages, tab(engagement)), main_of(pages, tab(engagement), **moment)
    assert ("根拠integrator" in words(now), "根拠integrator" in words(past)) == (False, True)
    assert ("根拠institution" in words(now), "根拠institution" in words(past)) == (True, False)
    assert ("根拠yes" in words(now), "根拠yes" in words(past)) == (False, True)
    assert words(past.select_one("tr#r10 td")) == "– 1a この条件では対象外（条件1a）"
    assert words(now.select_one("tr#r10 td")) == "○ 1a はい（条件1a）"
    assert "条件が未回答 6" in words(past.select_one(".outcomes"))


def test_actors_are_who_they_were_by_the_names_of_then(pages_as, engagement, matrix, ctx, fixer, at, root):
    bind(
        ctx, engagement, matrix, provider=Who(fixer.id), institution=Who(unit_id=root.id),
        **{"own-1": Who(title="監視会社", is_absent=True)},
    )  # fmt: skip
    moment = then()
    register.renamed(at, fixer, "株式会社あとの名")
    bind(ctx, engagement, matrix, institution=Who(), carrier=Who(fixer.id), **{"own-1": Who()})
    pages = pages_as(Role.OFFICER)
    now = words(main_of(pages, tab(engagement)).select_one("#actors"))
    past = words(main_of(pages, tab(engagement), **moment).select_one("#actors"))
    assert ("監視会社" in now, "監視会社" in past) == (False, True)
    assert ("株式会社あとの名" in now, "株式会社あとの名" in past) == (True, False)
    assert past.count("株式会社FIXER") == 1
    assert root.name in past
    assert root.name not in now


def test_rulings_are_those_of_then_those_taken_back_since_among_them(pages_as, engagement, matrix, ctx):
    rule(ctx, engagement, matrix, "r01", Ruling.NO)
    moment = then()
    rule(ctx, engagement, matrix, "r01", None)
    rule(ctx, engagement, matrix, "r02", Ruling.YES)
    pages, own = pages_as(Role.OFFICER), f"{tab(engagement)}/{make.KEY}"
    now, past = main_of(pages, own), main_of(pages, own, **moment)
    assert ("※" in words(now.select_one("tr#r01")), "※" in words(now.select_one("tr#r02"))) == (False, True)
    assert ("※" in words(past.select_one("tr#r01")), "※" in words(past.select_one("tr#r02"))) == (True, False)
    row = main_of(pages, f"{own}/rows/r01", **moment)
    assert "契約r01" in words(row)
    lines = pages.get(f"{own}/export", query_string=moment)
    told = list(csv.reader(io.StringIO(lines.data.decode("utf-8-sig"))))
    assert any("当方で確定" in cell for cell in told[1])
    assert not any("当方で確定" in cell for cell in told[2])


def test_the_template_is_the_version_that_was_in_use_then(pages_as, engagement, matrix, template, at, ctx):
    rule(ctx, engagement, matrix, "r03", Ruling.NO)
    moment = then()
    make.published(at, make.changed(template, r03=None))
    newest = queries.shelf().template(make.KEY)
    assert "第2版があります" in words(main_of(pages_as(Role.OFFICER), tab(engagement)))
    services.move_on(ctx, engagement, entered(ctx, matrix), newest, version=matrix.version)
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    now, past = main_of(pages, tab(engagement)), main_of(pages, tab(engagement), **moment)
    assert len(now.select("table.matrix tbody tr:not(.chapter)")) == 59
    assert len(past.select("table.matrix tbody tr:not(.chapter)")) == 60
    assert "※" in words(past.select_one("tr#r03"))
    assert "第2版があります" not in words(past)


def test_a_finding_is_told_in_the_state_that_it_had(pages_as, engagement, matrix, ctx, root):
    made = charge(ctx, engagement, matrix, "condition_open.mail", root)
    moment = then()
    charge(ctx, engagement, matrix, "condition_open.application", root)
    findings.move_finding(ctx, made, FindingState.IN_PROGRESS, note="")
    db.session.commit()
    pages = pages_as(Role.VENDOR_MANAGER)
    now = main_of(pages, tab(engagement)).select_one("#conditions")
    past = main_of(pages, tab(engagement), **moment).select_one("#conditions")
    found = [[link["href"] for link in each.select('a[href^="/findings/"]')] for each in (now, past)]
    assert (len(found[0]), found[1]) == (2, [f"/findings/{made.id}"])
    assert ("対応中" in words(now), "対応中" in words(past)) == (True, False)


def test_the_past_is_read_and_leads_on_within_itself(pages_as, engagement, matrix, ctx):
    answer(ctx, engagement, matrix, mail="yes")
    moment = then()
    pages, own = pages_as(Role.VENDOR_MANAGER), f"{tab(engagement)}/{make.KEY}"
    for path in (tab(engagement), own, f"{own}/rows/r01", f"{own}/questions"):
        page = pages.get(path, query_string=moment)
        assert page.select_one(".as-at"), path
        assert not page.select('main form[method="post"]'), path
        ours = [link["href"] for link in page.select(f'main a[href^="{tab(engagement)}"]')]
        acts = ("/conditions", "/actors", "/gaps/", "/move-on", "/platform", "start=1")
        assert not [href for href in ours if any(act in href for act in acts)], path
        assert not [href for href in ours if "as_at=" not in href], path
    page = pages.get(own, query_string={**moment, "actor": "carrier"})
    narrowed = [link["href"] for link in page.select(".chips a, .outcomes a[href*=gap]")]
    assert len(narrowed) >= 3
    assert all("as_at=" in href for href in narrowed)
    other = pages.get(f"/engagements/{engagement.id}", query_string=moment)
    assert other.select(f'a[href^="{tab(engagement)}?as_at="]')
    assert main_of(pages, tab(engagement)).select(f'a[href="{own}/conditions"]')


def test_on_another_day_the_matrix_of_now_is_read_only_too(pages_as, engagement, matrix):
    page = pages_as(Role.OFFICER).get(tab(engagement), query_string={"on": "2026-01-31"})
    assert page.select_one(".as-at")
    assert len(page.select("table.matrix tbody tr:not(.chapter)")) == 60
    assert not page.select(f'a[href="{tab(engagement)}/{make.KEY}/conditions"], a.charge')


def test_before_it_was_started_there_is_none_and_none_to_start(pages_as, engagement, ctx, at):
    moment = then()
    make.started(at, engagement, ctx)
    pages = pages_as(Role.OFFICER)
    for path in (tab(engagement), f"{tab(engagement)}/{make.KEY}"):
        past = main_of(pages, path, **moment)
        assert "まだ登録がありません" in words(past)
        assert not past.select("form[method=post], table.matrix")
    pages.get(f"{tab(engagement)}/{make.KEY}/rows/r01", 404, query_string=moment)


def test_before_the_engagement_was_recorded_the_page_says_so(pages_as, engagement, matrix):
    past = main_of(pages_as(Role.OFFICER), tab(engagement), as_at="2001-01-01")
    assert past.select_one(".message")
    assert not past.select("table.matrix")


def test_access_is_judged_today(pages_of, engagement, matrix, at, root):
    _unit, person = branches.branch(at, root)
    pages = pages_of(person)
    for path in ("", f"/{make.KEY}", f"/{make.KEY}/rows/r01", f"/{make.KEY}/export"):
        pages.get(f"{tab(engagement)}{path}", 404, query_string=then())


def test_the_past_costs_the_same_however_much_was_changed_since(
    session, pages_as, at, root, ctx, count_queries
):
    make.published(at, make.long(40))
    engagement = make.engagement(at, root)
    matrix = make.started(at, engagement, ctx)
    party = db.session.scalars(select(Organisation).where(Organisation.name == "株式会社FIXER")).one()
    charge(ctx, engagement, matrix, "condition_open.mail", root)
    bind(ctx, engagement, matrix, provider=Who(party.id), institution=Who(unit_id=root.id))
    moment = then()
    pages, costs = pages_as(Role.OFFICER), []
    for rows in (range(1), range(1, 12)):
        answer(ctx, engagement, matrix, mail="no" if rows.start else "yes")
        bind(ctx, engagement, matrix, carrier=Who(is_absent=True), provider=Who())
        charge(ctx, engagement, matrix, f"unknown.x{rows.start}.accountable", root)
        for number in rows:
            rule(ctx, engagement, matrix, f"x{number}", Ruling.NO)
        pages.get(tab(engagement), query_string=moment)
        count_queries.sent.clear()
        pages.get(tab(engagement), query_string=moment)
        costs.append(len(count_queries))
    assert max(costs) <= MOST_THEN, count_queries.sent
    assert costs[0] == costs[1]
