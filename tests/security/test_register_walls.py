"""The register's own walls: reading units, the administrator, vendors, results of screenings, files brought in."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import select

from app.core.model import Model
from app.exchange import queries as exchange_queries
from app.exchange.models import ImportBatch
from app.identity.roles import Role
from app.register.models import Engagement
from app.register.permissions import RegisterPermission
from app.register.queries import engagements as engagement_queries
from tests.security.conftest import IS_FULL
from tests.security.effects import effect
from tests.security.forms import ALSO, Found, filled, is_done, offered_to
from tests.security.test_auditor import is_own
from tests.security.test_strangers_rows import by_unit, heard, told_apart
from tests.security.walk import Actor, Walker, names_a_row, routes
from tests.security.world import TAIL

OF_BATCHES = {"import_batch", "import_row"}
# What a vendor's person sees of their own organisation today; everything else of the register is the bank's.
SEEN_BY_VENDORS = {
    "organisation",
    "organisation_code",
    "user",
    "unit",
    "task",
    "notice",
    "draft",
    "saved_view",
    "web_session",
    # What is asked of them, and what they said to it; never what is made of it.
    "assignment",
    "answer",
    "evidence",
    "message",
    "due_request",
    "subcontract_request",
    "answer_import",
    # References that we share with them, and versions that they write.
    "security_reference",
    "reference_version",
    "reference_record",
    "reference_paper",
    "reference_import",
}


def words_of(side: str, tables: Iterable[str]) -> list[str]:
    return [f"{TAIL[side]} {table} " for table in tables]


def leaks(walker: Walker, actor: Actor, words: list[str]) -> list[str]:
    """Pages that say one of the words, as they are and asked for each thing that their filters offer."""
    return [f"{path}: {word}" for path, told in heard(walker, actor) for word in words if word in told]


# --- reading units (閲覧部署) ---------------------------------------------------------------


def of_its_unit(walker: Walker) -> list[list[Found]]:
    """What the people of the engagement's own unit are offered."""
    people = [walker.actors[name] for name in ALSO]
    return [found for person in people for found in offered_to(walker, person).values()]


def written_by_reader(walker: Walker, actor: Actor) -> tuple[list[str], int]:
    """Every act on the engagement that its own people are offered, sent by a person of its reading unit."""
    wrong, sent = [], 0
    for found in of_its_unit(walker):
        for offer in [one for one in found if "engagement_id" in names_a_row(one.route)][:4]:
            sent += 1
            answer, changes = effect(walker, offer, filled(walker, offer), actor)
            done = [change for change in changes if not is_own(change, actor)]
            if done or is_done(answer) or answer.status not in (403, 404):
                wrong.append(f"{answer}: {[str(change) for change in done]}")
    return wrong, sent


def test_a_reading_unit_reads_the_engagement_and_changes_nothing_of_it(walker: Walker) -> None:
    reader = walker.actors["mine reader"]
    page = next(r for r in routes(walker.app) if r.endpoint == "register.engagement")
    assert walker.try_(reader, page, walker.path(page)).status == 200
    assert walker.try_(reader, page, walker.path(page, walker.world.other)).status == 404
    wrong, sent = written_by_reader(walker, reader)
    assert not wrong, "\n".join(wrong)
    assert sent > 20


def acts_offered(found: Iterable[list[Found]]) -> list[str]:
    return [str(one) for offers in found for one in offers if "engagement_id" in names_a_row(one.route)]


def test_a_reading_unit_is_offered_no_act_on_the_engagement(walker: Walker) -> None:
    """What would be refused is not shown either."""
    shown = acts_offered(offered_to(walker, walker.actors["mine reader"]).values())
    assert not shown, "\n".join(shown)
    assert acts_offered(of_its_unit(walker))


def test_a_reader_who_may_write_is_noticed(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.core.context import Context

    may = Context.may
    monkeypatch.setattr(Context, "may", lambda self, permission, unit=None: may(self, permission))
    wrong, _ = written_by_reader(walker, walker.actors["mine reader"])
    assert wrong


# --- units, the administrator, vendors -------------------------------------------------------


def test_a_scope_of_engagements_taken_out_is_noticed(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engagement_queries, "visible_to", lambda _ctx: select(Engagement))
    chosen = [route for route in routes(walker.app) if "engagement_id" in route.arguments]
    assert told_apart(walker, walker.actors["mine officer"], chosen, {"engagement"})


def test_the_administrator_reads_no_engagement(walker: Walker) -> None:
    administrator = walker.actors[Role.ADMINISTRATOR.value]
    words = [word for side in TAIL for word in words_of(side, by_unit() - {"finding", "approval", "task"})]
    assert not leaks(walker, administrator, words)
    words = words_of("mine", {"engagement"})
    assert leaks(walker, walker.actors["mine officer"], words)


def test_a_vendor_reads_nothing_of_the_register_but_its_own_organisation(walker: Walker) -> None:
    hidden = {table.name for table in Model.metadata.sorted_tables} - SEEN_BY_VENDORS
    assert not leaks(walker, walker.actors["mine vendor"], words_of("mine", hidden))


# --- results of screenings ------------------------------------------------------------------


def without(walker: Walker, permission: str) -> list[Actor]:
    from app.core import authz

    holders = {str(role) for role in authz.known()[permission].roles}
    return [actor for actor in walker.by_role() if not actor.roles & holders]


def test_what_came_of_a_screening_is_read_by_compliance_only(walker: Walker) -> None:
    """On no page, in no export, history, search or log."""
    words = words_of("mine", {"screening"})
    others = without(walker, RegisterPermission.SCREENING_RESULT_VIEW)
    assert len(others) > 10
    chosen = others if IS_FULL else [
        one for one in others if one.name in (Role.AUDITOR, Role.ADMINISTRATOR, Role.VENDOR_MANAGER)
    ]  # fmt: skip
    assert chosen
    wrong = [leak for actor in chosen for leak in leaks(walker, actor, words)]
    assert not wrong, "\n".join(wrong)
    assert leaks(walker, walker.actors[Role.COMPLIANCE.value], words)


# --- files brought in ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["mine officer", "mine reader", Role.VENDOR_MANAGER.value, Role.ADMINISTRATOR.value]
)
def test_a_file_brought_in_is_its_makers_alone(walker: Walker, name: str) -> None:
    chosen = [
        route for route in routes(walker.app) if names_a_row(route) & {"import_batch_id", "import_row_id"}
    ]
    assert len(chosen) > 8
    actor = walker.actors[name]
    may = [route for route in chosen if walker.allowed(route, [actor])]
    wrong = told_apart(walker, actor, may, OF_BATCHES)
    assert not wrong, "\n".join(wrong)
    refused = [walker.try_(actor, route, walker.path(route)).status for route in chosen if route not in may]
    assert set(refused) <= {403}


def test_a_scope_of_makers_taken_out_is_noticed(walker: Walker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_queries, "visible_to", lambda _ctx: select(ImportBatch))
    chosen = [route for route in routes(walker.app) if "import_batch_id" in route.arguments]
    assert told_apart(walker, walker.actors["mine reader"], chosen, {"import_batch"})


def test_no_page_shows_the_file_of_somebody_else(walker: Walker) -> None:
    words = [
        f"{TAIL[side]} import {state}"
        for side in TAIL
        for state in ("compared", "mapping", "offered", "dropped")
    ]
    assert not leaks(walker, walker.actors[Role.VENDOR_MANAGER.value], words)
    assert leaks(walker, walker.actors["mine officer"], words)
