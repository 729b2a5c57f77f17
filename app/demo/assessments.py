"""評価 at つばめ銀行: one concluded last year and asked again now, one under review, one prepared and not sent, the
check on ourselves, and a round of which a part waits to be confirmed.

The one of cloud.config stays unsent: in the name of FIXER and Microsoft nothing is answered here. Days of last
year lie in the past like those of contracts, while the log says when each act was recorded: as this was loaded.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

from app.core import files
from app.core.context import Context
from app.demo import answers_loan as loan
from app.demo import answers_own as own
from app.demo import answers_print as prints
from app.demo.acting import Cast
from app.demo.answers_papers import paper
from app.demo.answers_words import Proof, Review, Words, facts_of
from app.diligence.models import Assessment, Assignment, Recommendation
from app.diligence.queries import answers, assessments, proposals, reviews
from app.diligence.queries.proposals import Setting
from app.diligence.queries.rounds import Reach
from app.diligence.rules.evidence import EvidenceFacts
from app.diligence.services import (
    answering,
    asking,
    concluding,
    evidence,
    judging,
    respondents,
    round_sending,
    rounds,
    sending,
    starting,
    submitting,
)
from app.diligence.services.concluding import Proposal
from app.diligence.services.judging import Said
from app.diligence.services.respondents import Lead
from app.diligence.services.rounds import RoundFacts
from app.diligence.services.starting import Plan, Subject
from app.diligence.services.submitting import Attested
from app.register.models import Stage
from app.register.queries import engagements, services
from app.work.models import Severity
from app.work.services import raise_finding
from app.work.services.findings import FindingFacts

QUESTIONS = "clerical-outsourcing"
MOST = 100_000


class _Then(Cast):
    """The same people some days ago, with the rights that they hold now."""

    def __init__(self, now: Cast, days: int) -> None:
        vars(self).update(vars(now))
        self.now = now
        self.at = now.at - timedelta(days=days)

    def ctx(self, who: str) -> Context:
        return replace(self.now.ctx(who), at=self.at)


def assess(cast: Cast) -> None:
    _print_last_year(cast)
    _print_now(cast)
    _loan(cast)
    _begin(
        _Then(cast, 1), "fixer", "to24", "sato", 35, "契約更新の判断に先立つ評価。送付前に回答者を確かめる。"
    )
    _ourselves(cast)
    _round(cast)


def _print_last_year(cast: Cast) -> None:
    made = _begin(_Then(cast, 396), "print", QUESTIONS, "takahashi", 30, "委託先の定例の評価")
    _send(_Then(cast, 395), made, "takahashi", "saito", "yamada")
    ours, theirs = assessments.assignments_of(made)
    then = _Then(cast, 379)
    _answer(then, theirs, "yamada", prints.LAST_YEAR)
    _add(then, theirs, "yamada", prints.RECORD)
    _submit(then, theirs, "yamada", Attested(prints.NAME, prints.TITLE))
    then = _Then(cast, 372)
    _answer(then, ours, "kimura", prints.OURS_LAST_YEAR)
    _submit(then, ours, "kimura", Attested("木村 誠", "事務部 担当"))
    _judge(_Then(cast, 360), made, prints.REVIEWS)
    _conclude(_Then(cast, 355), made)


def _conclude(then: _Then, made: Assessment) -> None:
    said = Proposal(
        Recommendation.WITH_CONDITIONS, prints.CONCLUSION, prints.CONDITIONS, then.today + timedelta(days=375)
    )
    concluding.propose(then.ctx("yamamoto"), made, said, version=made.version)
    then.done()
    concluding.confirm(then.ctx("saito"), made, version=made.version)
    then.done()


def _print_now(cast: Cast) -> None:
    made = _begin(
        _Then(cast, 16),
        "print",
        QUESTIONS,
        "takahashi",
        30,
        "委託先の定例の評価。前回の条件の履行を確かめる。",
    )
    _send(_Then(cast, 15), made, "takahashi", "saito", "yamada")
    theirs = assessments.assignments_of(made)[1]
    _answer(_Then(cast, 4), theirs, "yamada", prints.THIS_YEAR)
    _add(_Then(cast, 4), theirs, "yamada", prints.CERTIFICATE)
    question, asked, replied = prints.ASKED
    asking.write(_Then(cast, 3).ctx("watanabe"), theirs, question, asked, is_ours=True)
    cast.done()
    asking.write(_Then(cast, 2).ctx("yamada"), theirs, question, replied, is_ours=False)
    cast.done()


def _loan(cast: Cast) -> None:
    made = _begin(_Then(cast, 40), "loan_dev", "to21", "sato", 45, "保守契約の更改に向けた契約条件の確認")
    _send(_Then(cast, 39), made, "sato", "suzuki", "hori")
    ours, theirs = assessments.assignments_of(made)
    then = _Then(cast, 17)
    _answer(then, theirs, "hori", loan.THEIRS)
    _submit(then, theirs, "hori", Attested(loan.NAME, loan.TITLE))
    then = _Then(cast, 14)
    _answer(then, ours, "sato", loan.OURS)
    _submit(then, ours, "sato", Attested(loan.OUR_NAME, loan.OUR_TITLE))
    _judge(_Then(cast, 3), made, loan.REVIEWS)
    _find(_Then(cast, 3), made)


def _find(then: _Then, made: Assessment) -> None:
    """指摘事項 of a judgement, as the page of the review raises it."""
    kind, record_id = reviews.subject_of(made)
    facts = FindingFacts(
        title=loan.FINDING, detail=loan.REVIEWS[loan.FOUND_AT].comment,
        source=reviews.origin_words(made, loan.FOUND_AT), severity=Severity.MEDIUM, unit_id=made.unit_id,
        owner_id=then.people["sato"].id, due_on=then.now.today + timedelta(days=60),
    )  # fmt: skip
    raise_finding(then.ctx("watanabe"), facts, subject_type=kind, subject_id=record_id)
    then.done()


def _ourselves(cast: Cast) -> None:
    """Only our own units are asked, so that nobody has to confirm the sending."""
    then, unit = _Then(cast, 12), cast.units["システムリスク管理室"].id
    setting = proposals.setting_of_institution(unit)
    made = _started(
        then, "takahashi", starting.of_institution(unit), setting, "fsa-self-check", 40, "年次の自己点検"
    )
    sending.ask_to_send(then.ctx("takahashi"), made, version=made.version)
    then.done()
    _answer(_Then(cast, 5), assessments.assignments_of(made)[0], "takahashi", own.SO_FAR)


def _round(cast: Cast) -> None:
    """一斉点検: of two important ones, one waits for the superior's confirmation and one for a contact. What it
    reaches is in the register since today only, so it is begun today."""
    ctx = cast.ctx("takahashi")
    reach = Reach(
        "to22",
        tiers=("important",),
        unit_ids=(cast.units["事務部"].id,),
        stages=(Stage.OPERATION,),
        fresh_days=180,
    )
    facts = RoundFacts(
        "重要な外部委託の定期点検", cast.today + timedelta(days=45), "重要な委託先の年次の点検"
    )
    made = rounds.start(ctx, reach, facts, rounds.outlook(ctx, reach).seen)
    cast.done()
    round_sending.send_prepared(ctx, made)
    cast.done()


def _begin(then: _Then, key: str, questionnaire: str, who: str, days: int, note: str) -> Assessment:
    """The register is read as it is now: on a day before the loading it was empty."""
    now = then.now.ctx(who)
    engagement = engagements.get_engagement(now, then.engagements[key])
    setting = proposals.setting_of(now, engagement, services.get_service(now, engagement.service_id))
    return _started(then, who, starting.of_engagement(engagement), setting, questionnaire, days, note)


def _started(
    then: _Then, who: str, subject: Subject, setting: Setting, questionnaire: str, days: int, note: str
) -> Assessment:
    version = next(one for one in proposals.in_use() if one.key == questionnaire)
    plan = Plan(
        version, setting.depth, then.today + timedelta(days=days),
        setting.chosen(proposals.content_of(version)).asked, version.title_ja, note=note,
    )  # fmt: skip
    made = starting.start(then.ctx(who), subject, plan)
    then.done()
    return made


def _send(then: _Then, made: Assessment, who: str, confirmer: str, lead: str) -> None:
    """Asked for by one, confirmed by a superior, as somebody outside is asked."""
    outside = next(part for part in assessments.assignments_of(made) if part.unit_id is None)
    told = respondents.Facts(outside.due_on, outside.level, Lead(lead_id=then.people[lead].id))
    respondents.edit(then.ctx(who), made, outside, told, version=outside.version)
    then.done()
    sending.ask_to_send(then.ctx(who), made, version=made.version)
    then.done()
    then.approve(confirmer, "assessment", made.id)


def _answer(then: _Then, part: Assignment, who: str, said: Mapping[str, Words]) -> None:
    questions: dict[str, Any] = {one.id: one for one in answers.paper_for(part.content_id).questions()}
    for ref, words in said.items():
        row = answers.answers_of(part).get(ref)
        facts = facts_of(questions[ref], words, then.today)
        answering.save(then.ctx(who), part, ref, facts, version=row.version if row else None)
        then.done()


def _add(then: _Then, part: Assignment, who: str, proof: Proof) -> None:
    kept = files.keep(BytesIO(paper(proof.title, proof.lines)), proof.name, most=MOST)
    expires = None if proof.expires is None else then.now.today + timedelta(days=proof.expires)
    evidence.add(then.ctx(who), part, proof.question, "", kept, EvidenceFacts(expires_on=expires))
    then.done()


def _submit(then: _Then, part: Assignment, who: str, attested: Attested) -> None:
    submitting.submit(then.ctx(who), part, attested, version=part.version)
    then.done()


def _judge(then: _Then, made: Assessment, said: Mapping[str, Review]) -> None:
    parts = {ref: part for part in assessments.assignments_of(made) for ref in part.questions}
    for ref, one in said.items():
        until = None if one.until is None else then.today + timedelta(days=one.until)
        verdict = Said(one.verdict, one.comment, one.measure, one.reason, until)
        row = judging.judge(then.ctx(one.who), made, parts[ref], ref, verdict, version=None)
        then.done()
        if one.second:
            judging.second(then.ctx(one.second), made, row, version=row.version)
            then.done()
