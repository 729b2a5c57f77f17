"""What an own question keeps once it was published: answers are known by the places of its choices and columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.core.words import N_
from app.standards.rules.layer_faults import Fault

TYPE_KEPT = N_(
    "The question was published with another type of answer, which it keeps. Add another question."
)
CHOICES_KEPT = N_("The question was published with %(count)s choices. Reword them or add others at the end.")
COLUMNS_KEPT = N_("The question was published with %(count)s columns. Reword them or add others at the end.")
COLUMN_KEPT = N_(
    "The column was published with another type of answer, which it keeps. Add another column at the end."
)
COLUMN_CHOICES_KEPT = N_(
    "The column was published with %(count)s choices. Reword them or add others at the end."
)


def kept_faults(
    question: str, act: str, published: Mapping[str, Any], values: Mapping[str, Any]
) -> Iterator[Fault]:
    if published["type"] != values["type"]:
        yield Fault(question, TYPE_KEPT, "type", {}, act, "type")
        return
    count = len(published.get("options", ()))
    if len(values.get("options", ())) < count:
        yield Fault(question, CHOICES_KEPT, "options_ja", {"count": count}, act, "options")
    yield from _columns(question, act, published.get("columns", ()), values.get("columns", ()))


def _columns(question: str, act: str, published: Any, present: Any) -> Iterator[Fault]:
    if len(present) < len(published):
        yield Fault(question, COLUMNS_KEPT, "column_1_ja", {"count": len(published)}, act, "columns")
    for place, (was, said) in enumerate(zip(published, present, strict=False)):
        name, path = f"column_{place + 1}", f"columns[{place}]"
        count = len(was.get("options", ()))
        if was["type"] != said.get("type"):
            yield Fault(question, COLUMN_KEPT, f"{name}_type", {}, act, f"{path}.type")
        elif len(said.get("options", ())) < count:
            params = {"count": count}
            yield Fault(question, COLUMN_CHOICES_KEPT, f"{name}_options_ja", params, act, f"{path}.options")
