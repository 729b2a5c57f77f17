"""By which words a report is found: its number, its title, whom it is about, its registration and its kind."""

from sqlalchemy.orm import object_session

from app.assurance.models import AssuranceReport
from app.core import search
from app.register.models import Organisation

KIND = AssuranceReport.__tablename__


def describe(report: AssuranceReport) -> search.Entry | None:
    """No organisation stands in it: a vendor's people must not find what we keep of them."""
    session = object_session(report)
    if session is None:
        return None
    with session.no_autoflush:
        provider = session.get(Organisation, report.organisation_id)
    names = [provider.name, provider.name_kana, provider.name_latin] if provider else []
    return search.Entry(
        kind=KIND,
        title=report.title,
        detail=" ".join([report.number, *names[:1]]),
        sort_key=report.sort_key,
        texts=[
            text
            for text in (report.number, report.title, report.registration, report.auditor, *names)
            if text
        ],
    )


search.indexed(AssuranceReport, describe, named_by=("organisation_id",))
