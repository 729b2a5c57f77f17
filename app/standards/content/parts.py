"""Parts of a question: each has a permanent key and one of eleven types."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic.functional_validators import AfterValidator

from app.core.words import N_
from app.standards.content.texts import Flag, Number, PartKey, Strict, Text, refuse
from app.standards.content.vocabulary import MOST_COLUMNS

NO_COUNTRY = N_("“%(value)s” is not the two letters of a country.")
NO_BOUND = N_("Say at_least or at_most.")

Points = Annotated[Number, Field(ge=0, le=1)]
Percent = Annotated[Number, Field(ge=0, le=100)]
Decimals = Annotated[int, Field(ge=0, le=6)]
OptionKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=60)]
Keys = Annotated[tuple[str, ...], Field(min_length=1)]
LeastRows = Annotated[int, Field(ge=0, le=200)]
MostRows = Annotated[int, Field(ge=1, le=1000)]


def _country(code: str) -> str:
    if not (len(code) == 2 and code.isascii() and code.isupper()):
        raise refuse(NO_COUNTRY, value=code)
    return code


Country = Annotated[str, AfterValidator(_country)]


def _said_only(is_so: bool | None) -> bool | None:
    """No and nothing mean the same and have one form, so that what never said it stays as it was published."""
    return is_so or None


Exclusive = Annotated[Flag | None, AfterValidator(_said_only)]


class Option(Strict):
    key: OptionKey
    label: Text


class PointedOption(Option):
    points: Points | None = None


Options = Annotated[tuple[Option, ...], Field(min_length=2)]


class ExclusiveOption(Option):
    """`exclusive`: it cannot be chosen together with another one."""

    exclusive: Exclusive = None


ExclusiveOptions = Annotated[tuple[ExclusiveOption, ...], Field(min_length=2)]
PointedOptions = Annotated[tuple[PointedOption, ...], Field(min_length=2)]


def bounded(value: Any) -> Any:
    if isinstance(value, dict) and not {"at_least", "at_most"} & set(value):
        raise refuse(NO_BOUND)
    return value


class Bounds(Strict):
    at_least: Number | None = None
    at_most: Number | None = None


class PercentBounds(Strict):
    at_least: Percent | None = None
    at_most: Percent | None = None


class Age(Strict):
    within_months: Annotated[int, Field(ge=1, le=120)]


class Countries(Strict):
    only: Annotated[tuple[Country, ...], Field(min_length=1)]


class Chosen(Strict):
    """Exactly one of the three; `parts_checks` sees to it."""

    all: Keys | None = None
    any: Keys | None = None
    none: Keys | None = None


class Part(Strict):
    key: PartKey
    label: Text | None = None
    help: Text | None = None
    required: Flag = True


class YesNo(Part):
    type: Literal["yes_no"]
    expect: Literal["yes", "no"] | None = None


class Single(Part):
    type: Literal["single"]
    options: PointedOptions


class Multi(Part):
    type: Literal["multi"]
    options: ExclusiveOptions
    expect: Chosen | None = None


class NumberPart(Part):
    type: Literal["number"]
    unit: Text
    min: Number | None = None
    max: Number | None = None
    decimals: Decimals = 0
    expect: Annotated[Bounds | None, BeforeValidator(bounded)] = None


class PercentPart(Part):
    type: Literal["percent"]
    decimals: Decimals = 0
    expect: Annotated[PercentBounds | None, BeforeValidator(bounded)] = None


class DatePart(Part):
    type: Literal["date"]
    expect: Age | None = None


class CountryPart(Part):
    type: Literal["country"]
    several: Flag = False
    expect: Countries | None = None


class TextPart(Part):
    type: Literal["text"]
    rows: Annotated[int, Field(ge=1, le=20)] = 3


class FilePart(Part):
    type: Literal["file"]
    many: Flag = False


class Score(Part):
    type: Literal["score"]
    min: Annotated[int, Field(ge=0, le=10)]
    max: Annotated[int, Field(ge=0, le=10)]
    labels: dict[int, Text] = Field(default_factory=dict)
    expect: Annotated[Bounds | None, BeforeValidator(bounded)] = None


class Column(Strict):
    key: PartKey
    label: Text
    required: Flag = True


class PlainColumn(Column):
    type: Literal["text", "date", "yes_no"]


class NumberColumn(Column):
    type: Literal["number"]
    unit: Text
    min: Number | None = None
    max: Number | None = None
    decimals: Decimals = 0


class PercentColumn(Column):
    type: Literal["percent"]
    decimals: Decimals = 0


class CountryColumn(Column):
    type: Literal["country"]
    several: Flag = False


class SingleColumn(Column):
    type: Literal["single"]
    options: Options


AnyColumn = Annotated[
    PlainColumn | NumberColumn | PercentColumn | CountryColumn | SingleColumn, Field(discriminator="type")
]


class Table(Part):
    type: Literal["table"]
    columns: Annotated[tuple[AnyColumn, ...], Field(min_length=1, max_length=MOST_COLUMNS)]
    min_rows: LeastRows = 1
    max_rows: MostRows = 200


AnyPart = Annotated[
    YesNo
    | Single
    | Multi
    | NumberPart
    | PercentPart
    | DatePart
    | CountryPart
    | TextPart
    | FilePart
    | Score
    | Table,
    Field(discriminator="type"),
]
PART_TYPES = (
    "yes_no", "single", "multi", "number", "percent", "date", "country", "text", "table", "file", "score",
)  # fmt: skip
