"""セキュリティリファレンス of each side's service: published versions, a draft of ours, one of the provider's, and
a self-check of the side's engagement."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.assurance.models import Disclosure
from app.identity import queries as identity
from app.identity.roles import Role
from app.references import words  # noqa: F401 - acts need their labels
from app.references.models import (
    Acts,
    Conformity,
    Layout,
    OwnState,
    PaperKind,
    ReferenceAgreement,
    ReferencePaper,
    ReferenceRecord,
    ReferenceVersion,
    SecurityReference,
    SelfCheck,
    SelfCheckItem,
    VersionState,
)
from app.references.services import agreeing
from tests.factories import identity as make
from tests.security.reports import _stored as stored

if TYPE_CHECKING:
    from tests.security.world import Side

EDITION = "fisc/9r2"
ITEMS = ("統20", "統21", "統24")
V = VersionState


def write_references(at: datetime, side: Side) -> None:
    """The sample is the provider's draft, which both walls stand before; the others are walked with their state."""
    reference = _reference(side, "title")
    side.rows["security_reference"] = reference
    # Without a draft: one can be begun.
    published = _reference(side, "second")
    _version(at, side, published, 1, V.PUBLISHED, is_theirs=False)
    side.others["security_reference"] = [published]
    states = (
        (V.WITHDRAWN, False),
        (V.PUBLISHED, False),
        (V.PUBLISHED, False),
        (V.DRAFT, False),
        (V.DRAFT, True),
    )
    versions = [
        _version(at, side, reference, number, state, is_theirs=theirs)
        for number, (state, theirs) in enumerate(states, start=1)
    ]
    ours = versions[3]
    side.rows.update(
        reference_version=ours["version"], reference_record=ours["record"], reference_paper=ours["paper"]
    )
    for name, key in (
        ("reference_version", "version"),
        ("reference_record", "record"),
        ("reference_paper", "paper"),
    ):
        side.others[name] = [one[key] for one in versions if one is not ours]
    check = stored(side, SelfCheck(
        engagement_id=side.rows["engagement"].id, reference_id=reference.id, version_id=versions[1]["version"].id,
        note=f"{side.canary} self_check note", begun_by_id=side.officer.id, begun_at=at,
    ))  # fmt: skip
    item = stored(side, SelfCheckItem(
        engagement_id=check.engagement_id, check_id=check.id, item=ITEMS[0], state=OwnState.PARTLY,
        measure=f"{side.canary} self_check_item measure", entered_by_id=side.officer.id, entered_at=at,
    ))  # fmt: skip
    manager = identity.find_user_by_email(make.address(Role.VENDOR_MANAGER))
    assert manager is not None
    # Who keeps it changes its terms after agreeing to them; others are still asked.
    agreement, _kept = (_agreed(at, side, reference, one.id) for one in (side.officer, manager))
    side.rows.update(self_check=check, self_check_item=item, reference_agreement=agreement)


def _agreed(at: datetime, side: Side, reference: SecurityReference, user_id: UUID) -> Any:
    return stored(side, ReferenceAgreement(
        reference_id=reference.id, user_id=user_id, disclosure=reference.disclosure, agreed_at=at,
        terms=reference.terms, terms_digest=agreeing.wording_of(reference),
    ))  # fmt: skip


def _reference(side: Side, name: str) -> Any:
    said = f"{side.canary} security_reference"
    return stored(side, SecurityReference(
        title=f"{said} {name}", service_id=side.rows["service"].id, organisation_id=side.organisation.id,
        edition=EDITION, layout=Layout.WHOLE, is_shared=True, disclosure=Disclosure.NDA, terms=f"{said} terms",
        owner_id=side.officer.id, source=f"{said} source", sort_key=f"{said} {name}",
    ))  # fmt: skip


def _version(
    at: datetime,
    side: Side,
    reference: SecurityReference,
    number: int,
    state: VersionState,
    *,
    is_theirs: bool,
) -> dict[str, Any]:
    said = f"{side.canary} reference_version {number}"
    whole: dict[str, Any] = {"reference_id": reference.id, "organisation_id": side.organisation.id}
    was_published = state != V.DRAFT
    version = stored(side, ReferenceVersion(
        **whole, number=number, label=f"{said} label", state=state, authors=[f"{said} author"],
        premise_models=["iaas"], premise=f"{said} premise", as_of_on=side.today, note=f"{said} note",
        is_theirs=is_theirs, begun_by_id=(side.vendor if is_theirs else side.officer).id, begun_at=at,
        published_at=at if was_published else None, published_by_id=side.officer.id if was_published else None,
    ))  # fmt: skip
    part = {**whole, "version_id": version.id}
    papers = [
        stored(side, ReferencePaper(
            **part, kind=PaperKind.DOCUMENT, number=one, title=f"{said} paper {one}", url="https://example.jp/paper",
        ))
        for one in ("01", "02")
    ]  # fmt: skip
    records = [
        stored(side, ReferenceRecord(
            **part, item=item, position=place, provider_view=f"{said} view {item}",
            conformity=Conformity.CONFORMABLE, confirmed=f"{said} confirmed", needed=f"{said} needed",
            provider_acts=Acts.YES, customer_acts=Acts.YES, documents=["01"],
        ))
        for place, item in enumerate(ITEMS)
    ]  # fmt: skip
    # The second is referred to nowhere: it can be taken out.
    return {"version": version, "record": records[0], "paper": papers[1]}
