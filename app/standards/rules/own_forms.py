"""A form of somebody else as a questionnaire of the institution's own: the same content that files hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.words import N_
from app.standards.rules.layering import OWN

LONGEST_ID = 60
TITLES = 200
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_OWN_NAME = re.compile("(?<![該担相正])当行(?![為員うわっい動政])")
_BLANK = re.compile("(?<=[ぁ-ヿ一-鿿、。]) +(?=[ぁ-ヿ一-鿿])")
_BRACES = str.maketrans({"{": "（", "}": "）"})
_ENGLISH_BRACES = str.maketrans({"{": "(", "}": ")"})

NO_KEY = N_("Write the key in small letters, digits and hyphens, at most 30, such as caiq-v4.")
NO_QUESTIONS = N_("There is no question to make a questionnaire of.")
ABOUT = {
    "ja": "他社様式「%s」を取り込んだ、{institution}独自の質問票です。",
    "en": "A questionnaire of the institution’s own, made of the form “%s”.",
}
ANSWER = {"ja": "回答", "en": "Answer"}
COMMENT = {"ja": "補足説明", "en": "Comment"}
OTHERS = {"ja": "その他", "en": "Other"}
CHOICES = (
    ("yes", {"ja": "はい", "en": "Yes"}), ("partial", {"ja": "一部", "en": "In part"}),
    ("no", {"ja": "いいえ", "en": "No"}),
)  # fmt: skip


class AnswerKind(StrEnum):
    YES_NO = "yes_no"
    YES_PART_NO = "yes_part_no"
    TEXT = "text"


@dataclass(frozen=True)
class FormQuestion:
    number: str
    text: str
    section: str = ""
    help: str = ""
    # Where another question has the same number: what tells the two apart.
    place: str = ""


@dataclass(frozen=True)
class OwnForm:
    """`cited`: the name of the form and when it was brought. `edition`: "" where it follows no standard that is
    recorded. `expects_yes`: yes is the answer that is wanted."""

    key: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    cited: str
    edition: str
    scope: str
    answer: AnswerKind
    questions: Sequence[FormQuestion]
    expects_yes: bool = False


def key_of(short: str) -> str | None:
    """own.caiq-v4; None where it cannot be one."""
    return OWN + short if _KEY.fullmatch(short) else None


def question_ids(short: str, numbers: Sequence[str]) -> list[str]:
    """A permanent id for each: its number in the form, and its place where that is missing or there twice."""
    found: list[str] = []
    used: set[str] = set()
    for place, number in enumerate(numbers, start=1):
        room = LONGEST_ID - len(f"own-{short}-") - 6
        slug = _slug(number)[:room].strip("-")
        name = f"own-{short}-{slug}" if slug else f"own-{short}-q{place}"
        if name in used:
            name = f"{name}-{place}"
        used.add(name)
        found.append(name)
    return found


def _slug(number: str) -> str:
    return _NOT_SLUG.sub("-", unicodedata.normalize("NFKC", number).lower()).strip("-")


def said(text: str) -> dict[str, str]:
    """A text of the form in both languages: one paragraph, as content wants it."""
    line = " ".join(text.split())
    japanese = _BLANK.sub("", line) if line.endswith("。") else line
    return {
        "ja": _OWN_NAME.sub("{institution}", japanese.translate(_BRACES)), "en": line.translate(_ENGLISH_BRACES),
    }  # fmt: skip


def content_of(form: OwnForm, short: str) -> dict[str, Any]:
    """What a file of ours would say."""
    ids = question_ids(short, [one.number for one in form.questions])
    sections: dict[str, list[dict[str, Any]]] = {}
    for name, question in zip(ids, form.questions, strict=True):
        sections.setdefault(question.section, []).append(_question(form, name, question))
    return {
        "key": form.key, "version": 1, "title": dict(form.title), "about": dict(form.about),
        "audience": "third_party", **({"edition": form.edition} if form.edition else {}),
        "sections": [
            {"key": f"s{place}", "title": said(title) if title else OTHERS, "questions": questions}
            for place, (title, questions) in enumerate(sections.items(), start=1)
        ],
    }  # fmt: skip


def _question(form: OwnForm, name: str, question: FormQuestion) -> dict[str, Any]:
    number = f"{question.number} " if question.number else ""
    if number and question.place:
        # `said` writes braces as the brackets of each language.
        number = f"{question.number}{{{question.place}}} "
    told: dict[str, Any] = {
        "id": name, "scope": form.scope, "respondent": "vendor", "levels": "both",
        "text": said(number + question.text), "sources": [{"cite": form.cited, "from": "OWN"}],
        "parts": list(_parts(form)),
    }  # fmt: skip
    return told | ({"help": said(question.help)} if question.help.strip() else {})


def _parts(form: OwnForm) -> Iterator[dict[str, Any]]:
    if form.answer == AnswerKind.TEXT:
        yield {"key": "answer", "type": "text"}
        return
    if form.answer == AnswerKind.YES_NO:
        yield {"key": "answer", "type": "yes_no", "label": ANSWER} | (
            {"expect": "yes"} if form.expects_yes else {}
        )
    else:
        points = {"yes": 1, "partial": 0.5, "no": 0} if form.expects_yes else {}
        yield {
            "key": "answer", "type": "single", "label": ANSWER,
            "options": [
                {"key": key, "label": label} | ({"points": points[key]} if points else {}) for key, label in CHOICES
            ],
        }  # fmt: skip
    yield {"key": "comment", "type": "text", "required": False, "label": COMMENT}
