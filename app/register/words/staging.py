"""Labels of stages and tiers."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.register.models import OverrideState

words.table(
    "engagement_check",
    _l("Checklist item"),
    {
        "engagement_id": _l("Engagement"),
        "item": _l("Item"),
        "done_on": _l("Confirmed on"),
        "done_by_id": _l("Confirmed by"),
        "is_not_applicable": _l("Does not apply here"),
        "note": _l("Note"),
    },
)
words.table(
    "stage_move",
    _l("Move of stage"),
    {
        "engagement_id": _l("Engagement"),
        "from_stage": _l("From stage"),
        "to_stage": _l("To stage"),
        "moved_at": _l("Moved at"),
        "moved_by_id": _l("Moved by"),
        "approval_id": _l("Approval"),
        "is_after_the_fact": _l("Decided after the fact"),
        "reason": _l("Reason"),
    },
)
words.table(
    "engagement_tier",
    _l("Tier by the rule"),
    {
        "engagement_id": _l("Engagement"),
        "tier": _l("Tier"),
        "factors": _l("Factors"),
        "rule_version": _l("Version of the rule"),
    },
)
words.table(
    "tier_override",
    _l("Override of the tier"),
    {
        "engagement_id": _l("Engagement"),
        "tier": _l("Tier"),
        "reason": _l("Reason"),
        "expires_on": _l("Expires on"),
        "state": _l("State"),
        "maker_id": _l("Requested by"),
        "approver_id": _l("Approved by"),
        "made_at": _l("Requested at"),
        "decided_at": _l("Decided at"),
    },
)
words.values(
    {
        OverrideState.REQUESTED: _l("Requested"),
        OverrideState.ACTIVE: _l("In force"),
        OverrideState.REFUSED: _l("Refused"),
        OverrideState.EXPIRED: _l("Expired"),
        OverrideState.ENDED: _l("Ended"),
    }
)
