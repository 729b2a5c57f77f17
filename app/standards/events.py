"""What is done to standards, questionnaires and matrices, as the audit log names it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class StandardsAct(StrEnum):
    CONTENT_PUBLISHED = "standards:content:published"
    LINK_DECIDED = "standards:item_link:decided"
    ALONE_DECIDED = "standards:item_link:alone_decided"
    LINK_WITHDRAWN = "standards:item_link:withdrawn"
    WORDING_SET = "standards:item_wording:set"
    WORDING_REMOVED = "standards:item_wording:removed"
    QUESTION_CHANGED = "standards:question:changed"
    QUESTION_RESTORED = "standards:question:restored"
    MATRIX_STARTED = "standards:matrix:started"
    MATRIX_ANSWERED = "standards:matrix:answered"
    MATRIX_BOUND = "standards:matrix:bound"
    MATRIX_RULED = "standards:matrix:ruled"
    MATRIX_GAP_CHARGED = "standards:matrix:gap_charged"
    MATRIX_MOVED_ON = "standards:matrix:moved_on"
    MATRIX_WITHDRAWN = "standards:matrix:withdrawn"


@dataclass(frozen=True)
class EditionsPublished:
    """Frameworks or editions read otherwise than before; `catalogue`: as they are from now on."""

    catalogue: Any  # Catalogue
