"""責任分界表 of an engagement: started from a template, answered, its actors named, its cells ruled on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from app.core import audit, search
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.text import fold
from app.core.words import N_
from app.register.models import Engagement
from app.standards.events import StandardsAct as Act
from app.standards.models import (
    ActorBinding,
    ConditionAnswer,
    DutyRuling,
    EngagementMatrix,
    GapFinding,
    Ruling,
)
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import matrices as queries
from app.standards.queries.matrices import Entered, Template
from app.standards.rules import matrices as rules
from app.standards.rules.matrices import Carried, Side
from app.work.models import Finding
from app.work.services import findings
from app.work.services.findings import FindingFacts

K = TypeVar("K")
T = TypeVar("T")

STARTED = N_("This matrix was started already. Open it and go on there.")
NO_OPTION = N_("Choose one from the list.")
REASON_WITHOUT = N_("Choose an answer first, then give its reason.")
REASON_MISSING = N_("Say on what this rests: the contract, an answer of the vendor, an agreement.")
NO_SIDE = N_("Choose what is to be settled.")
NO_GAP = N_("This gap is closed already. Look at the matrix as it stands now.")
CHARGED = N_("This gap is recorded already as finding No. %(number)s.")
PAST_DUE = N_("This day has passed. Enter a day that is still to come, or today.")
NAME_MISSING = N_("Enter a name for the further actor.")
NAME_TAKEN = N_("There is an actor of this name already.")
RULINGS_GO = N_("What was settled for this actor goes as well: %(count)s. Tick that it may go.")
NOTHING_NEWER = N_("The matrix follows the newest version of its template already.")
OWN = "own-"


@dataclass(frozen=True)
class Who:
    """`title` names an actor that the template does not know."""

    organisation_id: UUID | None = None
    unit_id: UUID | None = None
    is_absent: bool = False
    title: str = ""

    @property
    def is_said(self) -> bool:
        return bool(self.organisation_id or self.unit_id or self.is_absent or self.title)


def start(ctx: Context, engagement: Engagement, template: Template) -> EngagementMatrix:
    _must(ctx, engagement)
    key = template.version.key
    if any(one.template == key for one in queries.started(engagement)):
        raise DomainError(STARTED)
    made = EngagementMatrix(
        engagement_id=engagement.id, template=key, content_id=template.version.id, note=""
    )
    db.session.add(made)
    audit.record(ctx, Act.MATRIX_STARTED, made)
    keep_found_by(engagement)
    return made


def keep_found_by(engagement: Engagement) -> None:
    """It is found by the titles of its matrices, and no longer when they are withdrawn."""
    db.session.flush()
    search.refresh(Engagement, [engagement])


def _must(ctx: Context, engagement: Engagement) -> None:
    if not ctx.may(P.MATRIX_EDIT, engagement.unit_id):
        raise NotAllowed


def _begin(ctx: Context, engagement: Engagement, entered: Entered, version: int) -> None:
    _must(ctx, engagement)
    if entered.matrix.version != version:
        raise StaleVersion(entered.matrix)


def _end(
    ctx: Context, act: Act, engagement: Engagement, matrix: EngagementMatrix, *, reason: str = ""
) -> None:
    matrix.updated_at = ctx.at  # a part changed, so the whole has a new version
    audit.record(ctx, act, matrix, engagement, reason=reason)


def _whole(entered: Entered) -> dict[str, UUID]:
    return {"matrix_id": entered.matrix.id, "engagement_id": entered.matrix.engagement_id}


# --- conditions --------------------------------------------------------------------------------


def answer(
    ctx: Context,
    engagement: Engagement,
    entered: Entered,
    given: Mapping[str, tuple[str, str]],
    *,
    version: int,
) -> None:
    """`given`: condition → option (empty for not answered yet) and the reason for it."""
    _begin(ctx, engagement, entered, version)
    for condition in entered.content.conditions:
        option, reason = given.get(condition.key, ("", ""))
        if option and option not in {one.key for one in condition.options}:
            raise DomainError(NO_OPTION, f"option_{condition.key}")
        if reason and not option:
            raise DomainError(REASON_WITHOUT, f"reason_{condition.key}")
        _keep_answer(entered, condition.key, option, reason)
    _end(ctx, Act.MATRIX_ANSWERED, engagement, entered.matrix)


def _keep_answer(entered: Entered, condition: str, option: str, reason: str) -> None:
    row = entered.answers.get(condition)
    if not option:
        if row is not None:
            db.session.delete(row)
        return
    if row is None:
        row = ConditionAnswer(**_whole(entered), condition=condition, option=option, reason=reason)
        db.session.add(row)
    row.option, row.reason = option, reason


# --- actors ------------------------------------------------------------------------------------


def bind(
    ctx: Context,
    engagement: Engagement,
    entered: Entered,
    given: Mapping[str, Who],
    *,
    version: int,
    dropping: Collection[str] = (),
) -> None:
    """`given`: actor → who it is here; one of our own that is given no name goes, and what was settled for it
    goes too where it is among `dropping`."""
    _begin(ctx, engagement, entered, version)
    _check_own(entered, given, dropping)
    may_be = queries.candidates(queries.around(ctx, engagement), entered.bindings.values())
    for actor, who in given.items():
        is_known = (who.organisation_id is None or who.organisation_id in may_be.organisations) and (
            who.unit_id is None or who.unit_id in may_be.units
        )
        if not is_known:
            raise DomainError(NO_OPTION, f"who_{actor}")
        _keep_binding(entered, actor, who)
    _end(ctx, Act.MATRIX_BOUND, engagement, entered.matrix)


def _check_own(entered: Entered, given: Mapping[str, Who], dropping: Collection[str]) -> None:
    """No two actors of one name; nothing that was settled goes unasked."""
    titles = {key: held.row.title for key, held in entered.bindings.items() if held.row.title}
    titles |= {actor: who.title for actor, who in given.items() if actor.startswith(OWN)}
    for actor, who in given.items():
        if not actor.startswith(OWN):
            continue
        count = len(rulings_of(entered, actor))
        if not who.is_said and count and actor not in dropping:
            raise DomainError(RULINGS_GO, f"who_{actor}", count=count)
        held = entered.bindings.get(actor)
        if who.title in ("", held.row.title if held else ""):
            continue
        others = {title for key, title in titles.items() if key != actor}
        if fold(who.title) in _names(entered, others):
            raise DomainError(NAME_TAKEN, f"title_{actor}" if held else "new_title")


def _names(entered: Entered, own: Iterable[str]) -> set[str]:
    """How the template and we call the actors, folded."""
    told = (name for actor in entered.content.actors for name in (actor.title.ja, actor.title.en))
    return {fold(name) for name in (*told, *own)}


def rulings_of(entered: Entered, actor: str) -> list[DutyRuling]:
    return [ruling for place, ruling in entered.rulings.items() if place[1] == actor]


def _keep_binding(entered: Entered, actor: str, who: Who) -> None:
    held = entered.bindings.get(actor)
    if not who.is_said:
        if held is not None:
            db.session.delete(held.row)
        if actor.startswith(OWN):
            for ruling in rulings_of(entered, actor):
                db.session.delete(ruling)
        return
    row = held.row if held is not None else None
    if row is None:
        row = ActorBinding(**_whole(entered), actor=actor, title=who.title)
        db.session.add(row)
    for name, value in vars(who).items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def own_key(entered: Entered, title: str) -> str:
    """The key of a further actor, free and for good."""
    if not title:
        raise DomainError(NAME_MISSING, "new_title")
    taken = {int(key.removeprefix(OWN)) for key in entered.bindings if key.startswith(OWN)}
    taken |= {int(actor.removeprefix(OWN)) for _row, actor in entered.rulings if actor.startswith(OWN)}
    return f"{OWN}{max(taken, default=0) + 1}"


# --- rulings -----------------------------------------------------------------------------------


def rule(
    ctx: Context,
    engagement: Engagement,
    entered: Entered,
    place: tuple[str, str],
    sides: Mapping[Side, Ruling | None],
    reason: str,
    *,
    version: int,
) -> None:
    """`place`: row and actor. A side without a ruling is as the template has it; without any the ruling goes."""
    _begin(ctx, engagement, entered, version)
    if not reason:
        raise DomainError(REASON_MISSING, "reason")
    said = {side.value: ruling for side, ruling in sides.items()}
    row = entered.rulings.get(place)
    if row is None and not any(said.values()):
        raise DomainError(NO_SIDE, Side.DOES.value)
    if not any(said.values()):
        if row is not None:
            db.session.delete(row)
    elif row is None:
        row_id, actor = place
        made = DutyRuling(**_whole(entered), row=row_id, actor=actor, reason=reason, **said)
        db.session.add(made)
    else:
        for name, value in {**said, "reason": reason}.items():
            setattr(row, name, value)
    _end(ctx, Act.MATRIX_RULED, engagement, entered.matrix, reason=reason)


# --- gaps --------------------------------------------------------------------------------------


def charge(ctx: Context, engagement: Engagement, entered: Entered, gap: str, facts: FindingFacts) -> Finding:
    """The gap becomes a finding about the engagement, with somebody to deal with it; the next one only after
    that has ended."""
    _must(ctx, engagement)
    earlier = entered.charged.get(gap)
    if earlier is not None and not earlier.has_ended:
        raise DomainError(CHARGED, number=earlier.number)
    if rules.find_gap(entered.resolved(), gap) is None:
        raise DomainError(NO_GAP)
    if facts.due_on is not None and facts.due_on < day_of(ctx.at):
        raise DomainError(PAST_DUE, "due_on")
    made = findings.raise_finding(ctx, facts, subject_type=Engagement.__tablename__, subject_id=engagement.id)
    turn = earlier.turn + 1 if earlier is not None else 1
    db.session.add(GapFinding(**_whole(entered), gap=gap, turn=turn, finding_id=made.id))
    db.session.flush()  # two who raise it at one moment meet here, before either touches the matrix
    _end(ctx, Act.MATRIX_GAP_CHARGED, engagement, entered.matrix)
    return made


# --- a newer version of the template -------------------------------------------------------------


def what_goes(entered: Entered, template: Template) -> Carried:
    actors = {key: held.row.title for key, held in entered.bindings.items()}
    return rules.carried(entered.content, template.content, entered.options, actors, entered.ruled)


def move_on(
    ctx: Context, engagement: Engagement, entered: Entered, template: Template, *, version: int
) -> Carried:
    """What hung on something that is gone or was changed is taken out; everything else stays."""
    _begin(ctx, engagement, entered, version)
    if entered.matrix.content_id == template.version.id:
        raise DomainError(NOTHING_NEWER)
    gone = what_goes(entered, template)
    for row in (
        *_of(entered.answers, gone.answers),
        *(held.row for held in _of(entered.bindings, gone.actors)),
        *_of(entered.rulings, gone.rulings),
    ):
        db.session.delete(row)
    entered.matrix.content_id = template.version.id
    _end(ctx, Act.MATRIX_MOVED_ON, engagement, entered.matrix)
    return gone


def _of(rows: Mapping[K, T], keys: Iterable[K]) -> list[T]:
    return [rows[key] for key in keys]
