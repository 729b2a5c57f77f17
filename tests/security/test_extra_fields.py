"""S5: every column's name sent to every form beside its own fields changes nothing more than without them."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import request

from app.core.model import Model
from app.identity import services
from app.identity.models import User
from app.identity.roles import Role
from tests.security.effects import comparable, declared, effect
from tests.security.forms import CONTROL, Fields, Found, is_done, send_until_done
from tests.security.walk import Walker, routes

BESIDE = (
    "is_admin", "roles", "role", "permissions", "grants", "admin", "superuser", "owner", "fs_uniquifier", "password",
    "user[active]", "user.active", "grants-0-role", "organisation.id", "__class__", "_method", "state[]",
)  # fmt: skip
# Forms that ask for what only the person knows: a password, a code, a link from a mail. Their own tests send them.
SECRETS = {
    "security.login", "security.verify", "security.two_factor_setup", "security.two_factor_setup_validate",
    "security.two_factor_token_validation", "security.two_factor_rescue", "security.mf_recovery", "security.tf_select",
    "security.change_password", "identity.enrol",
}  # fmt: skip
# Sent by no form of a page that stands open without more: by script, by a browser itself, or out of a demonstration.
NO_FORM = {
    # On the page that answers an archive, which nobody can open by its address.
    "diligence.evidence_zip_apply",
    "diligence.respondent_evidence_zip_apply",
    "overview.draft_save",
    "overview.draft_delete",
    "overview.draft_drop",
    "overview.csp_report",
    "identity.demo",
}

# Done, and yet not answered by going on.
ANSWERED_OTHERWISE = {
    "security.logout": "ends at the page to sign in",
    "security.mf_recovery_codes": "answers with the codes themselves, once",
    "diligence.respondent_evidence_zip": "answers with what the archive holds; nothing is kept yet",
    "diligence.round_start": "begins only what its preview showed, and the sample fits none; see its own tests",
    "diligence.round_again": "begins only what its preview showed, and the sample fits none; see its own tests",
    "diligence.evidence_zip": "answers with what the archive holds; nothing is kept yet",
    "exchange.request_workbook": "takes a workbook that went out for this request only; see its own tests",
    "exchange.respondent_workbook": "takes a workbook that went out for this request only; see its own tests",
}


def plausible(column: Any, walker: Walker) -> str:
    kind = getattr(column.type, "enum_class", None)
    if kind is not None and issubclass(kind, enum.Enum):
        return str(list(kind)[-1].value)
    inner = getattr(column.type, "impl_instance", column.type)
    python = UUID if type(column.type).__name__ == "Uuid" else inner.python_type
    values: dict[Any, str] = {
        bool: "y", int: "777", date: "2031-03-17", datetime: "2031-03-17T00:00:00+00:00", dict: "{}", list: "[]",
        UUID: str(walker.world.people[Role.ADMINISTRATOR].id),
    }  # fmt: skip
    return values.get(python, "injected")


def extra(walker: Walker, but: set[str]) -> Fields:
    """A value for every column of every table, and for what frameworks are known to take."""
    found = {name: ["true"] for name in BESIDE}
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            found[column.name] = [plausible(column, walker)]
            found[f"{table.name}.{column.name}"] = [plausible(column, walker)]
    return {name: values for name, values in found.items() if name not in but | CONTROL}


def more_than_declared(walker: Walker, offers: list[Found]) -> tuple[bool, list[str]]:
    """Could the form be sent at all; and what the extra fields changed."""
    with declared() as names:
        done = send_until_done(walker, offers, lambda offer, fields: effect(walker, offer, fields)[0])
    if done is None:
        return False, []
    offer, _, fields = done
    _, usual = effect(walker, offer, fields)
    answer, changed = effect(walker, offer, {**extra(walker, names | offer.names), **fields})
    first, second = comparable(walker, usual), comparable(walker, changed)
    if first == second and is_done(answer):
        return True, []
    return True, [f"{offer} → {answer.status}", *(f"  + {line}" for line in second if line not in first),
                  *(f"  - {line}" for line in first if line not in second)]  # fmt: skip


def test_a_form_changes_its_own_fields_and_nothing_else(
    walker: Walker, offers: dict[str, list[Found]]
) -> None:
    unsent, wrong = [], []
    for endpoint, found in sorted(offers.items()):
        if endpoint not in SECRETS:
            was_sent, more = more_than_declared(walker, found)
            wrong += more
            if not was_sent and endpoint not in ANSWERED_OTHERWISE:
                unsent.append(f"{endpoint}: nobody could send {found[0]}")
    assert not wrong, "\n".join(wrong)
    assert not unsent, "\n".join(unsent)


def test_every_unsafe_route_has_a_form_that_was_found(walker: Walker, offers: dict[str, list[Found]]) -> None:
    unsafe = {route.endpoint for route in routes(walker.app) if route.is_unsafe}
    missing = sorted(unsafe - set(offers) - SECRETS - NO_FORM)
    assert not missing, f"no page of the walk shows a form for {missing}: add a sample that makes it appear"


def test_a_form_that_takes_whatever_comes_is_noticed(
    walker: Walker, offers: dict[str, list[Found]], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = services.edit_user

    def edit_all(ctx: Any, user: User, **values: Any) -> None:
        for name, value in request.form.items():
            if name in ("title", "tf_primary_method", "organisation_id", "deactivated_at"):
                continue
            if name in ("date_style", "sort_key"):
                setattr(user, name, value)
        edit(ctx, user, **values)

    monkeypatch.setattr(services, "edit_user", edit_all)
    was_sent, more = more_than_declared(walker, offers["identity.user_edit"])
    assert was_sent
    assert more
