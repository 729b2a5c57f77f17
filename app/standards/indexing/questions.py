"""By which words a question is found: its number and its text in both languages, ours and the institution's."""

from flask_babel import force_locale

from app.core import search
from app.identity import institution
from app.standards.indexing import places
from app.standards.models import StandardQuestion

KIND = StandardQuestion.__tablename__
LONGEST = 120
OPEN = "{institution}"


def describe(question: StandardQuestion) -> search.Entry:
    japanese = _named(question.title_ja)
    return search.Entry(
        kind=KIND,
        title=_headed(question.question, japanese),
        detail=_named(question.place_ja),
        sort_key=places.question(question.sort_key),
        texts=[
            question.question,
            japanese,
            question.title_en,
            *(_named(words) for words in question.other_words.splitlines()),
        ],
        title_en=_headed(question.question, question.title_en),
        detail_en=question.place_en,
    )


def _headed(number: str, text: str) -> str:
    return f"{number} {text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}"


def _named(text: str) -> str:
    """With what the institution calls itself; English texts need no such word."""
    if OPEN not in text:
        return text
    with force_locale("ja"):
        return text.replace(OPEN, institution.noun())


search.indexed(StandardQuestion, describe)
