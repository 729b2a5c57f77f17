"""開示条件 of a reference: as a file it leaves for its provider, and for each reader of ours who agreed to them."""

from collections.abc import Iterable

from app.assurance.rules.reading import AGREED_ONLY, Terms, terms_digest
from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.words import N_
from app.references.events import ReferencesAct as Act
from app.references.models import ReferenceAgreement, SecurityReference
from app.references.queries import agreeing as queries
from app.references.rules.facts import ReferenceFacts

CHANGED = N_("The terms were changed while you read them. Read them again before you agree.")


def must_agree(ctx: Context, reference: SecurityReference) -> bool:
    """Before this person may take it with them."""
    return bool(waiting_for(ctx, [reference]))


def waiting_for(ctx: Context, references: Iterable[SecurityReference]) -> list[SecurityReference]:
    """Those of them whose terms this person has yet to agree to."""
    if ctx.is_vendor:
        return []
    secret = [one for one in references if one.disclosure in AGREED_ONLY]
    agreed = queries.agreed_by(ctx, [one.id for one in secret])
    return [one for one in secret if (one.id, wording_of(one)) not in agreed]


def wording_of(reference: SecurityReference | ReferenceFacts) -> str:
    """The digest of what its reader agrees to."""
    return terms_digest(reference.disclosure, Terms(reference.terms))


def agree(ctx: Context, reference: SecurityReference, *, digest: str) -> None:
    """`digest` is of the wording that was on the screen. Who agreed already agrees to nothing new."""
    if digest != wording_of(reference):
        raise DomainError(CHANGED)
    if not must_agree(ctx, reference):
        return
    made = ReferenceAgreement(
        reference_id=reference.id, user_id=ctx.actor_id, disclosure=reference.disclosure, terms=reference.terms,
        terms_digest=digest, agreed_at=ctx.at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record(ctx, Act.TERMS_AGREED, made)
