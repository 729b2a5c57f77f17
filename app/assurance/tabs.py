"""The tabs of a report: each part of its file adds one."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.assurance.models import AssuranceReport
from app.assurance.permissions import AssurancePermission as P
from app.core import navigation
from app.core.context import Context


@dataclass(frozen=True)
class Tab:
    """`endpoint` takes `report_id`."""

    key: str
    label: LazyString
    endpoint: str
    order: int
    permission: str = P.REPORT_VIEW


_tabs: dict[str, Tab] = {}


def add(tab: Tab) -> None:
    _tabs[tab.key] = tab


def shown(ctx: Context, report: AssuranceReport, current: str) -> list[navigation.Tab]:
    return [
        navigation.Tab(str(tab.label), url_for(tab.endpoint, report_id=report.id), tab.key == current)
        for tab in sorted(_tabs.values(), key=lambda tab: tab.order)
        if ctx.may(tab.permission)
    ]


add(Tab("overview", _l("Overview"), "assurance.report", 10))
