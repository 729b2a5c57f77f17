"""The use of one edge by one engagement and the consent to it: its page."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import render_template, url_for

from app.core import asat, history
from app.core.audit import reading
from app.core.authz import requires
from app.core.dates import day_of
from app.core.errors import NotFound
from app.core.web import current_context
from app.identity.queries import names_of as people_named
from app.overview import chain_rows, edges
from app.overview.views import bp
from app.register.models import ConsentState, EngagementSupply
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements
from app.register.queries.consents_then import step_on
from app.register.rules import consents as rules
from app.register.rules.chain import Use, names_of
from app.work import queries as work_queries
from app.work.models import Approval, ApprovalState

HISTORY_SHOWN = 50
STEPS: dict[str, tuple[frozenset[ConsentState], P]] = {
    "apply": (frozenset({ConsentState.APPLIED}), P.CONSENT_APPLY),
    "examine": (frozenset({ConsentState.EXAMINED}), P.CONSENT_EXAMINE),
    "decide": (frozenset({ConsentState.GRANTED}), P.CONSENT_DECIDE),
    "ask": (frozenset({ConsentState.GRANTED}), P.CONSENT_EXAMINE),
    "withdraw": (frozenset({ConsentState.WITHDRAWN, ConsentState.NOT_APPLIED}), P.CONSENT_APPLY),
}


@bp.route("/engagements/<uuid:engagement_id>/chain/<uuid:supply_id>")
@requires(P.CONSENT_VIEW)
def consent(engagement_id: UUID, supply_id: UUID) -> str:
    ctx = current_context()
    moment = asat.read()
    edge = edges.edge_of(engagements.get_engagement(ctx, engagement_id), supply_id, moment)
    use = _on_that_day(_then(edge.use, moment), edge, moment)
    people: dict[UUID, str] = {}
    lines = _history(edge, people) if not moment.is_read_only and ctx.may(P.ENGAGEMENT_HISTORY) else []
    return render_template(
        "overview/consent.html",
        edge=edge,
        use=use,
        cells=chain_rows,
        moment=moment,
        people=people or _people(use),
        approval=_approval(use),
        lines=lines,
        steps=_steps(edge) if not moment.is_read_only else {},
        waiting=None if moment.is_read_only else _open_request(edge.use),
        none_yet=ConsentState.NOT_APPLIED,
    )


def _then(use: EngagementSupply | None, moment: asat.Moment) -> EngagementSupply | None:
    if use is None or moment.instant is None:
        return use
    return reading.state_at(use, moment.instant)


def _on_that_day(present: EngagementSupply | None, edge: edges.Edge, moment: asat.Moment) -> Any:
    """Without what was applied for or decided after the day that is shown, as the chain has it."""
    judged = edge.row.use
    if present is None or judged is None or moment.on >= day_of(current_context().at):
        return present
    use = step_on(present, moment.on, moment.instant)
    if (judged.state, judged.applied_on) == (use.state, use.applied_on):
        return use
    is_applied, is_decided = judged.applied_on is not None, judged.decided_on is not None
    return SimpleNamespace(
        **{name: getattr(judged, name) for name in names_of(Use)}, note=use.note,
        applied_by=use.applied_by if is_applied else "", examined_on=None, examined_by_id=None, examination="",
        decided_by_id=use.decided_by_id if is_decided else None,
        approval_id=use.approval_id if is_decided else None,
    )  # fmt: skip


def _people(use: EngagementSupply | None) -> dict[UUID, str]:
    asked = {use.examined_by_id, use.decided_by_id} if use is not None else set()
    return dict(people_named({person for person in asked if person is not None}))


def _approval(use: EngagementSupply | None) -> Approval | None:
    """Only for who may open it."""
    if use is None or use.approval_id is None:
        return None
    try:
        return work_queries.get_approval(current_context(), use.approval_id)
    except NotFound:
        return None


def _open_request(use: EngagementSupply | None) -> Approval | None:
    if use is None or use.state != ConsentState.EXAMINED:
        return None
    seen = work_queries.approvals_seen_of(current_context(), EngagementSupply.__tablename__, use.id, 1)
    return seen[0] if seen and seen[0].state == ApprovalState.REQUESTED else None


def _history(edge: edges.Edge, people: dict[UUID, str]) -> list[Any]:
    """`people` is filled with everybody named, who acted or decided, so that they are looked up once."""
    use = edge.use
    if use is None:
        return []

    def named(ids: set[UUID]) -> dict[UUID, str]:
        asked = {*ids, use.examined_by_id, use.decided_by_id} - {None}
        people.update(people_named({person for person in asked if person is not None}))
        return {**people, edge.engagement.id: edge.engagement.title, edge.link.id: edge.name}

    return history.lines(current_context(), reading.entries_about(use, HISTORY_SHOWN), named)


def _steps(edge: edges.Edge) -> dict[str, str]:
    """The steps that may follow and that this person may do, with their addresses."""
    ctx, unit_id = current_context(), edge.engagement.unit_id
    state = edge.use.state if edge.use is not None else ConsentState.NOT_APPLIED
    asked: dict[str, Any] = {"engagement_id": edge.engagement.id, "supply_id": edge.link.id}
    found = {"use": url_for("overview.consent_use", **asked)} if ctx.may(P.CONSENT_APPLY, unit_id) else {}
    for name, (to, permission) in STEPS.items():
        needed = P.CONSENT_DECIDE if name == "withdraw" and state == ConsentState.GRANTED else permission
        if to & rules.MOVES[state] and ctx.may(needed, unit_id):
            found[name] = url_for(f"overview.consent_{name}", **asked)
    return found
