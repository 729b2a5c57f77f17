"""How a value logged under an old column is read today. One reviewed table.

A migration that renames or splits a column adds its step: table → old field → function(field, [before, after])
→ the (present field, value before) pairs it stands for.
"""

from collections.abc import Callable
from typing import Any

STEPS: dict[str, dict[str, Callable[[str, list[Any] | None], list[tuple[str, Any]]]]] = {}
