"""つばめ銀行 is loaded once, by its own people, and gives every desk something to do."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cli.demonstrating import LOADED, LOADING, clear_half_loaded, load_if_empty
from app.core.audit import AuditEvent
from app.core.dates import day_of
from app.core.db import db
from app.core.files import get, open_checked
from app.demo import is_empty, personas
from app.diligence.models import (
    Answer,
    Assessment,
    AssessmentRound,
    AssessmentState,
    Assignment,
    AssignmentState,
    Evidence,
    Message,
    Recommendation,
    Stance,
    Verdict,
)
from app.diligence.queries import answers as queries
from app.diligence.queries import assessments, reviews, scores
from app.diligence.rules.arithmetic import as_told
from app.diligence.services import answering, round_sending, sending
from app.exchange.models import BatchState, ImportBatch
from app.identity.models import Grant, GrantState, StandIn, Unit, User
from app.identity.roles import Role
from app.jobs.heads import present_head
from app.jobs.verifying import heads_outside, walk
from app.register.delivered import IMPORTANT, SIMPLE, STRICT
from app.register.models import (
    BusinessFunction,
    ChainCheck,
    Contact,
    ContactTestResult,
    Engagement,
    EngagementSupply,
    EngagementTier,
    InformationSystem,
    Organisation,
    Origin,
    OverrideState,
    Stage,
    SystemGrade,
    TierOverride,
)
from app.register.rules.chain_checks import Check
from app.work import waiting
from app.work.services import deciding
from tests.conftest import sign_in
from tests.instances import build, running, sqlite_config


def test_it_loads_in_a_few_seconds(bank: tuple[Flask, float]) -> None:
    assert bank[1] < 8


def test_every_role_has_a_person_who_can_sign_in(bank: tuple[Flask, float]) -> None:
    assert {role for role, _, _ in personas()} == set(Role)
    assert all(name and title for _, name, title in personas())
    assert [role for role, _, _ in personas()].count(Role.ADMINISTRATOR) == 2


def test_nobody_has_a_password_and_everybody_is_marked_as_invented(bank: tuple[Flask, float]) -> None:
    users = db.session.scalars(select(User)).all()
    assert all(user.is_demonstration and user.password is None for user in users)
    assert any(not user.active for user in users)


def test_a_second_load_changes_nothing(bank: tuple[Flask, float]) -> None:
    before = present_head()
    assert not load_if_empty(bank[0].extensions["sekisho"])
    assert present_head() == before


def test_the_log_holds_and_each_act_is_its_own_persons(bank: tuple[Flask, float]) -> None:
    config = bank[0].extensions["sekisho"]
    report = walk(heads_outside(config))
    assert report.is_whole
    assert report.last > 150
    asked = select(AuditEvent.actor_id).where(AuditEvent.event == "grant:role:requested")
    given = select(AuditEvent.actor_id).where(
        AuditEvent.event == "grant:role:given", AuditEvent.actor_kind == "person"
    )
    askers, givers = set(db.session.scalars(asked)), set(db.session.scalars(given))
    assert askers
    assert givers
    assert not askers & givers


def test_units_people_and_companies_are_there(bank: tuple[Flask, float]) -> None:
    units = {unit.name: unit for unit in db.session.scalars(select(Unit))}
    assert {"委託先統括部", "法務部", "個人ローン部", "つばめカード株式会社"} <= set(units)
    card = db.session.scalars(select(Organisation).where(Organisation.name == "つばめカード株式会社")).one()
    assert units["つばめカード株式会社"].organisation_id == card.id
    several = select(Grant.user_id).where(Grant.state == GrantState.ACTIVE).group_by(Grant.user_id)
    assert db.session.scalars(several.having(func.count() > 1)).all()
    assert db.session.scalars(select(StandIn.state)).all().count(GrantState.ACTIVE) == 1


def test_companies_carry_no_number_and_say_why(bank: tuple[Flask, float]) -> None:
    companies = {o.name: o for o in db.session.scalars(select(Organisation))}
    assert len(companies) >= 30
    assert all(o.corporate_number is None and o.no_number_reason is not None for o in companies.values())
    child = companies["日本マイクロソフト株式会社"]
    assert child.parent_id == companies["Microsoft Corporation"].id
    vendors = db.session.scalars(select(User).where(User.organisation_id.is_not(None)))
    invented = {companies[name].id for name in ("株式会社みなと印刷発送", "あかつきソフトウエア株式会社")}
    assert {vendor.organisation_id for vendor in vendors} == invented


REAL = ("株式会社FIXER", "Microsoft Corporation", "日本マイクロソフト株式会社", "Amazon Web Services, Inc.")
WAITING = ("sato", "suzuki", "takahashi", "tanaka", "ito", "watanabe", "yamamoto", "nakamura", "kobayashi",
           "yoshida", "inoue", "kimura", "saito")  # fmt: skip


@pytest.mark.parametrize("who", WAITING)
def test_something_waits_for(bank: tuple[Flask, float], context_of, who: str) -> None:
    with bank[0].test_request_context():
        assert waiting.count(context_of(who)) > 0


def test_a_load_that_was_cut_off_begins_anew(tmp_path: Path) -> None:
    config = sqlite_config(tmp_path)
    build(config)
    config.demonstration_mark.write_text(LOADING)
    clear_half_loaded(config)
    assert not (config.data / "sekisho.db").exists()
    with running(config):
        assert is_empty()
        assert load_if_empty(config)
        db.end_transaction()
        assert config.demonstration_mark.read_text() == LOADED
        clear_half_loaded(config)
        assert not is_empty()


def test_what_is_ours_and_whom_to_call_is_there(bank: tuple[Flask, float]) -> None:
    systems = {system.ledger_number: system for system in db.session.scalars(select(InformationSystem))}
    assert len(systems) == 6
    assert {system.grade for system in systems.values()} == {SystemGrade.DESIGNATED, SystemGrade.ORDINARY}
    functions = {function.name: function for function in db.session.scalars(select(BusinessFunction))}
    assert {"預金", "内国為替", "融資", "振込", "インターネットバンキング"} <= set(functions)
    contacts = list(db.session.scalars(select(Contact)))
    assert all(not contact.email or contact.email.endswith(".example") for contact in contacts)
    assert {contact.test_result for contact in contacts} == {None, *ContactTestResult}
    assert any(contact.night_phone for contact in contacts)


def test_support_that_ends_waits_for_who_owns_the_system(bank: tuple[Flask, float], context_of) -> None:
    with bank[0].test_request_context():
        for who, systems in (("kimura", 2), ("sato", 1), ("suzuki", 0)):
            kinds = [wait.kind for wait in waiting.list_for(context_of(who))]
            assert kinds.count("information_system") == systems
        assert "contact" in [wait.kind for wait in waiting.list_for(context_of("kimura"))]


@pytest.fixture
def month(bank: tuple[Flask, float]) -> tuple[date, date]:
    today = day_of(datetime.now(UTC))
    return today, today + timedelta(days=30)


def test_an_engagement_stands_in_every_stage_and_in_every_tier_by_the_rule(bank: tuple[Flask, float]) -> None:
    assert set(db.session.scalars(select(Engagement.stage))) == set(Stage)
    assert set(db.session.scalars(select(EngagementTier.tier))) == {IMPORTANT, STRICT, SIMPLE}
    first = db.session.scalars(select(Engagement).order_by(Engagement.number)).first()
    assert first is not None
    assert (first.number[-4:], first.title) == ("0001", "個人ローン審査システムのクラウド基盤")
    assert Origin.DISCOVERED in set(db.session.scalars(select(Engagement.origin)))


def test_an_override_and_a_consent_end_within_a_month(
    bank: tuple[Flask, float], month: tuple[date, date]
) -> None:
    overrides = select(TierOverride.expires_on).where(TierOverride.state == OverrideState.ACTIVE)
    assert [day for day in db.session.scalars(overrides) if month[0] < day <= month[1]]
    ending = select(EngagementSupply.expires_on).where(EngagementSupply.expires_on.is_not(None))
    assert [day for day in db.session.scalars(ending) if day and month[0] < day <= month[1]]


def test_the_chains_have_something_to_mend(bank: tuple[Flask, float]) -> None:
    found = set(db.session.scalars(select(ChainCheck.check)))
    assert {Check.CIRCLE, Check.CONSENT_MISSING, Check.CONSENT_EXPIRED, Check.OBJECTION_OPEN} <= found


def test_a_ledger_waits_with_rows_to_be_mended(bank: tuple[Flask, float]) -> None:
    batch = db.session.scalars(select(ImportBatch)).one()
    assert batch.state == BatchState.COMPARED
    assert batch.counts == {"new": 2, "changed": 1, "unchanged": 1, "error": 2, "duplicate": 1}


@pytest.mark.parametrize("who", WAITING)
def test_nothing_waits_since_longer_than_a_month(bank: tuple[Flask, float], context_of, who: str) -> None:
    longest = day_of(datetime.now(UTC)) - timedelta(days=31)
    with bank[0].test_request_context():
        due = [wait.due_on for wait in waiting.list_for(context_of(who)) if wait.due_on is not None]
    assert all(day >= longest for day in due)


PRINTED = "clerical-outsourcing"
# State; of each respondent in the order of the chain: state, asked and answered.
R, A = AssignmentState, AssessmentState
TOLD = {
    ("to20", A.CONCLUDED): [(R.SUBMITTED, 1, 1), (R.SUBMITTED, 6, 6)],
    ("to20", A.ANSWERING): [(R.SENT, 11, 0), (R.ANSWERING, 9, 3)],
    (PRINTED, A.REVIEWING): [(R.SUBMITTED, 1, 1), (R.SUBMITTED, 10, 10)],
    (PRINTED, A.CONCLUDED): [(R.SUBMITTED, 1, 1), (R.SUBMITTED, 10, 10)],
    (PRINTED, A.ANSWERING): [(R.SENT, 1, 0), (R.ANSWERING, 10, 5)],
    ("to21", A.REVIEWING): [(R.SUBMITTED, 5, 5), (R.SUBMITTED, 13, 13)],
    ("to24", A.PREPARED): [(R.PREPARED, 4, 0), (R.PREPARED, 16, 0), (R.PREPARED, 16, 0)],
    ("fsa-self-check", A.ANSWERING): [(R.ANSWERING, 66, 12)],
    ("to22", A.PREPARED): [(R.PREPARED, 2, 0), (R.PREPARED, 16, 0)],
}


def test_assessments_stand_at_every_step_of_their_way(told: dict[str, Assessment]) -> None:
    found = {
        (one.questionnaire, one.state): [
            (part.state, part.asked_count, part.answered_count) for part in assessments.assignments_of(one)
        ]
        for one in told.values()
    }
    assert found == TOLD
    whole = [part for one in told.values() for part in assessments.assignments_of(one) if part.submitted_at]
    assert all(answering.progress_of(part).is_whole for part in whole)


def concluded(told: dict[str, Assessment]) -> list[Assessment]:
    return [found for found in told.values() if found.state == A.CONCLUDED]


def test_the_score_of_the_conclusion_is_the_one_of_the_page_and_can_be_added_up(
    bank: tuple[Flask, float], context_of, told: dict[str, Assessment]
) -> None:
    (one,) = [found for found in concluded(told) if found.questionnaire == PRINTED]
    conclusion = scores.last_confirmed(one)
    assert conclusion is not None
    assert conclusion.recommendation == Recommendation.WITH_CONDITIONS
    assert conclusion.confirmed_by_id != conclusion.proposed_by_id
    stated = scores.stated(context_of("yamamoto"), one)
    # 25.5 of 32: five of the eleven count half.
    assert as_told(stated.standing.score) == (7969, 7969) == (conclusion.score_low, conclusion.score_high)
    (yamamoto,) = db.session.scalars(select(User).where(User.email.startswith("yamamoto@")))
    page = sign_in(bank[0], yamamoto).get(f"/assessments/{one.id}/score")
    assert "79.69" in page.select_one("main").get_text()


def test_half_of_one_is_judged_and_its_answers_are_of_every_kind(
    context_of, told: dict[str, Assessment]
) -> None:
    (one,) = [found for found in told.values() if found.questionnaire == "to21"]
    said = queries.all_answers(one)
    judged = queries.judgements_of(one)
    assert {answer.stance for answer in said.values()} == set(Stance)
    refused = [answer for answer in said.values() if answer.stance == Stance.REFUSED]
    assert all(answer.reason and answer.substitute for answer in refused)
    assert len(judged) * 2 == len(said)
    assert {Verdict.PARTLY_MET, Verdict.TO_BE_CHECKED, Verdict.COMPENSATED} <= {
        row.verdict for row in judged.values()
    }
    assert one.score_low is not None
    assert one.score_low < (one.score_high or 0)
    assert [found.due_on for found in reviews.findings_of(context_of("watanabe"), one, "21-10")]


def test_this_year_starts_from_last_year_with_an_inquiry_and_papers(told: dict[str, Assessment]) -> None:
    last, now = sorted(
        (found for found in told.values() if found.questionnaire == PRINTED and found.state != A.REVIEWING),
        key=lambda found: found.started_at,
    )
    assert now.previous_id == last.id
    said = queries.all_answers(now).values()
    assert {answer.is_attested_anew for answer in said if answer.carried_from_id} == {True, False}
    thread = db.session.scalars(
        select(Message).where(Message.assessment_id == now.id).order_by(Message.written_at)
    )
    assert [message.is_ours for message in thread] == [True, False]
    files = list(db.session.scalars(select(Evidence).where(Evidence.assessment_id == now.id)))
    assert {file.name for file in files} == {"教育実施記録.pdf", "溶解処理証明書.pdf"}
    for file in files:
        assert b"".join(open_checked(get(file.stored_file_id)).chunks()).startswith(b"%PDF-")


def test_nothing_is_answered_in_the_name_of_a_real_company(told: dict[str, Assessment]) -> None:
    companies = {found.name: found.id for found in db.session.scalars(select(Organisation))}
    real = {companies[name] for name in REAL}
    for record in (Answer, Evidence, Message):
        assert not real & set(db.session.scalars(select(record.organisation_id)))
    asked = select(Assignment.state).where(Assignment.organisation_id.in_(real))
    assert set(db.session.scalars(asked)) == {R.PREPARED}
    assert not real & set(db.session.scalars(select(User.organisation_id)))


def test_of_a_round_one_waits_for_the_confirmation_and_one_for_a_contact(
    context_of, told: dict[str, Assessment]
) -> None:
    (made,) = db.session.scalars(select(AssessmentRound))
    mine = [one for one in told.values() if one.round_id == made.id]
    asked = [sending.waiting(one) for one in mine]
    assert sorted(one is not None for one in asked) == [False, True]
    (approval,) = [one for one in asked if one is not None]
    assert deciding.may_decide(context_of("saito"), approval)
    assert deciding.why_not(context_of("saito"), approval) is None
    assert [one.id for one in round_sending.to_go(context_of("takahashi"), made)] == [
        one.id for one, waits in zip(mine, asked, strict=True) if waits is None
    ]
