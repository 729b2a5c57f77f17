"""By which words an organisation is found."""

from sqlalchemy import select
from sqlalchemy.orm import object_session

from app.core import search
from app.core.text import fold_company
from app.register.models import Organisation, OrganisationCode

KIND = "organisation"


def describe(organisation: Organisation) -> search.Entry | None:
    """Its names in every script, its numbers, the codes that others gave it; None for what was merged, for that
    is found where it went."""
    if organisation.merged_into_id is not None:
        return None
    return search.Entry(
        kind=KIND,
        title=organisation.name,
        detail=organisation.corporate_number or organisation.lei or organisation.address,
        sort_key=organisation.sort_key,
        texts=[
            organisation.name,
            organisation.name_kana,
            organisation.name_latin,
            organisation.corporate_number or "",
            organisation.lei or "",
            organisation.invoice_number or "",
            *_codes(organisation),
        ],
        organisation_id=organisation.id,
    )


def _codes(organisation: Organisation) -> list[str]:
    session = object_session(organisation)
    if session is None or organisation in session.new:
        return []
    of_this = select(OrganisationCode.value).where(OrganisationCode.organisation_id == organisation.id)
    return list(session.scalars(of_this.order_by(OrganisationCode.scheme, OrganisationCode.value)))


def asked(text: str) -> str:
    """A question without legal forms, for nobody remembers whether it is 株式会社 before or after."""
    return " ".join(fold_company(word) for word in text.split())


search.indexed(Organisation, describe, names=("name", "name_kana", "name_latin"))
