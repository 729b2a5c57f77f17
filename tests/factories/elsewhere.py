"""Two requests to one vendor about one service: what was said in the first lies before whoever answers the second."""

from datetime import datetime

from app.core.context import Context
from app.core.db import db
from app.diligence.models import Assessment, Assignment
from app.diligence.queries import answers, assessments, desks
from app.diligence.services import answering
from app.diligence.services.answering import Facts
from app.identity.models import Unit, User
from app.register.models import Engagement, Service
from tests.conftest import context_of
from tests.factories import assessments as make
from tests.factories import engagements


def again(ctx: Context, root: Unit, engagement: Engagement, service: Service | None = None) -> Assessment:
    """The same questionnaire, sent for another engagement that uses the same service, or another one."""
    used = service or db.session.get_one(Service, engagement.service_id)
    return make.sent(ctx, engagements.engagement(ctx.at, root, used, title="別案件の利用"))


def vendor_part(assessment: Assessment) -> Assignment:
    return assessments.assignments_of(assessment)[1]


def whole(person: User, part: Assignment, at: datetime, **said: Facts) -> None:
    """All answered by them and submitted; `said`: by question, the hyphens as underlines."""
    own, questions = context_of(person, at), {one.id: one for one in make.content().questions()}
    given = {ref.replace("_", "-"): facts for ref, facts in said.items()}
    while left := answering.progress_of(part).open:
        for ref in left:
            facts = given.get(ref) or make.answer_of(questions[ref])
            answering.save(own, part, ref, facts, version=None)
    answering.submit(own, part, name="佐藤 美咲", title="課長", version=part.version)
    db.session.commit()


def of_scope(part: Assignment, scope: str) -> list[str]:
    """The questions of it that are asked now."""
    return [one.id for one in desks.desk_of(part).questions if one.scope == scope]


def row(part: Assignment, ref: str):
    return answers.answers_of(part)[ref]
