"""The order of what is found: what was named exactly comes before what only speaks of it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from app.core.search import Hit
from app.overview import records
from app.standards.models import ContentKind
from app.standards.rules.numbers import number_key

SHORTEST = 2
MOST_FOR_ONE = 3
REMARK = "（"  # what follows a name in brackets need not be typed
# Their titles begin with a number. Of the others it stands alone in the detail.
NUMBERED = frozenset({"standard_item", "standard_question", ContentKind.QUESTIONNAIRE.value})


def named_first(hits: Iterable[Hit], asked: str) -> list[Hit]:
    """What has exactly this name or number, by its groups, then the rest in the order it came in."""
    key, last = number_key(asked), len(records.FOUND)
    return sorted(hits, key=lambda hit: records.FOUND.index(hit.kind) if _is_named(hit, key) else last)


def _is_named(hit: Hit, key: str) -> bool:
    number = hit.title.partition(" ")[0] if hit.kind in NUMBERED else hit.detail
    names = (hit.title, hit.title.partition(REMARK)[0], hit.title_en, number)
    return any(_may_be(text, key) and number_key(text) == key for text in names if text)


def _may_be(text: str, key: str) -> bool:
    """A thousand hits are mostly told apart by their beginning and length, without spelling each of them out: one
    sign of a key comes of a few characters at most."""
    return _begins(text[:2]) == key[:1] and len("".join(text.split())) <= MOST_FOR_ONE * len(key)


@lru_cache(4096)
def _begins(head: str) -> str:
    """The first sign of the key of all that begin so; of two characters, as a mark of voice may follow the first."""
    return number_key(head)[:1]


def kinds_in_order(hits: Iterable[Hit], asked: str) -> Sequence[str]:
    """Groups that hold what was named, then the published kind that was named, then all as they always stand."""
    key = number_key(asked)
    named = {hit.kind for hit in hits if _is_named(hit, key)}
    return sorted(records.FOUND, key=lambda kind: (kind not in named, not _is_kind(kind, key)))


def _is_kind(kind: str, key: str) -> bool:
    """By its whole name or the beginning of it. Only what is published: a service may be called サービス."""
    is_asked = kind in set(ContentKind) and len(key) >= SHORTEST
    return is_asked and number_key(records.label_of(kind)).startswith(key)
