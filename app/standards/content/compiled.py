"""A questionnaire as one text that is always the same, for the row that keeps it when it is published."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import BaseModel

M = TypeVar("M", bound="BaseModel")

FORM = 1


def compiled(content: BaseModel) -> dict[str, Any]:
    """What the file says together with what it left to be understood; empty places are left out."""
    return {"form": FORM, **content.model_dump(mode="json", by_alias=True, exclude_none=True)}


def canonical(content: BaseModel) -> str:
    return json.dumps(compiled(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: BaseModel) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def restored(model: type[M], text: str) -> M:
    """What `canonical` wrote, read back."""
    return model.model_validate(opened(text))


def opened(text: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(text)
    if content.pop("form") != FORM:
        raise ValueError("a form of content that this program does not know")
    return content
