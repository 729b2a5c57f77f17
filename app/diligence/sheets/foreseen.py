"""Who would be asked what, for pages before the sending: the questions one by one, and who leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_babel import get_locale
from flask_babel import gettext as _

from app.core import words
from app.core.context import Context
from app.diligence.models import Assessment, AssessmentState, Assignment, Channel
from app.diligence.queries import naming, proposals
from app.diligence.rules.foreseeing import Foreseen, foreseen
from app.diligence.rules.respondents import Party
from app.diligence.rules.sheets import asked_now
from app.diligence.services import sending
from app.diligence.services.starting import Outlook
from app.diligence.sheets.assessments import level_words
from app.identity import queries as identity
from app.standards.sheets.voices import Voice

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Questionnaire


@dataclass(frozen=True)
class Line:
    """One question. `is_possible`: only if an answer makes its condition true."""

    number: str
    text: str
    is_possible: bool


@dataclass(frozen=True)
class Respondent:
    name: str
    level: str
    counted: str
    lead: str
    address: str
    way: str
    is_outside: bool
    lines: Sequence[Line]


def before_starting(
    content: Questionnaire, told: Mapping[Party, Foreseen], names: Mapping[UUID, str], outlook: Outlook
) -> list[Respondent]:
    people = identity.names_of({one[0] for one in outlook.leads.values() if one[0] is not None})
    return [
        _before_starting(content, party, one, names, outlook, people)
        for party, one in told.items()
    ]  # fmt: skip


def _before_starting(
    content: Questionnaire, party: Party, told: Foreseen, names: Mapping[UUID, str], outlook: Outlook,
    people: Mapping[UUID, str],
) -> Respondent:  # fmt: skip
    lead_id, contact, address = outlook.leads[party]
    lead = people.get(lead_id, "") if lead_id else contact
    way = outlook.ways.get(party, Channel.HERE)
    return Respondent(
        names.get(party.organisation_id or party.unit_id, ""),  # type: ignore[arg-type]
        level_words(party.level), counted(told), lead, "" if lead_id else address, words.value_label(way),
        not party.is_ours, _lines(content, told),
    )  # fmt: skip


def of_assessment(ctx: Context, assessment: Assessment, parts: Sequence[Assignment]) -> list[Respondent]:
    """As it would be sent now, or as it was sent."""
    content = proposals.content_read(assessment.content_id)
    is_prepared = assessment.state == AssessmentState.PREPARED
    facts = sending.facts_now(ctx, assessment) if is_prepared else {}
    names = naming.respondents_of(ctx, parts)
    people = identity.names_of({one.lead_id for one in parts if one.lead_id})
    found = []
    for part in parts:
        told = foreseen(content.questions(), part.questions, facts) if is_prepared else _sent(part)
        lead = people.get(part.lead_id, "") if part.lead_id else part.contact_name
        found.append(Respondent(
            names[part.id], level_words(part.level), counted(told), lead,
            "" if part.lead_id else part.contact_email, words.value_label(part.channel),
            part.unit_id is None, _lines(content, told),
        ))  # fmt: skip
    return found


def _sent(part: Assignment) -> Foreseen:
    return Foreseen(tuple(part.questions), asked_now(part.questions, part.conditions, {}, {}))


def _lines(content: Any, told: Foreseen) -> list[Line]:
    voice = Voice(str(get_locale()))
    texts = {one.id: one.text for one in content.questions()}
    return [Line(ref, voice.text(texts[ref]), ref not in told.certain) for ref in told.questions]


def counted(told: Foreseen) -> str:
    return count_words(len(told.certain), told.possible)


def count_words(count: int, more: int) -> str:
    """11, or 11 and one more that an answer can bring."""
    if not more:
        return str(count)
    return str(_("%(count)s (+%(more)s depending on answers)", count=count, more=more))
