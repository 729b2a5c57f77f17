"""The tabs of an engagement's file: each package that has a page of it adds one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core import navigation
from app.core.context import Context
from app.register.models import Engagement
from app.register.permissions import RegisterPermission as P
from app.work.permissions import WorkPermission


@dataclass(frozen=True)
class Tab:
    """`endpoint` takes `engagement_id`; `has_past`: whether its page knows `as_at` and `on`."""

    key: str
    label: LazyString
    endpoint: str
    permission: str
    order: int
    has_past: bool = False


_tabs: dict[str, Tab] = {}


def add(tab: Tab) -> None:
    _tabs[tab.key] = tab


def shown(
    ctx: Context, engagement: Engagement, current: str, moment: Mapping[str, str | None]
) -> list[navigation.Tab]:
    """Those that this person may open; the moment goes along to pages that know one."""
    found = []
    for tab in sorted(_tabs.values(), key=lambda tab: tab.order):
        if not ctx.may(tab.permission):
            continue
        values: dict[str, Any] = {"engagement_id": engagement.id, **(moment if tab.has_past else {})}
        found.append(navigation.Tab(str(tab.label), url_for(tab.endpoint, **values), tab.key == current))
    return found


add(Tab("overview", _l("Overview"), "register.engagement", P.ENGAGEMENT_VIEW, 10, has_past=True))
add(Tab("approvals", _l("Approvals"), "register.engagement_approvals", P.ENGAGEMENT_VIEW, 70, has_past=True))
add(
    Tab(
        "documents", _l("Documents"), "register.engagement_documents", WorkPermission.DOCUMENT_VIEW, 80,
        has_past=True,
    )
)  # fmt: skip
add(Tab("history", _l("History"), "register.engagement_history", P.ENGAGEMENT_HISTORY, 90, has_past=True))
