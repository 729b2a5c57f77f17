"""S7: whatever the auditor sends to whatever route, nothing changes but what is the auditor's own."""

from __future__ import annotations

import pytest

from app.core import authz
from app.identity.roles import READ_ONLY, Role
from tests.security.effects import effect
from tests.security.forms import BY_SCRIPT, Found, filled
from tests.security.snapshot import Changed
from tests.security.walk import Actor, Walker, routes

# Machinery around any request.
AROUND = {"web_session", "idempotency_key", "security_event", "sign_in_state"}
# Own things, by the column that says whose.
OWN = {
    "draft": "user_id", "notice": "user_id", "saved_view": "user_id",
    # Who reads something under terms agrees to them for themselves.
    "evidence_agreement": "user_id", "reference_agreement": "user_id",
}  # fmt: skip
# What people set for themselves: how pages look, and what they sign in with.
OWN_ACCOUNT = {
    "language", "date_style", "password", "fs_uniquifier", "tf_primary_method", "sealed_totp", "mf_recovery_codes",
    "version", "updated_at",
}  # fmt: skip


def is_own(change: Changed, actor: Actor) -> bool:
    if change.table in AROUND:
        return True
    if change.table in OWN:
        return bool({**change.before, **change.after}.get(OWN[change.table], actor.user_id) == actor.user_id)
    is_account = change.table == "user" and change.key == (actor.user_id,) and change.kind == "changed"
    return is_account and set(change.after) <= OWN_ACCOUNT


def changed_by(walker: Walker, actor: Actor, offers: dict[str, list[Found]]) -> tuple[list[str], int]:
    wrong, sent = [], 0
    for route in routes(walker.app):
        if not route.is_unsafe:
            continue
        found = offers.get(route.endpoint, [])[:3]
        bare = Found(route, walker.path(route), "", actor)
        bodies = [(bare, BY_SCRIPT.get(route.endpoint, {}))]
        bodies += [(offer, filled(walker, offer)) for offer in found if route.method == "POST"]
        for offer, fields in bodies:
            sent += 1
            answer, changes = effect(walker, offer, fields, actor)
            wrong += [f"{answer}: {change}" for change in changes if not is_own(change, actor)]
    return wrong, sent


def test_the_auditor_changes_nothing_but_their_own(walker: Walker, offers: dict[str, list[Found]]) -> None:
    wrong, sent = changed_by(walker, walker.actors[Role.AUDITOR.value], offers)
    assert not wrong, "\n".join(wrong)
    assert sent > 40


def test_the_same_walk_with_somebody_who_may_write_changes_a_lot(
    walker: Walker, offers: dict[str, list[Found]]
) -> None:
    wrong, _ = changed_by(walker, walker.actors[Role.ADMINISTRATOR.value], offers)
    assert len(wrong) > 5


def test_an_auditor_given_a_right_that_writes_is_noticed(
    walker: Walker, offers: dict[str, list[Found]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.identity.guard import expand

    known = dict(authz.known())
    lent = {
        name: authz.Grantable(name, entry.roles | {str(role) for role in READ_ONLY}, entry.writes)
        for name, entry in known.items()
    }
    monkeypatch.setattr(authz, "_catalogue", lent)
    expand.cache_clear()
    wrong, _ = changed_by(walker, walker.actors[Role.AUDITOR.value], offers)
    expand.cache_clear()
    assert wrong
