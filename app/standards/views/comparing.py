"""What publishing would change, question by question: what it said, what it will say, who wanted it and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.identity.queries import names_of as people_named
from app.standards.queries.layers import Standing
from app.standards.rules import layering as rules
from app.standards.rules import saying
from app.standards.sheets.part_words import parts_told
from app.standards.sheets.questions import Sheet, sheet_of
from app.standards.sheets.voices import Voice
from app.standards.views.questionnaires import difference_words
from app.standards.views.questions import item_names, row_of
from app.standards.views.voicing import LANGUAGES, Shown

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question, Questionnaire

Facts = dict[str, str]
# Texts in the language that is not the reader's.
OTHERWISE = {
    "en": {
        "text": _l("Wording in English"),
        "help": _l("Help in English"),
        "evidence": _l("Evidence wanted, in English"),
        "cap_why": _l("Why it is critical, in English"),
    },
    "ja": {
        "text": _l("Wording in Japanese"),
        "help": _l("Help in Japanese"),
        "evidence": _l("Evidence wanted, in Japanese"),
        "cap_why": _l("Why it is critical, in Japanese"),
    },
}


@dataclass(frozen=True)
class Detail:
    """`before` is None where the question is new."""

    label: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Why:
    reason: str
    who: str
    at: datetime


def compared(standing: Standing, found: Sequence[rules.Difference], voices: Shown) -> list[dict[str, Any]]:
    if not found:
        return []
    after = rules.layered(standing.delivered, standing.changes)
    sides = [side for one in found for side in (one.before, one.after) if side is not None]
    telling = _Telling(
        (standing.content, after), voices.first, item_names({i for q in sides for i in q.touches})
    )
    reasons = _reasons(standing)
    return [
        {
            "row": row_of(one.present, standing.version.key, voices, [], {}),
            "what": difference_words(one),
            "details": telling.details(one),
            "lost_cap": _lost_cap(one),
            "reasons": reasons.get(one.question, []),
        }
        for one in found
    ]


def _lost_cap(one: rules.Difference) -> int | None:
    goes = one.before if one.after is None else None
    return goes.critical.cap if goes is not None and goes.critical else None


def _reasons(standing: Standing) -> dict[str, list[Why]]:
    """Of the changes that wait; one that was taken back is no row any more, its reason is in the log."""
    waiting = [one for one in standing.changes if not standing.is_in_use(one)]
    people = people_named({one.made_by_id for one in waiting if one.made_by_id})
    found: dict[str, list[Why]] = {}
    for one in waiting:
        who = people.get(one.made_by_id, "") if one.made_by_id else ""
        found.setdefault(one.question, []).append(Why(one.reason, who, one.made_at))
    return found


class _Telling:
    """`voice` is the reader's; texts are frozen in both languages, so the `other` one is told beside it."""

    def __init__(
        self, contents: tuple[Questionnaire, Questionnaire], voice: Voice, items: Mapping[str, str]
    ) -> None:
        self.contents, self.voice, self.items = contents, voice, items
        self.other = Voice(next(one for one in LANGUAGES if one != voice.language))

    def details(self, one: rules.Difference) -> list[Detail]:
        """Of a question that goes there is nothing more to say."""
        if one.after is None:
            return []
        after = self.facts(self.contents[1], one.after)
        if one.before is None:
            # The row begins with its wording.
            return [Detail(name, None, said) for name, said in list(after.items())[1:] if said]
        before = self.facts(self.contents[0], one.before)
        names = [*after, *(name for name in before if name not in after)]
        return [
            Detail(name, before.get(name, ""), after.get(name, ""))
            for name in names
            if before.get(name, "") != after.get(name, "")
        ]

    def facts(self, content: Questionnaire, question: Question) -> Facts:
        """The wording first."""
        sheet, voice = sheet_of(content, question, self.voice), self.voice
        other = sheet_of(content, question, self.other)
        also = partial(_also, sheet, other)
        return {
            _("Wording"): sheet.text, **also("text"),
            _("Section"): self._place(content, question),
            **parts_told(sheet.parts, other.parts, voice),
            _("Asked when"): sheet.asked_when,
            _("Critical"): " ".join(filter(None, (sheet.cap, sheet.cap_why))), **also("cap_why"),
            _("Weight"): sheet.weight,
            _("Respondent"): voice.value(question.respondent),
            _("Answer is given"): voice.value(question.scope),
            _("Level of questions"): voice.value(question.levels),
            _("Help"): sheet.help, **also("help"),
            _("Evidence"): sheet.evidence, **also("evidence"),
            _("Items touched"): voice.say(saying.COMMA).join(self.items[one] for one in question.touches),
        }  # fmt: skip

    def _place(self, content: Questionnaire, question: Question) -> str:
        """With the question that an own one was put behind."""
        found = next(one for one in content.sections if question.id in {each.id for each in one.questions})
        layer = {one.question: one.values.get("after") for one in rules.layer_of(content)}
        title, after = self.voice.text(found.title), layer.get(question.id)
        return _("%(section)s, after %(question)s", section=title, question=after) if after else title


def _also(sheet: Sheet, other: Sheet, name: str) -> Facts:
    """What the other language says; nothing where the same words stand for both."""
    said = getattr(other, name)
    return {str(OTHERWISE[other.language][name]): "" if said == getattr(sheet, name) else said}
