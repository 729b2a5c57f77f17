"""The tabs of a reference and of a version: each page of them adds one."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core import navigation
from app.core.context import Context
from app.references.models import ReferenceVersion, SecurityReference, VersionState
from app.references.permissions import ReferencesPermission as P


@dataclass(frozen=True)
class Tab:
    """`endpoint` takes the id of the reference, or of the version; `of_drafts`: there is nothing on it later."""

    key: str
    label: LazyString
    endpoint: str
    permission: str = P.REFERENCE_VIEW
    of_drafts: bool = False


OF_REFERENCE = (
    Tab("overview", _l("Overview"), "references.reference"),
    Tab("changes", _l("What changed"), "references.reference_changes"),
    Tab("engagements", _l("Engagements"), "references.reference_engagements"),
    Tab("history", _l("History"), "references.reference_history"),
)
OF_VERSION = (
    Tab("records", _l("Records of items"), "references.version"),
    Tab("papers", _l("Papers"), "references.version_papers"),
    Tab("head", _l("Authors and premises"), "references.version_head"),
    Tab("publish", _l("Publishing"), "references.version_publish", P.REFERENCE_PUBLISH, of_drafts=True),
)


def of_reference(ctx: Context, reference: SecurityReference, current: str) -> list[navigation.Tab]:
    return [_tab(tab, current, reference_id=reference.id) for tab in OF_REFERENCE if ctx.may(tab.permission)]


def of_version(ctx: Context, version: ReferenceVersion, current: str) -> list[navigation.Tab]:
    is_draft = version.state == VersionState.DRAFT
    return [
        _tab(tab, current, version_id=version.id)
        for tab in OF_VERSION
        if ctx.may(tab.permission) and (is_draft or not tab.of_drafts)
    ]


def _tab(tab: Tab, current: str, **values: Any) -> navigation.Tab:
    return navigation.Tab(str(tab.label), url_for(tab.endpoint, **values), tab.key == current)
