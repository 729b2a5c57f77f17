"""An engagement goes its way: gates that hold against every door, moves kept, decisions made here."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.core import settings
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.identity.models import Unit
from app.identity.roles import Role
from app.register import settings as own
from app.register.models import (
    Engagement,
    OutsourcingJudgement,
    ScreeningResult,
    Stage,
    StageMove,
)
from app.register.queries import deciding as queries
from app.register.rules import stages as rules
from app.register.services import staging as services
from app.work import queries as work_queries
from app.work import services as work
from app.work.models import ApprovalState
from tests.factories import deciding as make
from tests.factories import ours
from tests.factories.identity import context

Contexts = Callable[[Role], Context]


def move(ctx: Context, engagement: Engagement, to: Stage, **given: Any) -> StageMove | None:
    step = services.move(ctx, engagement, to, version=engagement.version, **given)
    db.session.commit()
    return step


def check(ctx: Context, engagement: Engagement, *items: str, **given: Any) -> None:
    for item in items:
        facts = {"done_on": day_of(ctx.at), **given}
        services.record_check(ctx, engagement, item, version=engagement.version, **facts)
        db.session.commit()


def ringi(ctx: Context, engagement: Engagement, days_ago: int = 0) -> None:
    work.record_ringi(
        ctx, make.ringi(day_of(ctx.at) - timedelta(days=days_ago)), subject_type="engagement",
        subject_id=engagement.id, unit_id=engagement.unit_id,
    )  # fmt: skip
    db.session.commit()


def refused(ctx: Context, engagement: Engagement, to: Stage, **given: Any) -> DomainError:
    with pytest.raises(DomainError) as error:
        move(ctx, engagement, to, **given)
    db.session.rollback()
    db.session.refresh(engagement)
    return error.value


def selected(at: datetime, root: Unit, ctx: Context) -> Engagement:
    """At 選定, with everything for the decision but the screening."""
    engagement = make.engagement(
        at, root, stage=Stage.SELECTION, outsourcing=OutsourcingJudgement.OUTSOURCING, has_personal_data=False
    )
    check(ctx, engagement, "vendor_assessed", "compared", "system_opinion")
    return engagement


def test_a_move_waits_for_the_last_item_and_then_is_kept(at: datetime, root: Unit, ctx_of: Contexts) -> None:
    ctx = ctx_of(Role.OFFICER)
    engagement = selected(at, root, ctx)
    assert refused(ctx, engagement, Stage.DECISION).message == rules.SOMETHING_MISSING
    make.screening(at, engagement, day_of(at) - timedelta(days=100))
    step = move(ctx, engagement, Stage.DECISION)
    assert engagement.stage == Stage.DECISION
    assert step is not None
    assert (step.from_stage, step.moved_by_id) == (Stage.SELECTION, ctx.actor_id)


@pytest.mark.parametrize("result", [ScreeningResult.HIT, ScreeningResult.UNDER_EXAMINATION])
def test_a_screening_that_found_something_or_is_too_old_does_not_count(
    at: datetime, root: Unit, ctx_of: Contexts, result: ScreeningResult
) -> None:
    ctx = ctx_of(Role.OFFICER)
    engagement = selected(at, root, ctx)
    make.screening(at, engagement, day_of(at) - timedelta(days=200))
    refused(ctx, engagement, Stage.DECISION)
    make.screening(at, engagement, day_of(at) - timedelta(days=9))
    make.screening(at, engagement, day_of(at), result)
    refused(ctx, engagement, Stage.DECISION)
    assert engagement.stage == Stage.SELECTION


def test_a_decision_of_the_ringi_system_opens_the_contract_stage(
    at: datetime, root: Unit, ctx_of: Contexts
) -> None:
    ctx = ctx_of(Role.OFFICER)
    engagement = make.engagement(at, root, stage=Stage.DECISION)
    refused(ctx, engagement, Stage.CONTRACT)
    ringi(ctx, engagement)
    move(ctx, engagement, Stage.CONTRACT)
    assert queries.decided_on(engagement) == day_of(at)


def decide(ctx: Context, engagement: Engagement, act: str, approve: bool = True) -> None:
    approval = queries.open_request(engagement, act)
    assert approval is not None
    if approve:
        work.approve(ctx, approval, version=approval.version, digest=approval.argument_digest)
    else:
        work.refuse(ctx, approval, version=approval.version, note="金額を見直すこと")
    db.session.commit()


def test_a_decision_made_here_counts_from_the_day_a_second_person_approves(
    at: datetime, root: Unit, ctx_of: Contexts
) -> None:
    engagement = make.engagement(at, root, stage=Stage.DECISION)
    services.request_decision(ctx_of(Role.OFFICER), engagement, comment="")
    db.session.commit()
    with pytest.raises(DomainError):
        services.request_decision(ctx_of(Role.OFFICER), engagement, comment="")
    decide(ctx_of(Role.APPROVER), engagement, queries.DECIDE, approve=False)
    assert queries.decided_on(engagement) is None
    services.request_decision(ctx_of(Role.OFFICER), engagement, comment="金額を見直した")
    db.session.commit()
    decide(ctx_of(Role.APPROVER), engagement, queries.DECIDE)
    assert queries.decided_on(engagement) == day_of(at)


def test_a_decision_is_about_what_was_shown(at: datetime, root: Unit, ctx_of: Contexts) -> None:
    engagement = make.engagement(at, root, stage=Stage.DECISION)
    services.request_decision(ctx_of(Role.OFFICER), engagement, comment="")
    db.session.commit()
    make.changed(at, engagement, annual_amount=9_999_999)
    with pytest.raises(DomainError):
        decide(ctx_of(Role.APPROVER), engagement, queries.DECIDE)
    db.session.rollback()
    assert queries.decided_on(engagement) is None


def test_who_asked_does_not_decide(at: datetime, root: Unit, ctx_of: Contexts) -> None:
    engagement = make.engagement(at, root, stage=Stage.DECISION)
    services.request_decision(ctx_of(Role.APPROVER), engagement, comment="")
    db.session.commit()
    with pytest.raises(DomainError):
        decide(ctx_of(Role.APPROVER), engagement, queries.DECIDE)


def test_a_contract_signed_before_the_decision_needs_a_reason_and_stays_marked(
    at: datetime, root: Unit, ctx_of: Contexts
) -> None:
    ctx = ctx_of(Role.OFFICER)
    signed = day_of(at) - timedelta(days=3)
    engagement = make.engagement(at, root, stage=Stage.CONTRACT, contract_signed_on=signed)
    ringi(ctx, engagement)
    assert refused(ctx, engagement, Stage.READINESS).field == "why"
    step = move(ctx, engagement, Stage.READINESS, reason="障害対応のため先行して締結した")
    assert step is not None
    assert step.is_after_the_fact
    move(ctx, engagement, Stage.CONTRACT, reason="差戻し")
    assert queries.is_marked(engagement)


def test_readiness_asks_for_checks_contacts_and_the_ledger(
    at: datetime, root: Unit, ctx_of: Contexts, people: Any
) -> None:
    ctx = ctx_of(Role.OFFICER)
    engagement = make.engagement(
        at, root, stage=Stage.READINESS, owner_id=people[Role.OFFICER].id, purpose="審査", started_on=day_of(at),
        is_auto_renewed=True, outsourcing=OutsourcingJudgement.OUTSOURCING,
    )  # fmt: skip
    check(ctx, engagement, "accounts", "connections")
    check(ctx, engagement, "pledges", done_on=None, is_not_applicable=True, note="要員の常駐がない")
    refused(ctx, engagement, Stage.OPERATION)
    from app.register.queries.organisations import get_organisation

    ours.contact(at, get_organisation(ctx, engagement.vendor_id))
    move(ctx, engagement, Stage.OPERATION)
    assert engagement.stage == Stage.OPERATION


def test_the_end_asks_for_its_checklist_and_keeps_day_and_reason(
    at: datetime, root: Unit, ctx_of: Contexts
) -> None:
    ctx = ctx_of(Role.OFFICER)
    engagement = make.engagement(at, root, stage=Stage.OPERATION)
    move(ctx, engagement, Stage.EXIT_PREPARATION)
    refused(ctx, engagement, Stage.ENDED, reason="満了", ended_on=day_of(at))
    check(ctx, engagement, "access_cut", "data_returned", "erasure_proved", "ledger_updated")
    assert engagement.access_cut_on == engagement.erasure_proof_on == day_of(at)
    assert refused(ctx, engagement, Stage.ENDED, reason="満了").field == "last_day"
    tomorrow = day_of(at) + timedelta(days=1)
    assert refused(ctx, engagement, Stage.ENDED, reason="満了", ended_on=tomorrow).field == "last_day"
    move(ctx, engagement, Stage.ENDED, reason="満了", ended_on=day_of(at))
    assert (engagement.stage, engagement.ended_on, engagement.end_reason) == (Stage.ENDED, day_of(at), "満了")
    with pytest.raises(DomainError):
        check(ctx, engagement, "data_returned")


def test_a_check_needs_a_day_or_a_reason_and_can_be_taken_back(
    at: datetime, root: Unit, ctx_of: Contexts
) -> None:
    ctx = ctx_of(Role.OFFICER)
    engagement = make.engagement(at, root, stage=Stage.READINESS)
    for given, field in (
        ({"done_on": None}, "confirmed_on"),
        ({"done_on": day_of(at) + timedelta(days=1)}, "confirmed_on"),
        ({"is_not_applicable": True}, "confirmed_on"),
        ({"done_on": None, "is_not_applicable": True}, "remark"),
    ):
        with pytest.raises(DomainError) as error:
            check(ctx, engagement, "accounts", **given)
        db.session.rollback()
        db.session.refresh(engagement)
        assert error.value.field == field
    check(ctx, engagement, "accounts")
    check(ctx, engagement, "accounts", done_on=None)
    assert queries.checks_of(engagement)["accounts"].done_on is None


def test_dropped_keeps_the_file_and_only_an_approver_reopens_it(
    at: datetime, root: Unit, ctx_of: Contexts
) -> None:
    ctx = ctx_of(Role.OFFICER)
    engagement = make.engagement(at, root, stage=Stage.DECISION)
    ringi(ctx, engagement, days_ago=30)
    assert refused(ctx, engagement, Stage.DROPPED).field == "why"
    move(ctx, engagement, Stage.DROPPED, reason="他社に決めた")
    with pytest.raises(NotAllowed):
        move(ctx, engagement, Stage.PLANNING, reason="やり直す")
    move(ctx_of(Role.APPROVER), engagement, Stage.PLANNING, reason="やり直す")
    assert engagement.stage == Stage.PLANNING
    # The decision of the first round does not stand for the second.
    assert queries.decided_on(engagement) is None


def token_of(pages: Any) -> str:
    return str(pages.get("/").select_one("meta[name=csrf-token]")["content"])


def with_two_people(ctx: Context) -> None:
    gates = own.gates()
    both = (Stage.OPERATION, Stage.EXIT_PREPARATION)
    changed = {**gates, both: rules.Gate(gates[both].items, True)}
    settings.change(ctx, own.GATES, rules.gates_as_json(changed))
    db.session.commit()


def test_a_move_that_needs_a_second_person_is_made_on_approval(
    at: datetime, root: Unit, ctx_of: Contexts
) -> None:
    with_two_people(context(at))
    engagement = make.engagement(at, root, stage=Stage.OPERATION)
    assert move(ctx_of(Role.OFFICER), engagement, Stage.EXIT_PREPARATION) is None
    assert queries.moves_of(engagement) == []
    assert refused(ctx_of(Role.OFFICER), engagement, Stage.EXIT_PREPARATION).message == services.WAITS
    decide(ctx_of(Role.APPROVER), engagement, queries.MOVE_STAGE)
    (step,) = queries.moves_of(engagement)
    assert engagement.stage == Stage.EXIT_PREPARATION
    assert step.moved_by_id == ctx_of(Role.OFFICER).actor_id
    assert step.approval_id is not None


def test_an_approved_move_from_a_stage_that_was_left_is_refused(
    at: datetime, root: Unit, ctx_of: Contexts
) -> None:
    with_two_people(context(at))
    engagement = make.engagement(at, root, stage=Stage.OPERATION)
    move(ctx_of(Role.OFFICER), engagement, Stage.EXIT_PREPARATION)
    make.at_stage(at, engagement, Stage.EXIT_PREPARATION)
    with pytest.raises(DomainError):
        decide(ctx_of(Role.APPROVER), engagement, queries.MOVE_STAGE)
    db.session.rollback()
    assert queries.moves_of(engagement) == []


def test_the_second_of_two_moves_at_once_has_no_effect(at: datetime, root: Unit, ctx_of: Contexts) -> None:
    engagement = make.engagement(at, root, stage=Stage.PLANNING)
    seen = engagement.version
    move(ctx_of(Role.OFFICER), engagement, Stage.SELECTION)
    with pytest.raises(StaleVersion):
        services.move(ctx_of(Role.APPROVER), engagement, Stage.DROPPED, version=seen, reason="二人目の操作")
    db.session.rollback()
    assert [step.to_stage for step in queries.moves_of(engagement)] == [Stage.SELECTION]


def test_no_gate_is_passed_by_sending_the_form(
    at: datetime, root: Unit, pages_as: Any, session: Session
) -> None:
    engagement = make.engagement(at, root, stage=Stage.SELECTION)
    pages = pages_as(Role.OFFICER)
    address = f"/engagements/{engagement.id}/stage"
    pages.submit(f"{address}/decision", status=422, why="急ぎ")
    # A stage that is not next is no step at all, whatever the form says.
    token = token_of(pages)
    pages.post(f"{address}/operation", 409, version=str(engagement.version), why="急ぎ", csrf_token=token)
    pages.post(f"{address}/nowhere", 404, csrf_token=token)
    session.refresh(engagement)
    assert engagement.stage == Stage.SELECTION
    assert queries.moves_of(engagement) == []


def test_a_form_whose_step_is_gone_keeps_what_was_typed_for_a_step_that_is_there(
    at: datetime, root: Unit, ctx_of: Contexts, pages_as: Any, session: Session
) -> None:
    engagement = make.engagement(at, root, stage=Stage.PLANNING)
    pages, address = pages_as(Role.OFFICER), f"/engagements/{engagement.id}/stage"
    seen = str(engagement.version)
    move(ctx_of(Role.APPROVER), engagement, Stage.DROPPED, reason="先に見送った")
    typed = {"version": seen, "why": "費用が見合わない", "csrf_token": token_of(pages)}
    page = pages.post(f"{address}/selection", 409, **typed)
    assert "今の段階は「見送り」です" in page.select_one("#conflict-title").text
    assert page.select_one("#why").text.strip() == "費用が見合わない"
    assert not page.select("button[formaction]"), "nobody but an approver takes it up again"
    move(ctx_of(Role.APPROVER), engagement, Stage.PLANNING, reason="再開")
    move(ctx_of(Role.APPROVER), engagement, Stage.SELECTION)
    page = pages.post(f"{address}/selection", 409, **typed)
    (button,) = [b for b in page.select("button[formaction]") if b["formaction"].endswith("/cancelled")]
    looked = pages.post(button["formaction"], 200, look="1", **typed)
    assert looked.select_one("#why").text.strip() == "費用が見合わない"
    assert looked.select_one("input[name=version]")["value"] == str(engagement.version)
    session.refresh(engagement)
    assert engagement.stage == Stage.SELECTION, "a look moves nothing"


def test_who_only_reads_moves_nothing(at: datetime, root: Unit, pages_as: Any) -> None:
    engagement = make.engagement(at, root, stage=Stage.PLANNING)
    address = f"/engagements/{engagement.id}"
    for role in (Role.AUDITOR, Role.COMMITTEE):
        pages = pages_as(role)
        token = token_of(pages)
        pages.post(f"{address}/stage/selection", 403, version="1", csrf_token=token)
        pages.post(f"{address}/checks/accounts", 403, version="1", csrf_token=token)
        pages.post(f"{address}/decide", 403, csrf_token=token)
    assert queries.moves_of(engagement) == []


def test_an_old_form_is_shown_the_newer_state(at: datetime, root: Unit, pages_as: Any) -> None:
    engagement = make.engagement(at, root, stage=Stage.PLANNING)
    pages = pages_as(Role.OFFICER)
    stale = str(engagement.version - 1)
    address = f"/engagements/{engagement.id}/stage/selection"
    pages.post(address, 409, version=stale, why="", csrf_token=token_of(pages))
    assert queries.moves_of(engagement) == []


def test_the_pages_lead_through_the_whole_way(
    at: datetime, root: Unit, pages_as: Any, session: Session
) -> None:
    engagement = make.engagement(at, root, stage=Stage.PLANNING)
    pages = pages_as(Role.OFFICER)
    address = f"/engagements/{engagement.id}"
    pages.submit(f"{address}/stage/selection", why="")
    page = pages.get(f"{address}/stage")
    assert page.select_one('[aria-current="step"]').text.strip() == "選定"
    assert "委託先評価" in page.select_one("#next").text
    pages.submit(f"{address}/checks/compared", confirmed_on=day_of(at).isoformat(), remark="3社を比較")
    assert "3社を比較" in pages.get(f"{address}/stage").text
    pages.submit(f"{address}/stage/dropped", why="見積が予算を超えた")
    words = pages.get(f"{address}/stage").text
    assert "見積が予算を超えた" in words
    pages.get(f"{address}/exit")
    session.refresh(engagement)
    assert engagement.stage == Stage.DROPPED


@pytest.mark.parametrize("part", ["tier", "stage", "exit"])
def test_what_the_overview_leads_to_marks_its_tab(at: datetime, root: Unit, pages_as: Any, part: str) -> None:
    engagement = make.engagement(at, root, stage=Stage.OPERATION)
    page = pages_as(Role.OFFICER).get(f"/engagements/{engagement.id}/{part}")
    marked = page.select('.tabs [aria-current="page"]')
    assert [tab["href"] for tab in marked] == [f"/engagements/{engagement.id}"]


def test_a_decision_is_asked_for_on_its_page(at: datetime, root: Unit, pages_as: Any) -> None:
    engagement = make.engagement(at, root, stage=Stage.DECISION)
    pages_as(Role.OFFICER).submit(f"/engagements/{engagement.id}/decide", comment="本年度の予算内")
    approval = queries.open_request(engagement, queries.DECIDE)
    assert approval is not None
    assert approval.state == ApprovalState.REQUESTED
    words = pages_as(Role.APPROVER).get(f"/approvals/{approval.id}").text
    assert "1,000,000円" in words
    assert "簡易" in words
    assert "本年度の予算内" in words


def test_requests_on_an_engagement_stay_with_its_subject(at: datetime, root: Unit, ctx_of: Contexts) -> None:
    engagement, other = (make.engagement(at, root, number, stage=Stage.DECISION) for number in ("E-1", "E-2"))
    services.request_decision(ctx_of(Role.OFFICER), engagement, comment="")
    db.session.commit()
    decide(ctx_of(Role.APPROVER), engagement, queries.DECIDE)
    assert queries.decided_on(other) is None
    assert len(work_queries.approvals_of("engagement", engagement.id)) == 1


def test_an_edge_of_the_chain_without_consent_counts_as_open(at: datetime, root: Unit) -> None:
    engagement = make.engagement(
        at, root, stage=Stage.READINESS, outsourcing=OutsourcingJudgement.OUTSOURCING
    )
    assert queries.evidence_of(engagement, day_of(at)).open_consents == 0
    make.passed_on(at, engagement)
    assert queries.evidence_of(engagement, day_of(at)).open_consents == 1
    assert queries.evidence_of(engagement, day_of(at), {"contacts"}).open_consents == 0


def test_the_page_of_a_stage_asks_a_bounded_number_of_queries(
    at: datetime, root: Unit, pages_as: Any, count_queries: Any
) -> None:
    engagement = make.engagement(at, root, stage=Stage.SELECTION)
    pages = pages_as(Role.OFFICER)
    address = f"/engagements/{engagement.id}"
    pages.get(f"{address}/stage")
    for page, most in (("stage", 20), ("tier", 20)):
        count_queries.sent.clear()
        pages.get(f"{address}/{page}")
        assert len(count_queries) <= most, count_queries.sent
