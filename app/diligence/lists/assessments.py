"""The list of assessments: its columns, filters and orders; the board is narrowed by the same."""

from datetime import date
from uuid import UUID

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from app.core.dates import day_of
from app.core.listing import Column, Filter, ListDefinition, ListState, is_id
from app.core.web import current_context
from app.diligence.models import Assessment, AssessmentState, SubjectKind
from app.diligence.queries import rounds
from app.diligence.queries.assessments import Wanted
from app.identity import queries as identity
from app.register.lists.filters import id_asked, valued, worded, yes_or_no
from app.register.queries import organisations, services
from app.standards.models import ContentKind
from app.standards.queries import contents

MINE = {"me": _l("Me")}
OVERDUE = {"yes": _l("Yes")}
UNDER_WAY = {"yes": _l("Under way"), "no": _l("Over")}
LONGEST_KEY = 60


def _unit(text: str) -> str:
    return identity.unit_names({UUID(text)}).get(UUID(text), "–")


def _round(text: str) -> str:
    return rounds.titles_of([UUID(text)]).get(UUID(text), "–")


def _organisation(text: str) -> str:
    return organisations.names_of(current_context(), [UUID(text)]).get(UUID(text), "–")


def _service(text: str) -> str:
    return services.names_of(current_context(), [UUID(text)]).get(UUID(text), "–")


def _questionnaire(text: str) -> str:
    found = contents.versions(ContentKind.QUESTIONNAIRE, text)
    return found[0].title(str(get_locale())) if found else text


A = Assessment
ASSESSMENTS = ListDefinition(
    "assessments",
    columns=(
        Column("number", _l("Assessment number"), (A.number,), is_fixed=True),
        Column("subject", _l("What is assessed"), (A.sort_key,)),
        Column("questionnaire", _l("Questionnaire"), (A.questionnaire, A.due_on)),
        Column("state", _l("State"), (A.state, A.due_on)),
        Column("respondents", _l("Respondents done"), is_number=True, is_shown=False),
        Column("answered", _l("Answered"), is_number=True),
        Column("refused", _l("Refused, of these confirmed"), is_number=True, is_shown=False),
        Column("score", _l("Score"), (A.score_low,), is_number=True),
        Column("due", _l("Due"), (A.due_on,)),
        Column("unit", _l("Unit in charge")),
        Column("owner", _l("Person in charge")),
        Column("subject_kind", _l("Kind of subject"), is_shown=False),
        Column("started_at", _l("Started on"), is_shown=False),
    ),
    filters=(
        valued("state", _l("State"), AssessmentState),
        Filter(
            "questionnaire",
            _l("Questionnaire"),
            lambda value: len(value) <= LONGEST_KEY,
            _questionnaire,
        ),
        Filter("unit", _l("Unit in charge"), is_id, _unit),
        valued("kind", _l("Kind of subject"), SubjectKind),
        worded("overdue", _l("Overdue"), OVERDUE),
        worded("mine", _l("Person in charge"), MINE),
        worded("open", _l("Progress"), UNDER_WAY),
        Filter("round", _l("Round of assessments"), is_id, _round),
        Filter("organisation", _l("Organisation"), is_id, _organisation),
        Filter("service", _l("Service"), is_id, _service),
    ),
)


def today() -> date:
    return day_of(current_context().at)


def wanted(state: ListState) -> Wanted:
    asked, kind = state.value("state"), state.value("kind")
    return Wanted(
        words=state.q,
        state=AssessmentState(asked) if asked else None,
        questionnaire=state.value("questionnaire"),
        unit_id=id_asked(state, "unit"),
        owner_id=current_context().actor_id if state.value("mine") else None,
        round_id=id_asked(state, "round"),
        organisation_id=id_asked(state, "organisation"),
        service_id=id_asked(state, "service"),
        subject_kind=SubjectKind(kind) if kind else None,
        is_under_way=yes_or_no(state, "open"),
        due_before=today() if state.value("overdue") else None,
    )
