"""What standards stores: published content as it was, the items it names, and what the institution adds."""

from app.standards.models.content import ContentKind, ContentVersion, StandardItem, StandardQuestion
from app.standards.models.layers import ItemLink, ItemWording, LayerAct, LinkCertainty, QuestionChange
from app.standards.models.matrices import (
    ActorBinding,
    ConditionAnswer,
    DutyRuling,
    EngagementMatrix,
    GapFinding,
    Ruling,
)

__all__ = [
    "ActorBinding",
    "ConditionAnswer",
    "ContentKind",
    "ContentVersion",
    "DutyRuling",
    "EngagementMatrix",
    "GapFinding",
    "ItemLink",
    "ItemWording",
    "LayerAct",
    "LinkCertainty",
    "QuestionChange",
    "Ruling",
    "StandardItem",
    "StandardQuestion",
]
