"""People: the list, one person, and what an administrator does to an account."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import jsonify, render_template, request, session, url_for
from flask_babel import gettext as _

from app.core import addresses, history
from app.core.audit.reading import entries_of
from app.core.authz import requires
from app.core.context import Context
from app.core.dates import day_of
from app.core.web import check_version, current_context, run_form, writes
from app.core.words import value_label
from app.identity import queries, rules, services
from app.identity.forms import UserEditForm, UserInviteForm, UserLinkForm
from app.identity.models import User
from app.identity.permissions import IdentityPermission as P
from app.identity.roles import Role
from app.identity.views import bp
from app.identity.views.grants import ask_for_role
from app.identity.views.parts import GRANTABLE, PAGE, Pager, asked, count_label, may_look_closely, run_reason

STATES: dict[str, bool | None] = {"": True, "inactive": False, "all": None}


@bp.get("/users")
@requires(P.USER_VIEW)
def users() -> Any:
    ctx = current_context()
    wanted = _wanted(day_of(ctx.at))
    total = queries.count_users(ctx, **wanted)
    pager = Pager.of_request(total)
    found = queries.list_users(ctx, **wanted, limit=PAGE, offset=pager.offset)
    return render_template(
        "identity/users.html",
        users=found,
        grants=queries.grants_in_force([user.id for user in found], day_of(ctx.at)),
        pager=pager,
        count=count_label(total),
        chips=_chips(wanted["role"]),
        roles=GRANTABLE,
    )


def _wanted(day: date) -> dict[str, Any]:
    """The filter, as the address says it; what it does not understand is no filter."""
    role = request.args.get("role", "")
    return {
        "text": request.args.get("q", "").strip(),
        "active": STATES.get(request.args.get("state", ""), True),
        "role": Role(role) if role in set(Role) else None,
        "day": day,
    }


def _chips(role: Role | None) -> list[dict[str, str]]:
    kept: dict[str, Any] = asked()
    kept.pop("page", None)
    chips = []
    if role is not None:
        rest = {name: value for name, value in kept.items() if name != "role"}
        label = _("Role: %(role)s", role=value_label(role))
        chips.append({"label": label, "remove_url": url_for("identity.users", **rest)})
    names = {"inactive": _("Deactivated only"), "all": _("Deactivated as well")}
    if kept.get("state") in names:
        rest = {name: value for name, value in kept.items() if name != "state"}
        chips.append({"label": names[kept["state"]], "remove_url": url_for("identity.users", **rest)})
    return chips


@bp.get("/users/options")
@requires(P.USER_VIEW)
def user_options() -> Any:
    """What a picker of people asks for while somebody types; with `staff` nobody of a vendor."""
    text, is_staff = request.args.get("q", "").strip(), bool(request.args.get("staff"))
    found = queries.list_users(current_context(), text=text, is_staff=is_staff, limit=12) if text else []
    return jsonify([{"id": str(u.id), "label": u.name, "detail": u.title or u.email} for u in found])


@bp.get("/users/<uuid:user_id>")
@requires(P.USER_VIEW)
def user(user_id: UUID) -> Any:
    ctx = current_context()
    person = queries.get_user(ctx, user_id)
    stand_ins = queries.stand_ins_of(person.id)
    involved = {i for s in stand_ins for i in (s.user_id, s.deputy_id)}
    is_close = may_look_closely(ctx)
    state = queries.sign_in_state(person.id) if is_close else None
    return render_template(
        "identity/user.html",
        user=person,
        is_locked=state is not None and rules.is_locked(state.locked_until, ctx.at),
        grants=queries.grants_of(person.id),
        stand_ins=stand_ins,
        names=queries.names_of(involved),
        state=state,
        history=history.lines(ctx, entries_of(person, 50), queries.named) if is_close else None,
    )


@bp.route("/users/invite", methods=["GET", "POST"])
@requires(P.USER_MANAGE, fresh=True)
@writes
def user_invite() -> Any:
    ctx = current_context()
    form = UserInviteForm(units=queries.list_units(ctx), roles=GRANTABLE)
    if request.method == "GET":
        form.from_on.data = day_of(ctx.at)
    return run_form(
        form,
        lambda: _invite(ctx, form),
        to=lambda person: url_for("identity.user_link", user_id=person.id),
        page="identity/user_invite.html",
        done=_("The person is invited. The role waits for a second person's approval."),
    )


def _invite(ctx: Context, form: UserInviteForm) -> User:
    person = services.invite_user(
        ctx,
        email=form.email.data or "",
        name=form.name.data or "",
        name_kana=form.name_kana.data or "",
        title=form.title.data or "",
        language=form.language.data,
    )
    ask_for_role(ctx, person, form)
    _issue(ctx, person)
    return person


def _issue(ctx: Context, person: User) -> None:
    """The link goes out by mail, and is kept in the session for one look."""
    url = addresses.of_page("identity.enrol", token=services.issue_link(ctx, person))
    services.send_link(ctx, person, url)
    session["issued_link"] = {"user_id": str(person.id), "url": url}


@bp.route("/users/<uuid:user_id>/link", methods=["GET", "POST"])
@requires(P.USER_MANAGE, fresh=True)
@writes
def user_link(user_id: UUID) -> Any:
    ctx = current_context()
    person = queries.get_user(ctx, user_id)
    issued = session.get("issued_link") or {}
    link = issued.get("url") if request.method == "GET" and issued.get("user_id") == str(user_id) else None
    if link:
        del session["issued_link"]
    return run_form(
        UserLinkForm(),
        lambda: _issue(ctx, person),
        to=lambda _: url_for("identity.user_link", user_id=person.id),
        page="identity/user_link.html",
        user=person,
        link=link,
    )


@bp.route("/users/<uuid:user_id>/edit", methods=["GET", "POST"])
@requires(P.USER_MANAGE, fresh=True)
@writes
def user_edit(user_id: UUID) -> Any:
    ctx = current_context()
    person = queries.get_user(ctx, user_id)
    form = UserEditForm(obj=person)

    def act() -> None:
        check_version(person, form.version_number)
        services.edit_user(ctx, person, **form.values())

    return run_form(
        form,
        act,
        to=lambda _: url_for("identity.user", user_id=person.id),
        page="identity/user_edit.html",
        done=_("Saved."),
        record=person,
    )


@bp.route("/users/<uuid:user_id>/deactivate", methods=["GET", "POST"])
@requires(P.USER_MANAGE, fresh=True)
@writes
def user_deactivate(user_id: UUID) -> Any:
    return _with_reason(
        user_id, services.deactivate_user, "user_deactivate", _("The account is deactivated.")
    )


@bp.route("/users/<uuid:user_id>/reactivate", methods=["GET", "POST"])
@requires(P.USER_MANAGE, fresh=True)
@writes
def user_reactivate(user_id: UUID) -> Any:
    done = _("The account is active again. Issue a link and ask for the roles.")
    return _with_reason(user_id, services.reactivate_user, "user_reactivate", done)


@bp.route("/users/<uuid:user_id>/factor-reset", methods=["GET", "POST"])
@requires(P.USER_MANAGE, fresh=True)
@writes
def user_factor_reset(user_id: UUID) -> Any:
    done = _("Asked for. Another administrator must approve it; then issue a new link.")
    return _with_reason(user_id, services.request_factor_reset, "user_factor_reset", done)


@bp.route("/users/<uuid:user_id>/sessions-end", methods=["GET", "POST"])
@requires(P.USER_MANAGE, fresh=True)
@writes
def user_sessions_end(user_id: UUID) -> Any:
    done = _("The person is signed out everywhere.")
    return _with_reason(user_id, services.end_user_sessions, "user_sessions_end", done)


@bp.route("/users/<uuid:user_id>/unlock", methods=["GET", "POST"])
@requires(P.USER_MANAGE, fresh=True)
@writes
def user_unlock(user_id: UUID) -> Any:
    return _with_reason(user_id, services.unlock_user, "user_unlock", _("The account is unlocked."))


def _with_reason(user_id: UUID, act: Any, name: str, done: str) -> Any:
    person = queries.get_user(current_context(), user_id)
    here = url_for("identity.user", user_id=person.id)
    return run_reason(act, person, to=here, page=name, done=done, user=person)
