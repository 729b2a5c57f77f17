"""The call centre answers by mail: what its letter says is entered, and its own check list is read in, paired with
our questions and compared before anything counts. So two vendors have answered one questionnaire.
"""

from io import BytesIO

from app.core import files
from app.demo import answers_calls as words
from app.demo.acting import Cast
from app.demo.asking import MOST, Then, answer, begin, send_to, submit
from app.diligence.models import Assessment, Assignment, Channel
from app.diligence.queries import assessments
from app.diligence.services import respondents
from app.diligence.services.respondents import Lead
from app.diligence.services.submitting import Attested
from app.exchange.rules.foreign_pairing import USUAL
from app.exchange.services import answer_imports, answer_mails, foreign_answers, foreign_forms

QUESTIONS = "clerical-outsourcing"
WHO = "sato"


def ask(cast: Cast) -> None:
    made = begin(Then(cast, 34), "call", QUESTIONS, WHO, 40, "電話業務の定例の評価")
    ours, theirs = assessments.assignments_of(made)
    _send(Then(cast, 33), made, theirs)
    answer(Then(cast, 7), theirs, WHO, words.LETTER)
    _bring(Then(cast, 6), theirs)
    then = Then(cast, 6)
    submit(then, theirs, WHO, Attested(words.NAME, words.TITLE))
    answer(then, ours, WHO, words.OURS)
    submit(then, ours, WHO, Attested("佐藤 美咲", "個人ローン部 担当"))


def _send(then: Then, made: Assessment, theirs: Assignment) -> None:
    """The workbook goes out when the sending was confirmed."""
    lead = Lead(contact_name=words.NAME, contact_email=words.ADDRESS)
    told = respondents.Facts(theirs.due_on, theirs.level, lead, Channel.MAIL)
    send_to(then, made, theirs, told, WHO, "suzuki")
    ctx = then.ctx(WHO)
    book = answer_mails.make(ctx, theirs.id)
    answer_mails.mail_workbook(ctx, book, files.keep(BytesIO(book.content), book.name, most=MOST))
    then.done()


def _bring(then: Then, theirs: Assignment) -> None:
    """Some days ago only: a file that was brought is not kept for long."""
    ctx = then.ctx(WHO)
    kept = foreign_forms.stage(ctx, foreign_forms.read(words.FILE, words.FORM.encode("cp932")))
    then.done()
    places = {one.id: place for place, one in foreign_answers.questions_of(kept)}
    chosen = {ours: places[line] for ours, line in words.PAIRED.items()}
    brought = foreign_answers.bring(ctx, kept, foreign_answers.get_request(ctx, theirs.id), chosen, USUAL)
    then.done()
    seen = answer_imports.seen_of(answer_imports.differences(theirs, brought))
    answer_imports.take(ctx, theirs, brought, chosen, seen=seen)
    then.done()
