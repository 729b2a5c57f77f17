"""What an institution may set beside a questionnaire, as a file says it and as it is kept.

One model for each kind of change, and one for each type of answer that an own question can have: what a type does
not know is refused, in a file with its line. Choices and columns are known by their place: option_1 is the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from app.core.words import N_
from app.standards.content.conditions import AnyCondition
from app.standards.content.faults import Fault
from app.standards.content.layered import AnyId, LayerChange
from app.standards.content.parts import (
    Age,
    Bounds,
    Chosen,
    Countries,
    Decimals,
    Exclusive,
    LeastRows,
    MostRows,
    PercentBounds,
    Points,
    bounded,
)
from app.standards.content.questionnaires import Critical
from app.standards.content.reading import Node, decoded, depth_faults, parse
from app.standards.content.texts import Flag, ItemRef, Slug, Strict, Text
from app.standards.content.validating import MISSING, WORDS, validate
from app.standards.content.vocabulary import MOST_COLUMNS, Levels, Respondent, Scope

TOO_LARGE = N_("The file is larger than %(most)s KB.")
OTHER_QUESTIONNAIRE = N_("The file is for the questionnaire “%(key)s”, not for “%(wanted)s”.")
TWICE = N_("This change of “%(question)s” is given twice; it stands in line %(line)s already.")

MOST = 1000
LARGEST = 200_000
KILOBYTE = 1000
OwnId = Annotated[str, StringConstraints(pattern=r"^own\.[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Weight = Annotated[int, Field(ge=1, le=5)]
Step = Annotated[int, Field(ge=0, le=10)]
LANGUAGES = frozenset({"ja", "en"})


class Entry(Strict):
    question: AnyId


class Reword(Entry):
    act: Literal["reword"]
    text: Text
    help: Text | None = None
    evidence: Text | None = None


class Weigh(Entry):
    act: Literal["weigh"]
    weight: Weight


class Hide(Entry):
    act: Literal["hide"]


class Require(Entry):
    act: Literal["require"]
    parts: Flag = False
    levels: Flag = False


class Add(Entry):
    question: OwnId
    act: Literal["add"]
    section: Slug
    after: AnyId | None = None
    text: Text
    help: Text | None = None
    evidence: Text | None = None
    scope: Scope
    respondent: Respondent
    levels: Levels
    weight: Weight = 1
    touches: tuple[ItemRef, ...] = ()
    critical: Critical | None = None
    ask_when: AnyCondition | None = None
    required: Flag = True


class Choice(Text):
    points: Points | None = None


class OneOfSeveral(Text):
    exclusive: Exclusive = None


class AddYesNo(Add):
    type: Literal["yes_no"]
    expect: Literal["yes", "no"] | None = None


class AddSingle(Add):
    type: Literal["single"]
    options: Annotated[tuple[Choice, ...], Field(min_length=2)]


class AddMulti(Add):
    type: Literal["multi"]
    options: Annotated[tuple[OneOfSeveral, ...], Field(min_length=2)]
    expect: Chosen | None = None


class AddNumber(Add):
    type: Literal["number"]
    unit: Text
    decimals: Decimals = 0
    expect: Annotated[Bounds | None, BeforeValidator(bounded)] = None


class AddPercent(Add):
    type: Literal["percent"]
    decimals: Decimals = 0
    expect: Annotated[PercentBounds | None, BeforeValidator(bounded)] = None


class AddDate(Add):
    type: Literal["date"]
    expect: Age | None = None


class AddCountry(Add):
    type: Literal["country"]
    several: Flag = False
    expect: Countries | None = None


class AddText(Add):
    type: Literal["text"]


class AddFile(Add):
    type: Literal["file"]
    many: Flag = False


def _by_step(labels: dict[int, Text] | None) -> dict[int, Text] | None:
    """In their order; none at all is left out, as it was before there were any."""
    return dict(sorted(labels.items())) if labels else None


class AddScore(Add):
    type: Literal["score"]
    min: Step
    max: Step
    labels: Annotated[dict[Step, Text] | None, AfterValidator(_by_step)] = None
    expect: Annotated[Bounds | None, BeforeValidator(bounded)] = None


class OwnColumn(Text):
    required: Flag = True


class OwnPlainColumn(OwnColumn):
    type: Literal["text", "date", "yes_no"]


class OwnNumberColumn(OwnColumn):
    type: Literal["number"]
    unit: Text
    decimals: Decimals = 0


class OwnPercentColumn(OwnColumn):
    type: Literal["percent"]
    decimals: Decimals = 0


class OwnCountryColumn(OwnColumn):
    type: Literal["country"]
    several: Flag = False


class OwnSingleColumn(OwnColumn):
    type: Literal["single"]
    options: Annotated[tuple[Text, ...], Field(min_length=2)]


AnyOwnColumn = Annotated[
    OwnPlainColumn | OwnNumberColumn | OwnPercentColumn | OwnCountryColumn | OwnSingleColumn,
    Field(discriminator="type"),
]


class AddTable(Add):
    type: Literal["table"]
    columns: Annotated[tuple[AnyOwnColumn, ...], Field(min_length=1, max_length=MOST_COLUMNS)]
    min_rows: LeastRows = 1
    max_rows: MostRows = 200


ADDED: Mapping[str, type[Add]] = {
    "yes_no": AddYesNo,
    "single": AddSingle,
    "multi": AddMulti,
    "number": AddNumber,
    "percent": AddPercent,
    "date": AddDate,
    "country": AddCountry,
    "text": AddText,
    "file": AddFile,
    "score": AddScore,
    "table": AddTable,
}
ACTS: Mapping[str, type[Entry]] = {"reword": Reword, "weigh": Weigh, "hide": Hide, "require": Require}


class LayerFile(Strict):
    """Its entries are looked at one by one, each by the model of its own kind."""

    questionnaire: Slug
    changes: Annotated[tuple[dict[str, Any], ...], Field(max_length=MOST)]


def entry(node: Node) -> tuple[Entry | None, list[Fault]]:
    """One change against the model of its act and, for an own question, of its type of answer."""
    for name, known in (("act", (*ACTS, "add")), ("type", tuple(ADDED))):
        if name == "type" and node.get("act").text != "add":
            break
        said = node.get(name)
        if not node.has(name):
            return None, [said.fault(MISSING, key=name)]
        if said.text not in known:
            return None, [said.fault(WORDS["literal_error"], value=said.value, expected=", ".join(known))]
    act = node.get("act").text
    return validate(ADDED[node.get("type").text] if act == "add" else ACTS[act], node)


def values_of(one: Entry) -> dict[str, Any]:
    """As a change keeps it: whatever was left open is said or left out, always the same way."""
    return one.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"question", "act"})


def sifted(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was left empty: nothing, no words, words in no language."""
    return {name: value for name, value in values.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    if isinstance(value, dict) and set(value) <= LANGUAGES:
        return not any(value.values())
    return value is None or value == ""


# --- files ---------------------------------------------------------------------------------


class LayerRead:
    """A file, what its schema refuses of it, and the node of each change for whatever else may be wrong with it."""

    def __init__(self, key: str, raw: bytes, name: str) -> None:
        self.nodes: dict[tuple[str, str], Node] = {}
        self.entries: list[LayerChange] = []
        self.path = Path(name or "layer.yaml")
        self.root = Node(self.path, 1, "")
        self.faults = tuple(self._faults(key, raw))

    def _faults(self, key: str, raw: bytes) -> Iterator[Fault]:
        if len(raw) > LARGEST:
            yield self.root.fault(TOO_LARGE, most=LARGEST // KILOBYTE)
            return
        text, faults = decoded(raw, self.path)
        faults = faults or depth_faults(text, self.path)
        if not faults:
            self.root, faults = parse(text, self.path)
        yield from faults
        if faults and self.root.value is None:
            return
        yield from validate(LayerFile, self.root)[1]
        said = self.root.get("questionnaire")
        if said.text and said.text != key:
            yield said.fault(OTHER_QUESTIONNAIRE, key=said.text, wanted=key)
        for node in self.root.get("changes").items[:MOST]:
            yield from self._entry(node)

    def _entry(self, node: Node) -> Iterator[Fault]:
        if node.keys is None:
            return
        found, faults = entry(node)
        yield from faults
        if found is None:
            return
        act = node.get("act").text
        first = self.nodes.setdefault((found.question, act), node)
        if first is not node:
            yield node.fault(TWICE, question=found.question, line=first.line)
            return
        change: dict[str, Any] = {"question": found.question, "act": act, "values": values_of(found)}
        self.entries.append(LayerChange.model_validate(change))

    def fault(self, question: str, act: str, path: str, message: str, params: Mapping[str, Any]) -> Fault:
        """At the line of what it is about."""
        node = self.nodes.get((question, act)) or self._any(question)
        return node.at(path).fault(message, **params)

    def _any(self, question: str) -> Node:
        return next((node for (name, _act), node in self.nodes.items() if name == question), self.root)


def written(key: str, changes: Iterator[tuple[str, str, Mapping[str, Any]]], heading: str) -> str:
    """The file that says these changes, each a question, an act and its values; `heading` is a comment."""
    import yaml

    entries = [{"question": name, "act": act, **_plain(values)} for name, act, values in changes]
    comment = "".join(f"# {line}\n" for line in heading.splitlines())
    said = yaml.dump(
        {"questionnaire": key, "changes": entries}, Dumper=_dumper(), allow_unicode=True, sort_keys=False,
        width=10_000,
    )  # fmt: skip
    return comment + str(said)


def _dumper() -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    return Dumper


def _plain(value: Any) -> Any:
    """5.0 is written as 5, a step as the number it is, and a condition begins with what it asks about."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name not in ("fact", "part"))
        return {int(name) if name.isdecimal() else name: _plain(value[name]) for name in names}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
