"""What is done to references and self-checks, as the audit log names it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ReferencesAct(StrEnum):
    # Written.
    REFERENCE_ADDED = "references:reference:added"
    REFERENCE_EDITED = "references:reference:edited"
    REFERENCE_WITHDRAWN = "references:reference:withdrawn"
    TERMS_AGREED = "references:reference:terms_agreed"
    VERSION_BEGUN = "references:version:begun"
    VERSION_EDITED = "references:version:edited"
    VERSION_PUBLISHED = "references:version:published"
    VERSION_WITHDRAWN = "references:version:withdrawn"
    RECORD_SET = "references:record:set"
    RECORD_REMOVED = "references:record:removed"
    PAPER_SET = "references:paper:set"
    PAPER_REMOVED = "references:paper:removed"
    WORKBOOK_APPLIED = "references:workbook:applied"
    WORKBOOK_TAKEN = "references:workbook:taken"
    # Checked against.
    CHECK_BEGUN = "references:check:begun"
    CHECK_EDITED = "references:check:edited"
    CHECK_MOVED = "references:check:moved"
    CHECK_ITEM_SET = "references:check_item:set"
    CHECK_TAKEN = "references:check:taken"
    CHECK_REMOVED = "references:check:removed"


@dataclass(frozen=True)
class VersionWithdrawn:
    """It was published and does not count any more: whoever relied on it is told, and the other side."""

    version: Any  # ReferenceVersion


@dataclass(frozen=True)
class ReferenceWithdrawn:
    """With all its versions."""

    reference: Any  # SecurityReference


@dataclass(frozen=True)
class VersionPublished:
    """Whom it concerns is told: who keeps self-checks of engagements, and the other side."""

    version: Any  # ReferenceVersion
