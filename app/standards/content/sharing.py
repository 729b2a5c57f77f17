"""A published matrix read back. Its rows say the same small things over and over; each is made once and shared."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.standards.content.compiled import opened

if TYPE_CHECKING:
    from app.standards.content.matrices import Matrix, RowDuty
    from app.standards.content.texts import Text

# As long as a matrix is read: what is not asked for again goes out, so that no old wording stays for good.
SHARED = 4096


def matrix(text: str) -> Matrix:
    """Fifty of 324 rows took 2.6 s and 128 MB without this."""
    from app.standards.content.matrices import Matrix

    content = opened(text)
    for row in content["rows"]:
        row["duties"] = [_duty(_key(duty)) for duty in row["duties"]]
        row["chapter"] = _text(_key(row["chapter"]))
    return Matrix.model_validate(content)


def _key(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


@lru_cache(SHARED)
def _duty(text: str) -> RowDuty:
    from app.standards.content.matrices import RowDuty

    return RowDuty.model_validate_json(text)


@lru_cache(SHARED)
def _text(text: str) -> Text:
    from app.standards.content.texts import Text

    return Text.model_validate_json(text)
