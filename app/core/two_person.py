"""Acts that need a second person. Published by any package; the package `work` turns it into an approval."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class ApprovalNeeded:
    """`act` is the key of the executor in `subscriptions.py`; `permission` is what the approver must hold."""

    act: str
    subject_type: str
    subject_id: UUID
    title: str
    permission: str
    unit_id: UUID | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    days: int = 14
