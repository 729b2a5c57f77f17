"""A file against its schema: every error with its line, in words of our own."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.core.words import N_
from app.standards.content.faults import Fault
from app.standards.content.reading import Node

Model = TypeVar("Model", bound=BaseModel)

MISSING = N_("“%(key)s” is missing.")
MISSING_LANGUAGE = {
    "ja": N_("The Japanese text (ja) is missing."),
    "en": N_("The English text (en) is missing."),
}
OTHERWISE = N_("This is not as it should be: %(problem)s.")
WORDS = {
    "extra_forbidden": N_("The key “%(key)s” is unknown here."),
    "model_type": N_("Keys with values are wanted here, as ja: and en: for a text."),
    "model_attributes_type": N_("Keys with values are wanted here, as ja: and en: for a text."),
    "dict_type": N_("Keys with values are wanted here, as ja: and en: for a text."),
    "tuple_type": N_("A list is wanted here."),
    "string_type": N_("Text is wanted here; put true, false and null into quotes if they are meant as text."),
    "string_pattern_mismatch": N_("“%(value)s” is not written as it should be here (%(pattern)s)."),
    "string_too_long": N_("This is longer than %(max_length)s characters."),
    "int_parsing": N_("A whole number is wanted, not “%(value)s”."),
    "int_from_float": N_("A whole number is wanted, not “%(value)s”."),
    "int_type": N_("A whole number is wanted."),
    "float_parsing": N_("A number is wanted, not “%(value)s”."),
    "float_type": N_("A number is wanted."),
    "finite_number": N_("A number is wanted, not “%(value)s”."),
    "bool_type": N_("true or false is wanted, without quotes."),
    "enum": N_("“%(value)s” is not among: %(expected)s."),
    "literal_error": N_("“%(value)s” is not among: %(expected)s."),
    "union_tag_invalid": N_("“%(value)s” is not among: %(expected)s."),
    "greater_than_equal": N_("%(value)s is less than %(ge)s, the least allowed."),
    "less_than_equal": N_("%(value)s is more than %(le)s, the most allowed."),
    "too_short": N_("More entries are wanted, at least %(min_length)s."),
    "too_long": N_("Fewer entries are wanted, at most %(max_length)s."),
}
NO_TYPE = N_("“type” is missing, or the condition begins with none of fact, part, all, any, not.")


def validate(model: type[Model], node: Node) -> tuple[Model | None, list[Fault]]:
    try:
        return model.model_validate(node.value), []
    except ValidationError as error:
        faults = [_fault(node, each) for each in error.errors(include_url=False)]
        return None, [fault for fault in faults if fault is not None]


def _fault(root: Node, error: ErrorDetails) -> Fault | None:
    kind, place = error["type"], error["loc"]
    node = root
    for step in place:
        # Names of variants stand in the place, too; in the file there is nothing of that name.
        node = node.child(step) or node
    if kind == "missing":
        key = str(place[-1])
        return node.get(key).fault(MISSING_LANGUAGE.get(key, MISSING), key=key)
    context = dict(error.get("ctx", {}))
    if kind == "too_short" and len(node.items) >= context["min_length"]:
        return None  # entries that are wrong themselves were not counted
    if kind == "ours":
        return node.fault(context["message"], **context["params"])
    if kind == "union_tag_not_found":
        return node.fault(NO_TYPE)
    params = {name: _plain(value) for name, value in context.items() if name != "error"}
    if kind == "union_tag_invalid":
        return node.fault(WORDS[kind], value=params["tag"], expected=params["expected_tags"])
    shown = error["input"] if isinstance(error["input"], str | bool | int | float) else ""
    message = WORDS.get(kind, OTHERWISE)
    return node.fault(
        message, **params, value=shown, key=str(place[-1]) if place else "", problem=error["msg"]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:g}"
    return value.replace("'", "") if isinstance(value, str) else value
