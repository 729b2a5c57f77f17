"""The tabs of a request to answer, as its respondents see them: each part of it adds one."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core import navigation
from app.core.context import Context
from app.diligence.models import Assignment
from app.diligence.permissions import DiligencePermission as P


def _always(_assignment: Assignment) -> bool:
    return True


@dataclass(frozen=True)
class Tab:
    """`endpoint` takes `assignment_id`; `is_for`: whether this request has anything on it."""

    key: str
    label: LazyString
    endpoint: str
    order: int
    permission: str = P.ANSWER_EDIT
    is_for: Callable[[Assignment], bool] = _always


_tabs: dict[str, Tab] = {}


def add(tab: Tab) -> None:
    _tabs[tab.key] = tab


def shown(ctx: Context, assignment: Assignment, current: str) -> list[navigation.Tab]:
    return [
        navigation.Tab(str(tab.label), url_for(tab.endpoint, assignment_id=assignment.id), tab.key == current)
        for tab in sorted(_tabs.values(), key=lambda tab: tab.order)
        if ctx.may(tab.permission) and tab.is_for(assignment)
    ]


add(Tab("questions", _l("Questions"), "diligence.request_questions", 10))
