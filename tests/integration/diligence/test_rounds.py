"""一斉点検: what is shown before is what is begun, nobody is asked twice, and run again it adds who is new."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core import audit
from app.core.audit import AuditEvent
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import (
    Assessment,
    AssessmentRound,
    AssessmentState,
    Assignment,
    Conclusion,
    Recommendation,
    SubjectKind,
)
from app.diligence.queries import rounds as queries
from app.diligence.queries.assessments import assignments_of
from app.diligence.queries.rounds import Reach
from app.diligence.rules.rounds import Why
from app.diligence.services import rounds
from app.identity.roles import Role
from app.register.models import Category, Organisation, Service, Stage
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import chain, matrices, ours
from tests.factories import engagements as register
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24", "to20", "clerical-outsourcing"))


def several(at, unit, count, **given):
    return [
        chain.engagement(
            at, unit, chain.service(at, f"株式会社取引先{each}", f"基盤{each}"), title=f"利用{each}", **given
        )
        for each in range(count)
    ]


def asked(ctx, reach, round_id=None):
    return rounds.outlook(ctx, reach, round_id)


def begun(ctx, reach):
    facts = rounds.RoundFacts("年次点検", day_of(ctx.at) + timedelta(days=40), "年次")
    made = rounds.start(ctx, reach, facts, asked(ctx, reach).seen)
    db.session.commit()
    return made


def of(made):
    return db.session.scalars(select(Assessment).where(Assessment.round_id == made.id)).all()


def test_what_is_shown_is_begun_and_nobody_twice(session, ctx_of, root, at):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    found = several(at, root, 4)
    ours.contact(at, db.session.get_one(Organisation, found[0].vendor_id), email="a@example.com")
    running = make.begun(ctx, found[1])
    reach = Reach("to24", stages=(Stage.OPERATION,))
    outlook = asked(ctx, reach)
    assert {line.name: (line.why, line.number) for line in outlook.left_out} == {
        "利用1": (Why.RUNNING, running.number)
    }
    assert {line.name: bool(line.unreached) for line in outlook.begun} == {
        "利用0": False,
        "利用2": True,
        "利用3": True,
    }
    assert session.scalar(select(func.count()).select_from(AssessmentRound)) == 0
    made = begun(ctx, reach)
    parts = {
        (one.engagement_id, part.organisation_id or part.unit_id): (part.questions, part.contact_email)
        for one in of(made)
        for part in session.scalars(select(Assignment).where(Assignment.assessment_id == one.id))
    }
    assert parts == {
        (line.subject.engagement_id, party.organisation_id or party.unit_id): (
            list(refs), "a@example.com" if party.organisation_id == found[0].vendor_id else "",
        )
        for line in outlook.begun
        for party, refs in line.chosen.asked.items()
    }  # fmt: skip
    assert {(one.due_on, one.note, one.state) for one in of(made)} == {
        (made.due_on, "年次", AssessmentState.PREPARED)
    }
    assert len({one.number for one in of(made)}) == 3
    assert not asked(ctx, reach).begun


def test_run_again_it_adds_who_fits_now_and_was_never_in_it(session, ctx_of, root, at):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    several(at, root, 2)
    reach = Reach("to24")
    made = begun(ctx, reach)
    gone, stays = of(made)
    gone.state = AssessmentState.WITHDRAWN
    audit.record(ctx, Act.ASSESSMENT_WITHDRAWN, gone)
    late = matrices.engagement(at, root)
    outlook = asked(ctx, reach, made.id)
    assert {line.why for line in outlook.left_out} == {Why.IN_ROUND}
    (added,) = rounds.run_again(ctx, made, reach, outlook.seen)
    db.session.commit()
    assert (added.engagement_id, added.round_id, added.due_on) == (late.id, made.id, made.due_on)
    assert {one.id for one in of(made)} == {gone.id, stays.id, added.id}
    with pytest.raises(DomainError) as nothing_left:
        rounds.run_again(ctx, made, reach, outlook.seen)
    assert nothing_left.value.message == rounds.NOTHING


def test_what_moved_on_since_it_was_shown_is_not_begun(session, ctx_of, root, at):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    several(at, root, 1)
    reach = Reach("to24")
    seen = asked(ctx, reach).seen
    matrices.engagement(at, root)
    facts = rounds.RoundFacts("年次点検", day_of(at))
    with pytest.raises(DomainError) as moved:
        rounds.start(ctx, reach, facts, seen)
    assert moved.value.message == rounds.MOVED_ON


def test_only_who_fits_is_reached_and_who_was_concluded_lately_is_left_out(session, ctx_of, root, at):
    unit, _officer = register.branch(at, root)
    ctx = ctx_of(Role.VENDOR_MANAGER)
    strict, *others = several(at, root, 3, tier="strict")
    (far,) = several(at, unit, 1, category=Category.API, tier="simple", stage=Stage.CONTRACT)
    everybody = {one.id for one in (strict, *others, far)}
    for reach, wanted in (
        ({}, everybody),
        ({"unit_ids": (unit.id,)}, {far.id}),
        ({"tiers": ("simple",)}, {far.id}),
        ({"categories": (Category.CLOUD,)}, everybody - {far.id}),
        ({"stages": (Stage.OPERATION,)}, everybody - {far.id}),
    ):
        found = asked(ctx, Reach("to24", **reach))
        assert {line.subject.engagement_id for line in found.begun} == wanted, reach
    done = make.begun(ctx, strict)
    done.state = AssessmentState.CONCLUDED
    kept = Conclusion(
        assessment_id=done.id,
        recommendation=Recommendation.ACCEPT,
        text="可",
        proposed_at=at,
        confirmed_at=at,
    )
    db.session.add(kept)
    audit.record(ctx, Act.CONCLUSION_CONFIRMED, done, kept)
    db.session.commit()
    lately = Reach("to24", fresh_days=10)
    (left,) = asked(ctx, lately).left_out
    assert (left.why, left.number) == (Why.FRESH, done.number)
    again = [line for line in asked(ctx, Reach("to24")).begun if line.subject.engagement_id == strict.id]
    assert [line.previous_id for line in again] == [done.id]


def test_each_organisation_is_asked_once_for_all_its_engagements(session, ctx_of, root, at):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    engagement = matrices.engagement(at, root)
    chain.engagement(at, root, db.session.get_one(Service, engagement.service_id), title="別の利用")
    made = begun(ctx, Reach("to20", SubjectKind.ORGANISATION, in_charge_id=root.id))
    (one,) = of(made)
    assert (one.organisation_id, one.unit_id, one.subject_kind) == (
        engagement.vendor_id, root.id, SubjectKind.ORGANISATION,
    )  # fmt: skip
    content = {question.id: question for question in make.content("to20").questions()}
    (part,) = session.scalars(select(Assignment).where(Assignment.organisation_id == engagement.vendor_id))
    assert {content[ref].scope for ref in part.questions} == {"organisation"}


def test_the_page_shows_first_and_stores_then(pages_as, root, at):
    several(at, root, 3)
    pages = pages_as(Role.VENDOR_MANAGER)
    assert "一斉点検はまだありません" in words(pages.get("/assessments/rounds"))
    given = {"title": "年次点検", "questionnaire": "to24", "due_on": day_of(at).isoformat()}
    look = pages.submit("/assessments/rounds/new", "look", 200, **given)
    assert "評価を3件準備します。" in words(look)
    assert len(look.select("#preview tbody tr")) == 3
    assert not db.session.scalars(select(AssessmentRound)).all()
    hidden = {tag["name"]: tag.get("value", "") for tag in look.select("form#form input[type=hidden]")}
    sent = {**hidden, **given, "kind": "engagement", "stages": "operation", "start": ""}
    wrong = pages.post("/assessments/rounds/new", 422, **{**sent, "seen": "x"})
    assert "一斉点検の対象が変わりました" in words(wrong.select_one("main"))
    assert len(wrong.select("#preview tbody tr")) == 3
    page = pages.follow(pages.post("/assessments/rounds/new", **sent))
    assert "一斉点検を開始しました。" in words(page)
    (made,) = db.session.scalars(select(AssessmentRound))
    assert len(of(made)) == 3


def test_the_page_of_a_round_tells_its_progress_and_who_may_run_it_again(
    pages_as, ctx_of, root, at, count_queries
):
    several(at, root, 3)
    made = begun(ctx_of(Role.VENDOR_MANAGER), Reach("to24"))
    pages, here = pages_as(Role.VENDOR_MANAGER), f"/assessments/rounds/{made.id}"
    page = pages.get(here)
    assert [words(one) for one in page.select("main tbody tr")[-1].select("td")] == ["3", *("0" * 6), "3"]
    assert len(pages.get(page.select_one("main tbody a")["href"]).select("main tbody tr")) == 3
    assert "年次点検" in words(pages.get("/assessments/rounds").select_one("main"))
    again = pages.submit(f"{here}/again", "look", 200)
    assert "対象外は3件です。" in words(again)
    assert not again.select("button[name=start]")
    count_queries.sent.clear()
    pages.get(here)
    assert len(count_queries) <= 12, count_queries.sent
    officer = pages_as(Role.OFFICER)
    assert officer.get(here)
    assert officer.get("/assessments/rounds/new", status=403)
    assert officer.get(f"{here}/again", status=403)
    assert pages_as(Role.VENDOR).get(here, status=403)


def test_a_stranger_counts_only_what_they_may_see(ctx_of, pages_of, root, at):
    several(at, root, 2)
    made = begun(ctx_of(Role.VENDOR_MANAGER), Reach("to24"))
    _unit, stranger = register.branch(at, root)
    page = pages_of(stranger).get(f"/assessments/rounds/{made.id}")
    assert "表示するものはありません" in words(page)
    assert not page.select("main tbody tr")


def test_many_are_begun_in_few_statements(session, ctx_of, root, at, count_queries):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    service = chain.service(at, "株式会社多数", "基盤")
    found = [chain.engagement(at, root, service, title=f"利用{each}") for each in range(20)]
    reach = Reach("to24")
    seen = asked(ctx, reach).seen
    count_queries.sent.clear()
    rounds.start(ctx, reach, rounds.RoundFacts("点検", day_of(at)), seen)
    db.session.commit()
    assert len(assignments_of(of(db.session.scalars(select(AssessmentRound)).one())[0])) == 2
    assert len(count_queries) <= 40 + len(found), len(count_queries)


def test_a_round_keeps_its_conditions_and_runs_again_with_them(pages_as, ctx_of, root, at):
    unit, _officer = register.branch(at, root)
    several(at, unit, 1, tier="strict", category=Category.API)
    (other,) = several(at, root, 1)
    ctx = ctx_of(Role.VENDOR_MANAGER)
    reach = Reach(
        "to24", tiers=("strict",), unit_ids=(unit.id,), categories=(Category.API,), stages=(Stage.OPERATION,),
        fresh_days=90,
    )  # fmt: skip
    made = begun(ctx, reach)
    db.session.expire_all()
    assert queries.reach_of(made) == reach
    pages, here = pages_as(Role.VENDOR_MANAGER), f"/assessments/rounds/{made.id}"
    said = words(pages.get(here).select_one("main"))
    for told in ("評価対象 案件", "区分 API", "段階 運用", "90日", unit.name):
        assert told in said, told
    page = pages.get(f"{here}/again")
    assert [one["value"] for one in page.select("form input[type=checkbox][checked]")] == [
        "strict", "api", "operation",
    ]  # fmt: skip
    assert page.select_one("[name=fresh_days]")["value"] == "90"
    assert unit.name in page.select_one("[name=unit_ids]").text
    look = pages.submit(f"{here}/again", "look", 200)
    assert "対象外は1件です。" in words(look)
    assert "条件と次の点が異なります" not in words(look)
    wider = pages.submit(f"{here}/again", "look", 200, tiers=None, unit_ids="", categories=None)
    assert len(wider.select("#preview table")[0].select("tbody tr")) == 1
    told = words(wider.select_one(".notice-attention"))
    assert "管理区分：すべて" in told, told
    assert "段階" not in told
    hidden = {tag["name"]: tag.get("value", "") for tag in wider.select("form#form input[type=hidden]")}
    wanted = {"kind": "engagement", "unit_ids": "", "stages": "operation", "fresh_days": "90", "start": ""}
    pages.post(f"{here}/again", fields={**hidden, **wanted})
    db.session.expire_all()
    assert queries.reach_of(made) == reach
    assert other.id in {one.engagement_id for one in of(made)}
    logged = select(AuditEvent).where(AuditEvent.event == Act.ROUND_RUN_AGAIN)
    assert db.session.scalars(logged).one().subject_id == made.id


def test_the_log_says_in_words_what_a_round_reaches(pages_as, ctx_of, root, at):
    several(at, root, 1)
    made = begun(ctx_of(Role.VENDOR_MANAGER), Reach("to24", unit_ids=(root.id,), stages=(Stage.OPERATION,)))
    page = words(
        pages_as(Role.AUDITOR).get(f"/audit-log?kind=assessment_round&record={made.id}").select_one("main")
    )
    assert "段階：運用" in page
    assert f"所管部署（複数可）：{root.name}" in page
    assert str(root.id) not in page


def test_of_an_old_round_nobody_knows_what_it_reached(pages_as, ctx_of, root, at):
    several(at, root, 1)
    made = begun(ctx_of(Role.VENDOR_MANAGER), Reach("to24"))
    made.reach = None
    audit.record(ctx_of(Role.VENDOR_MANAGER), Act.ROUND_STARTED, made)
    db.session.commit()
    pages, here = pages_as(Role.VENDOR_MANAGER), f"/assessments/rounds/{made.id}"
    assert "条件が記録されていません" in words(pages.get(here))
    page = pages.submit(f"{here}/again", "look", 200)
    assert "条件が記録されていません" in words(page)
    assert "条件と次の点が異なります" not in words(page)


def test_what_is_over_is_never_asked(ctx_of, root, at):
    several(at, root, 1, stage=Stage.ENDED)
    assert not asked(ctx_of(Role.VENDOR_MANAGER), Reach("to24")).lines


def test_the_unit_that_takes_up_is_asked_for_organisations_alone(pages_as, root, at):
    (engagement,) = several(at, root, 1)
    pages = pages_as(Role.VENDOR_MANAGER)
    given = {"title": "点検", "questionnaire": "to20", "due_on": day_of(at).isoformat()}
    page = pages.submit("/assessments/rounds/new", "look", 422, kind="organisation", **given)
    assert "取引先の評価を受け持つ部署" in words(page.select_one(".error-summary"))
    labels = [words(one) for one in page.select("form#form label, form#form legend")]
    assert len([one for one in labels if one.startswith("所管部署")]) == 1
    page = pages.submit("/assessments/rounds/new", "look", 200, in_charge_id=str(root.id), **given)
    assert len(page.select("#preview tbody tr")) == 1
    hidden = {tag["name"]: tag.get("value", "") for tag in page.select("form#form input[type=hidden]")}
    fields = {
        **hidden,
        **given,
        "kind": "engagement",
        "in_charge_id": str(root.id),
        "stages": "operation",
        "start": "",
    }
    pages.post("/assessments/rounds/new", fields=fields)
    (made,) = db.session.scalars(select(AssessmentRound))
    assert made.reach is not None
    assert made.reach["in_charge_id"] is None
    assert [one.engagement_id for one in of(made)] == [engagement.id]


def test_the_preview_counts_as_every_page_does_before_the_sending(pages_as, ctx_of, root, at):
    several(at, root, 1, has_personal_data=True, data_countries=["JP"])
    pages = pages_as(Role.VENDOR_MANAGER)
    for key in ("to20", "clerical-outsourcing"):
        given = {"title": "年次点検", "questionnaire": key, "due_on": day_of(at).isoformat()}
        look = pages.submit("/assessments/rounds/new", "look", 200, **given)
        made = begun(ctx_of(Role.VENDOR_MANAGER), Reach(key))
        (one,) = of(made)
        here = f"/assessments/{one.id}"
        questions = [
            words(row.select("td")[-1])
            for row in pages.get(f"{here}/questions").select("table.list tbody tr")
        ]
        prepared = [words(row.select("td")[3]) for row in pages.get(here).select("#respondents tbody tr")]
        assert prepared == questions
        told = words(look.select_one("#preview tbody td:nth-of-type(2)"))
        assert all(f"：{count}" in told for count in questions), (told, questions)
        for part, count in zip(assignments_of(one), questions, strict=True):
            assert count.startswith(str(part.asked_count))
            assert ("回答により" in count) == (part.more_count > 0)
            assert part.asked_count + part.more_count <= len(part.questions)
    assert any(part.more_count for part in db.session.scalars(select(Assignment)))
    assert any(
        part.asked_count + part.more_count < len(part.questions)
        for part in db.session.scalars(select(Assignment))
    )
