"""By which words a question is found: its number, its text in both languages, ours and the institution's, and the
numbers of the items that it touches."""

from app.core import search
from app.standards.indexing import places
from app.standards.indexing.saying import named, shortened
from app.standards.models import StandardQuestion

KIND = StandardQuestion.__tablename__


def describe(question: StandardQuestion) -> search.Entry:
    japanese = named(question.title_ja)
    return search.Entry(
        kind=KIND,
        title=_headed(question.question, japanese),
        detail=named(question.place_ja),
        sort_key=places.question(question.sort_key),
        texts=[
            question.question,
            japanese,
            question.title_en,
            *(named(words) for words in question.other_words.splitlines()),
        ],
        title_en=_headed(question.question, question.title_en),
        detail_en=question.place_en,
    )


def _headed(number: str, text: str) -> str:
    return f"{number} {shortened(text)}"


search.indexed(StandardQuestion, describe)
