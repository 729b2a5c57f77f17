"""The acts of an assessment, each in the name of its person and on its day, for whatever story is told with them.

Days of last year lie in the past like those of contracts, while the log says when each act was recorded: as this
was loaded.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from app.assurance.models import Disclosure
from app.core import files
from app.core.context import Context
from app.demo.acting import Cast
from app.demo.answers_papers import paper
from app.demo.answers_words import Proof, Review, Words, facts_of
from app.diligence.models import Assessment, Assignment, Evidence, Recommendation, Reliance
from app.diligence.queries import answers, assessments, proposals
from app.diligence.queries.proposals import Setting
from app.diligence.rules.evidence import EvidenceFacts
from app.diligence.services import (
    answering,
    concluding,
    evidence,
    judging,
    respondents,
    sending,
    starting,
    submitting,
)
from app.diligence.services.answering import StandIn
from app.diligence.services.concluding import Proposal
from app.diligence.services.judging import Said
from app.diligence.services.respondents import Lead
from app.diligence.services.starting import Plan, Subject
from app.diligence.services.submitting import Attested
from app.register.queries import engagements, services

MOST = 100_000


class Then(Cast):
    """The same people some days ago, with the rights that they hold now."""

    def __init__(self, now: Cast, days: int) -> None:
        vars(self).update(vars(now))
        self.now = now
        self.at = now.at - timedelta(days=days)

    def ctx(self, who: str) -> Context:
        return replace(self.now.ctx(who), at=self.at)


def begin(then: Then, key: str, questionnaire: str, who: str, days: int, note: str) -> Assessment:
    """The register is read as it is now: on a day before the loading it was empty."""
    now = then.now.ctx(who)
    engagement = engagements.get_engagement(now, then.engagements[key])
    setting = proposals.setting_of(now, engagement, services.get_service(now, engagement.service_id))
    return started(then, who, starting.of_engagement(engagement), setting, questionnaire, days, note)


def started(
    then: Then, who: str, subject: Subject, setting: Setting, questionnaire: str, days: int, note: str
) -> Assessment:
    version = next(one for one in proposals.in_use() if one.key == questionnaire)
    plan = Plan(
        version, setting.depth, then.today + timedelta(days=days),
        setting.chosen(proposals.content_of(version)).asked, version.title_ja, note=note,
    )  # fmt: skip
    made = starting.start(then.ctx(who), subject, plan)
    then.done()
    return made


def send(then: Then, made: Assessment, who: str, confirmer: str, lead: str) -> None:
    """Asked for by one, confirmed by a superior, as somebody outside is asked."""
    outside = _outside(made)
    told = respondents.Facts(outside.due_on, outside.level, Lead(lead_id=then.people[lead].id))
    send_to(then, made, outside, told, who, confirmer)


def send_to(
    then: Then, made: Assessment, outside: Assignment, told: respondents.Facts, who: str, confirmer: str
) -> None:
    respondents.edit(then.ctx(who), made, outside, told, version=outside.version)
    then.done()
    sending.ask_to_send(then.ctx(who), made, version=made.version)
    then.done()
    then.approve(confirmer, "assessment", made.id)


def _outside(made: Assessment) -> Assignment:
    return next(part for part in assessments.assignments_of(made) if part.unit_id is None)


def answer(
    then: Then,
    part: Assignment,
    who: str,
    said: Mapping[str, Words],
    papers: Mapping[str, Evidence] | None = None,
) -> None:
    """`papers`: by question the file that stands in for a refused answer."""
    questions: dict[str, Any] = {one.id: one for one in answers.paper_for(part.content_id).questions()}
    for ref, words in said.items():
        row = answers.answers_of(part).get(ref)
        facts = facts_of(questions[ref], words, then.today)
        answering.save(
            then.ctx(who), part, ref, facts, version=row.version if row else None,
            stand_in=_stand_in(words, (papers or {}).get(ref)),
        )  # fmt: skip
        then.done()


def _stand_in(words: Words, file: Evidence | None) -> StandIn | None:
    if words.stands_in is None:
        return None
    return StandIn(words.stands_in, file.id if file is not None else None, place=words.place)


def add(then: Then, part: Assignment, who: str, proof: Proof) -> Evidence:
    kept = files.keep(BytesIO(paper(proof.title, proof.lines)), proof.name, most=MOST)
    expires = None if proof.expires is None else then.now.today + timedelta(days=proof.expires)
    disclosure = Disclosure.NDA if proof.terms else Disclosure.CONFIDENTIAL
    said = EvidenceFacts(expires_on=expires, disclosure=disclosure, terms=proof.terms)
    made = evidence.add(then.ctx(who), part, proof.question, "", kept, said)
    then.done()
    return made


def submit(then: Then, part: Assignment, who: str, attested: Attested) -> None:
    submitting.submit(then.ctx(who), part, attested, version=part.version)
    then.done()


def judge(then: Then, made: Assessment, said: Mapping[str, Review], report: UUID | None = None) -> None:
    """`report`: the one that a judgement relies on, where it relies on one."""
    parts = {ref: part for part in assessments.assignments_of(made) for ref in part.questions}
    for ref, one in said.items():
        verdict = Said(
            one.verdict, one.comment, one.measure, one.reason, _in_days(then, one.until),
            relies_on=one.relies_on, report_id=report if one.relies_on == Reliance.REPORT else None,
            relied_place=one.place, relied_until_on=_in_days(then, one.relied_until),
        )  # fmt: skip
        row = judging.judge(then.ctx(one.who), made, parts[ref], ref, verdict, version=None)
        then.done()
        if one.second:
            judging.second(then.ctx(one.second), made, row, version=row.version)
            then.done()


def _in_days(then: Then, days: int | None) -> Any:
    return None if days is None else then.today + timedelta(days=days)


def conclude(
    then: Then, made: Assessment, recommendation: Recommendation, words: tuple[str, str], days: int
) -> None:
    """`words`: what is concluded and under which conditions; `days` until it is to be done again."""
    said = Proposal(recommendation, *words, then.today + timedelta(days=days))
    concluding.propose(then.ctx("yamamoto"), made, said, version=made.version)
    then.done()
    concluding.confirm(then.ctx("saito"), made, version=made.version)
    then.done()
