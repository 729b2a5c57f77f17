"""One vendor, asked the same twice: of the company itself, once for all engagements, and by another department that
chooses it for its letters. What it said there is offered here, and what it says otherwise is seen by both sides.
"""

from uuid import UUID

from sqlalchemy import select

from app.assurance.models import AssuranceReport
from app.core.db import db
from app.demo import answers_selection as words
from app.demo.acting import Cast
from app.demo.asking import Then, answer, begin, conclude, judge, send, started, submit
from app.diligence.models import Assignment, Recommendation
from app.diligence.queries import assessments, desks, proposals
from app.diligence.queries import elsewhere as offered
from app.diligence.services import elsewhere, starting
from app.diligence.services.submitting import Attested
from app.register.queries import organisations

QUESTIONS = "to20"


def ask(cast: Cast) -> None:
    _of_the_company(cast)
    _for_the_letters(cast)


def _of_the_company(cast: Cast) -> None:
    then, unit = Then(cast, 70), cast.units["事務部"].id
    now = cast.ctx("takahashi")
    company = organisations.get_organisation(now, cast.organisations["minato"])
    made = started(
        then, "takahashi", starting.of_organisation(company, unit),
        proposals.setting_of_organisation(now, company, unit), QUESTIONS, 30,
        "会社としての確認。この先の案件では、同じ質問を繰り返さない。",
    )  # fmt: skip
    send(Then(cast, 69), made, "takahashi", "saito", "yamada")
    ours, theirs = assessments.assignments_of(made)
    then = Then(cast, 60)
    answer(then, theirs, "yamada", words.OF_THE_COMPANY)
    submit(then, theirs, "yamada", Attested("山田 花子", "業務管理課 課長"))
    answer(then, ours, "kimura", words.OURS)
    submit(then, ours, "kimura", Attested("木村 誠", "事務部 担当"))
    judge(Then(cast, 52), made, words.REVIEWS, _report())
    conclude(Then(cast, 50), made, Recommendation.WITH_CONDITIONS, (words.CONCLUSION, words.CONDITIONS), 365)


def _report() -> UUID:
    return db.session.scalars(select(AssuranceReport.id).where(AssuranceReport.title == words.REPORT)).one()


def _for_the_letters(cast: Cast) -> None:
    made = begin(Then(cast, 9), "letters", QUESTIONS, "sato", 30, "案内状の委託先の選定")
    send(Then(cast, 8), made, "sato", "suzuki", "yamada")
    theirs = assessments.assignments_of(made)[1]
    _give_again(Then(cast, 3), theirs)
    answer(Then(cast, 3), theirs, "yamada", words.FOR_THE_LETTERS)


def _give_again(then: Then, part: Assignment) -> None:
    """As on the page of other requests: the answer that was looked at is given here, too."""
    ctx = then.ctx("yamada")
    found = offered.of_desk(ctx, desks.desk_of(part)).proposals[words.AGAIN]
    elsewhere.take(ctx, part, {words.AGAIN: found.other.answer.id})
    then.done()
