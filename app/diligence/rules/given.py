"""What a respondent said to one question, as rules see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.diligence.models.distinctions import Stance, Verdict


@dataclass(frozen=True)
class Given:
    """`values`: part → what was entered, in the form of `values.py`; a file part holds how many files lie there."""

    stance: Stance
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """`until`: the last day on which a substitute measure counts."""

    verdict: Verdict
    until: date | None = None
