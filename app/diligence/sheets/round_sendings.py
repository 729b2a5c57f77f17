"""Sendings of a round: what became of each on its page, and who gets what for who confirms one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import markup, words
from app.core.context import Context
from app.core.errors import DomainError, NotFound
from app.core.web import translated
from app.diligence.models import Assessment, AssessmentRound, AssessmentState, Assignment, RoundSending
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments, naming
from app.diligence.queries import sendings as queries
from app.diligence.services import telling
from app.diligence.services.round_sending import Sent
from app.diligence.services.sending import NO_CONTACT
from app.diligence.sheets.assessment_rows import subjects_named
from app.diligence.sheets.foreseen import count_words
from app.identity import queries as identity
from app.work.approvals import Row, Table

PAGE = 50


def explained(ctx: Context, sending_id: UUID) -> list[Row]:
    """What is the same for all of them."""
    found = _seen(ctx, sending_id)
    if found is None:
        return []
    sending, made = found
    some = next(iter(queries.parts_of(queries.ids_of(sending)[:1]).values()), [])
    titles = [part.title for part in some[:1]]
    return [(_("Questionnaire"), "".join(titles), ""), (_("Note"), made.note, "")]


def _seen(ctx: Context, sending_id: UUID) -> tuple[RoundSending, AssessmentRound] | None:
    try:
        return queries.get_sending(ctx, sending_id)
    except NotFound:
        return None


def tabulated(ctx: Context, sending_id: UUID, page: int) -> Table | None:
    """A page of them at a time; whoever may not see an assessment is not told of it."""
    found = _seen(ctx, sending_id)
    if found is None:
        return None
    ids = queries.ids_of(found[0])
    last = max(0, (len(ids) - 1) // PAGE)
    page = min(max(page, 0), last)
    shown = ids[page * PAGE : (page + 1) * PAGE]
    heads = [
        (_("Assessment number"), False), (_("What is assessed"), False), (_("Respondent"), False),
        (_("Goes to"), False), (_("Questions"), True), (_("Due"), False), (_("Message"), False),
    ]  # fmt: skip
    first = page * PAGE
    label = _("%(first)s–%(last)s of %(total)s", first=first + 1, last=first + len(shown), total=len(ids))
    return Table(_("Who gets what"), heads, _rows(ctx, shown), label, page, page < last)


def _rows(ctx: Context, ids: Sequence[UUID]) -> list[list[Any]]:
    query = assessments.visible_to(ctx).where(Assessment.id.in_(ids))
    seen = {one.id: one for one in queries.all_of(query)}
    rows = [seen[one] for one in ids if one in seen]
    parts = queries.parts_of(list(seen))
    every = [part for some in parts.values() for part in some]
    _held = queries.people_and_places(every)
    names, subjects = naming.respondents_of(ctx, every), subjects_named(ctx, rows)
    return [
        [*_about(one, subjects), names[part.id], *_part(part)]
        for one in rows for part in parts[one.id]
    ]  # fmt: skip


def _about(one: Assessment, subjects: Mapping[UUID, str]) -> list[Any]:
    place = url_for("diligence.assessment_questions", assessment_id=one.id)
    subject = one.engagement_id or one.service_id or one.organisation_id
    name = subjects.get(subject, "") if subject else ""
    return [markup.element("a", {"href": place}, markup.text(one.number)), name]


def _part(part: Assignment) -> list[Any]:
    return [goes_to(part), count_words(part.asked_count, part.more_count), part.due_on, part.message]


def goes_to(part: Assignment) -> str:
    """Who, at which address, in which way; of our own units nobody in particular."""
    if part.unit_id is not None:
        return words.value_label(part.channel)
    reader = telling.leads(part)
    told = f"{reader.name} {reader.address}".strip() if reader else str(_("Nobody named"))
    return f"{told}\n{words.value_label(part.channel)}"


# --- the page of the round ------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    number: str
    url: str
    reason: str


@dataclass(frozen=True)
class Shown:
    unit: str
    asked_by: str
    asked_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    state: str
    tone: str
    count: int
    out: int
    stayed: int
    held: list[Held]


def of_round(ctx: Context, made: AssessmentRound) -> list[Shown]:
    """The newest first, for who may see all that it is about; what stayed, and still does, by number."""
    found = [row for row in queries.of_round(made) if ctx.may(P.ASSESSMENT_VIEW, row.unit_id)]
    people = identity.names_of(
        {one for row in found for one in (row.asked_by_id, row.confirmed_by_id) if one is not None}
    )
    units = identity.unit_names({row.unit_id for row in found})
    stayed = {UUID(one) for row in found for one in row.held}
    query = assessments.visible_to(ctx).where(
        Assessment.id.in_(stayed), Assessment.state == AssessmentState.PREPARED
    )
    numbers = {one.id: one.number for one in queries.all_of(query)} if stayed else {}
    return [_shown(row, people, units, numbers) for row in found]


def _shown(
    row: RoundSending, people: Mapping[UUID, str], units: Mapping[UUID, str], numbers: Mapping[UUID, str]
) -> Shown:
    state, tone = _state(row)
    return Shown(
        units.get(row.unit_id, ""), people.get(row.asked_by_id, ""), row.asked_at,  # type: ignore[arg-type]
        people.get(row.confirmed_by_id, ""), row.confirmed_at, state, tone,  # type: ignore[arg-type]
        len(row.lines), row.done - len(row.held), len(row.held), [
            Held(
                numbers[UUID(one)], url_for("diligence.assessment", assessment_id=one),
                translated(DomainError(told[0], **told[1])),
            )
            for one, told in row.held.items() if UUID(one) in numbers
        ],
    )  # fmt: skip


def _state(row: RoundSending) -> tuple[str, str]:
    if row.is_refused:
        return str(_("Not sent")), "neutral"
    if row.confirmed_at is None:
        return str(_("Waiting for confirmation")), "attention"
    if row.finished_at is None:
        return str(_("Being sent")), "attention"
    return str(_("Sent")), "good"


# --- after the button -----------------------------------------------------------------------------

TOLD = 10


def asked_words(sent: Sent) -> list[str]:
    """One confirmation goes without saying."""
    said = ngettext(
        "The sending of %(num)d waits until somebody else confirms it.",
        "The sending of %(num)d waits until somebody else confirms it.",
        sent.waiting,
    )
    count = len(sent.asked)
    if count == 1:
        return [said]
    several = _(
        "Nobody is above all the units in charge, so that %(count)s confirmations were asked for.",
        count=count,
    )
    return [said, several]


def refused_words(refused: Sequence[tuple[Assessment, DomainError]]) -> list[str]:
    """What is wrong with many in the same way is said once."""
    lacking = [(one, error) for one, error in refused if error.message == NO_CONTACT]
    found: dict[str, list[str]] = {}
    for one, error in refused:
        if error.message != NO_CONTACT:
            found.setdefault(translated(error), []).append(one.number)
    said = [f"{_few(numbers)}{_(': ')}{text}" for text, numbers in found.items()]
    if lacking:
        names = list(dict.fromkeys(error.params["names"] for _one, error in lacking))
        gathered = ngettext(
            "%(num)d stays prepared, as nobody can be reached: %(names)s. Name a lead there, or an address.",
            "%(num)d stay prepared, as nobody can be reached: %(names)s. Name a lead there, or an address.",
            len(lacking), names=_few(names),
        )  # fmt: skip
        said.insert(0, str(gathered))
    return said


def _few(names: Sequence[str]) -> str:
    told = str(_(", ")).join(names[:TOLD])
    return (
        told
        if len(names) <= TOLD
        else str(_("%(names)s and %(more)s more", names=told, more=len(names) - TOLD))
    )
