"""The tabs of an assessment: each part of its file adds one."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core import navigation
from app.core.context import Context
from app.diligence.models import Assessment, AssessmentState
from app.diligence.permissions import DiligencePermission as P


@dataclass(frozen=True)
class Tab:
    """`endpoint` takes `assessment_id`; `after_sending`: there is nothing on it before."""

    key: str
    label: LazyString
    endpoint: str
    order: int
    permission: str = P.ASSESSMENT_VIEW
    after_sending: bool = True


_tabs: dict[str, Tab] = {}


def add(tab: Tab) -> None:
    _tabs[tab.key] = tab


def shown(ctx: Context, assessment: Assessment, current: str) -> list[navigation.Tab]:
    is_sent = assessment.state != AssessmentState.PREPARED and assessment.sent_at is not None
    return [
        navigation.Tab(str(tab.label), url_for(tab.endpoint, assessment_id=assessment.id), tab.key == current)
        for tab in sorted(_tabs.values(), key=lambda tab: tab.order)
        if ctx.may(tab.permission) and (is_sent or not tab.after_sending)
    ]


add(Tab("overview", _l("Overview"), "diligence.assessment", 10, after_sending=False))
