"""評価 at つばめ銀行: one concluded last year and asked again now, one under review, one prepared and not sent, the
check on ourselves, and a round of which a part waits to be confirmed.

The one of cloud.config stays unsent: in the name of FIXER and Microsoft nothing is answered here.
"""

from datetime import timedelta

from app.demo import answers_loan as loan
from app.demo import answers_own as own
from app.demo import answers_print as prints
from app.demo.acting import Cast
from app.demo.asking import Then, add, answer, begin, conclude, judge, send, started, submit
from app.diligence.models import Assessment, Recommendation
from app.diligence.queries import assessments, proposals, reviews
from app.diligence.queries.rounds import Reach
from app.diligence.services import asking, round_sending, rounds, sending, starting
from app.diligence.services.rounds import RoundFacts
from app.diligence.services.submitting import Attested
from app.register.models import Stage
from app.work.models import Severity
from app.work.services import raise_finding
from app.work.services.findings import FindingFacts

QUESTIONS = "clerical-outsourcing"


def assess(cast: Cast) -> None:
    _print_last_year(cast)
    _print_now(cast)
    _loan(cast)
    begin(
        Then(cast, 1), "fixer", "to24", "sato", 35, "契約更新の判断に先立つ評価。送付前に回答者を確かめる。"
    )
    _ourselves(cast)
    _round(cast)


def _print_last_year(cast: Cast) -> None:
    made = begin(Then(cast, 396), "print", QUESTIONS, "takahashi", 30, "委託先の定例の評価")
    send(Then(cast, 395), made, "takahashi", "saito", "yamada")
    ours, theirs = assessments.assignments_of(made)
    then = Then(cast, 379)
    answer(then, theirs, "yamada", prints.LAST_YEAR)
    add(then, theirs, "yamada", prints.RECORD)
    submit(then, theirs, "yamada", Attested(prints.NAME, prints.TITLE))
    then = Then(cast, 372)
    answer(then, ours, "kimura", prints.OURS_LAST_YEAR)
    submit(then, ours, "kimura", Attested("木村 誠", "事務部 担当"))
    judge(Then(cast, 360), made, prints.REVIEWS)
    conclude(
        Then(cast, 355), made, Recommendation.WITH_CONDITIONS, (prints.CONCLUSION, prints.CONDITIONS), 375
    )


def _print_now(cast: Cast) -> None:
    made = begin(
        Then(cast, 16),
        "print",
        QUESTIONS,
        "takahashi",
        30,
        "委託先の定例の評価。前回の条件の履行を確かめる。",
    )
    send(Then(cast, 15), made, "takahashi", "saito", "yamada")
    theirs = assessments.assignments_of(made)[1]
    answer(Then(cast, 4), theirs, "yamada", prints.THIS_YEAR)
    add(Then(cast, 4), theirs, "yamada", prints.CERTIFICATE)
    question, asked, replied = prints.ASKED
    asking.write(Then(cast, 3).ctx("watanabe"), theirs, question, asked, is_ours=True)
    cast.done()
    asking.write(Then(cast, 2).ctx("yamada"), theirs, question, replied, is_ours=False)
    cast.done()


def _loan(cast: Cast) -> None:
    made = begin(Then(cast, 40), "loan_dev", "to21", "sato", 45, "保守契約の更改に向けた契約条件の確認")
    send(Then(cast, 39), made, "sato", "suzuki", "hori")
    ours, theirs = assessments.assignments_of(made)
    then = Then(cast, 17)
    shown = add(then, theirs, "hori", loan.SHOWN)
    answer(then, theirs, "hori", loan.THEIRS, {loan.SHOWN.question: shown})
    submit(then, theirs, "hori", Attested(loan.NAME, loan.TITLE))
    then = Then(cast, 14)
    answer(then, ours, "sato", loan.OURS)
    submit(then, ours, "sato", Attested(loan.OUR_NAME, loan.OUR_TITLE))
    judge(Then(cast, 3), made, loan.REVIEWS)
    _find(Then(cast, 3), made)


def _find(then: Then, made: Assessment) -> None:
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
    then, unit = Then(cast, 12), cast.units["システムリスク管理室"].id
    setting = proposals.setting_of_institution(unit)
    made = started(
        then, "takahashi", starting.of_institution(unit), setting, "fsa-self-check", 40, "年次の自己点検"
    )
    sending.ask_to_send(then.ctx("takahashi"), made, version=made.version)
    then.done()
    answer(Then(cast, 5), assessments.assignments_of(made)[0], "takahashi", own.SO_FAR)


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
