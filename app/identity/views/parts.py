"""What several pages of identity share: the tabs over the lists, pages of a list, people by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, current_app, g, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_security import current_user

from app.core.context import Context
from app.core.errors import DomainError, NotFound
from app.core.navigation import Tab
from app.core.web import current_context, run_form
from app.core.words import N_, table_label, value_label
from app.identity import institution, queries
from app.identity.forms import ReasonForm
from app.identity.guard import may_demonstrate
from app.identity.models import GrantState, HandOverState, User
from app.identity.permissions import IdentityPermission as P
from app.identity.roles import STAFF, Role
from app.identity.views import bp
from app.identity.words import permission_label

PAGE = 50
TONES = {
    GrantState.REQUESTED: "attention",
    GrantState.ACTIVE: "good",
    HandOverState.PLANNED: "attention",
    HandOverState.DONE: "good",
}
GRANTABLE = [role for role in Role if role in STAFF]


TABS = (
    ("identity.users", _l("People"), P.USER_VIEW),
    ("identity.units", _l("Units"), P.UNIT_VIEW),
    ("identity.stand_ins", _l("Deputies"), P.USER_VIEW),
    ("identity.hand_overs", _l("Hand-overs"), P.HAND_OVER),
    ("identity.access", _l("Access"), P.ACCESS_VIEW),
)


def people_tabs() -> list[Tab]:
    ctx: Context = g.ctx
    return [
        Tab(str(label), url_for(endpoint), request.endpoint == endpoint)
        for endpoint, label, permission in TABS
        if ctx.may(permission)
    ]


@bp.context_processor
def _shared() -> dict[str, Any]:
    return {
        "people_tabs": people_tabs,
        "asked": asked,
        "P": P,
        "tone_of": lambda state: TONES.get(state, "neutral"),
        "role_choices": lambda roles: [(role.value, value_label(role)) for role in roles],
        "moved_rows": lambda moved: [(table_label(kind), count) for kind, count in moved.items()],
        "indent": lambda depth: "\u3000" * depth,
    }


@bp.app_context_processor
def _everywhere() -> dict[str, Callable[[], bool]]:
    return {
        "may_demonstrate": lambda: may_demonstrate(current_app.extensions["sekisho"]),
        "is_unnamed": institution.is_unnamed,
        "lacks_recovery_codes": lambda: current_user.is_authenticated and current_user.lacks_recovery_codes,
    }


bp.add_app_template_global(permission_label, "permission_label")


@dataclass(frozen=True)
class Pager:
    """One page of a list, as the `pager` macro wants it."""

    number: int
    total: int

    @classmethod
    def of_request(cls, total: int) -> "Pager":
        last = max(0, (min(total, 1000) - 1) // PAGE)
        wanted = request.args.get("page", 1, type=int) - 1
        return cls(min(max(wanted, 0), last), total)

    @property
    def offset(self) -> int:
        return self.number * PAGE

    @property
    def has_prev(self) -> bool:
        return self.number > 0

    @property
    def has_next(self) -> bool:
        return self.offset + PAGE < min(self.total, 1000)

    @property
    def is_needed(self) -> bool:
        return self.has_prev or self.has_next

    @property
    def prev_url(self) -> str:
        return self._url(self.number)

    @property
    def next_url(self) -> str:
        return self._url(self.number + 2)

    @property
    def label(self) -> str:
        first, last = self.offset + 1, min(self.offset + PAGE, self.total)
        total = count_label(self.total)
        return str(_("%(first)s–%(last)s of %(total)s", first=first, last=last, total=total))

    def _url(self, number: int) -> str:
        others = {name: value for name, value in asked().items() if name != "page"}
        return url_for(str(request.endpoint), **{**(request.view_args or {}), **others, "page": number})


def asked() -> dict[str, str]:
    """What stands in the address, to be kept in a link; without the names that steer `url_for` itself."""
    return {name: value for name, value in request.args.items() if name != "endpoint" and name[:1] != "_"}


def count_label(total: int) -> str:
    if total > 1000:
        return str(_("1,000 or more"))
    return str(ngettext("%(num)d person", "%(num)d people", total))


def may_look_closely(ctx: Context) -> bool:
    """When somebody was last seen, and the history of their account, is not for every colleague."""
    return ctx.may(P.USER_MANAGE) or ctx.may(P.ACCESS_VIEW)


def chosen_user(ctx: Context, given: UUID | None, field: str) -> User:
    """The person of a picker: read again, whatever the body says."""
    try:
        return queries.get_user(ctx, given) if given else queries.get_self(ctx)
    except NotFound:
        raise DomainError(N_("Choose one from the list."), field) from None


def run_reason(
    act: Callable[..., Any], record: Any, *, to: str, page: str, done: str, **shown: Any
) -> Response:
    """An act on a record that asks for nothing but a reason."""
    ctx, form = current_context(), ReasonForm()
    return run_form(
        form,
        lambda: act(ctx, record, reason=form.reason.data or ""),
        to=lambda _result: to,
        page=f"identity/{page}.html",
        done=done,
        here=to,
        **shown,
    )
