"""What the columns of several kinds have in common."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from app.exchange import plain
from app.exchange.kinds.labels import labels_of
from app.exchange.reading import values as read
from app.exchange.reading.mapping import Field
from app.exchange.reading.values import Choice
from app.register.models import (
    Category,
    ConsentKind,
    ConsentState,
    ForeignBasis,
    OutsourcingJudgement,
    Stage,
)

COUNTRIES = read.list_of(read.country)
LISTED = read.list_of(read.line)
ID = Field("id", ("Sekisho ID", "Sekisho record"), read.code)


def column(
    table: str, key: str, reader: read.Reader = read.line, *synonyms: str, of: str = "", **more: Any
) -> Field:
    """Headed as the page calls the field; `of`: the column that the field is, where its key is another."""
    return Field(key, labels_of(table, of or key), reader, synonyms, **more)


# What other ledgers write, beside the words of our own pages.
_ALSO: Mapping[Any, tuple[str, ...]] = {
    OutsourcingJudgement.OUTSOURCING: ("該当", "該当する", "外部委託", "○"),
    OutsourcingJudgement.NOT_OUTSOURCING: ("非該当", "該当しない", "外部委託でない", "×"),
    Category.CONTRACT_WORK: ("請負契約",),
    Category.QUASI_MANDATE: ("準委任契約", "業務委託"),
    Category.DISPATCH: ("派遣契約", "人材派遣", "労働者派遣"),
    Category.CLOUD: ("クラウドサービス", "クラウド利用"),
    Stage.OPERATION: ("運用中", "利用中", "契約中", "稼働中"),
    Stage.ENDED: ("終了済み", "契約終了", "解約"),
    ForeignBasis.CONSENT: ("同意",),
    ForeignBasis.NOT_APPLICABLE: ("該当なし", "対象外"),
    ConsentKind.PRIOR: ("事前承諾", "個別承諾", "個別"),
    ConsentKind.BLANKET: ("包括",),
    ConsentKind.NOTICE: ("通知",),
    ConsentKind.EXEMPT: ("不要", "承諾不要"),
    ConsentState.APPLIED: ("申請済み", "受付済み"),
    ConsentState.EXAMINED: ("審査済",),
    ConsentState.GRANTED: ("承諾", "承諾済", "承認", "承認済み"),
    ConsentState.REFUSED: ("否認", "却下"),
}


@cache
def choice(enum: type[StrEnum]) -> read.Reader:
    known = read.choices_of(enum)
    return read.one_of([Choice(one.value, (*one.spellings, *_ALSO.get(one.value, ()))) for one in known])


def entries(names: Callable[[str], Mapping[str, str]]) -> tuple[Choice, ...]:
    """What the institution's own list holds today, by its names in both languages and its keys."""
    english = names("en")
    return tuple(Choice(key, (name, english[key], key)) for key, name in names("ja").items())


def given(values: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Those of the fields in which something stands."""
    return {key: values[key] for key in keys if not plain.is_empty(values.get(key))}


def in_order(values: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Lists in one fixed order, each entry once, so that the same set is never a change."""
    return {key: sorted(set(values[key])) for key in keys if values.get(key)}
