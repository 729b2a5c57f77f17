"""Readers of a report as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.assurance.models import AssuranceReport, Disclosure, ReportFile, ReportReader, TermsAcceptance
from app.assurance.queries.reading import Opening
from app.assurance.rules import reading
from app.core.words import value_label
from app.identity import queries as identity


@dataclass(frozen=True)
class ReaderLine:
    id: UUID
    name: str
    purpose: str
    named_by: str
    named_at: datetime
    ended_at: datetime | None
    is_standing: bool


@dataclass(frozen=True)
class AgreedLine:
    """`terms`: which of the present wordings; empty for one that was changed since."""

    name: str
    at: datetime
    terms: str


@dataclass(frozen=True)
class OpenedLine:
    name: str
    at: datetime
    file: str


@dataclass(frozen=True)
class Sheet:
    readers: Sequence[ReaderLine]
    agreed: Sequence[AgreedLine]
    opened: Sequence[OpenedLine]


def sheet_of(
    report: AssuranceReport,
    at: datetime,
    files: Sequence[ReportFile],
    readers: Sequence[ReportReader],
    agreed: Sequence[TermsAcceptance],
    opened: Sequence[Opening],
) -> Sheet:
    ids = {one.user_id for one in readers} | {one.named_by_id for one in readers}
    ids |= {one.user_id for one in agreed} | {one.user_id for one in opened}
    names = identity.names_of({one for one in ids if one})
    terms = reading.terms_of(report, files)
    present = {
        reading.terms_digest(one, terms): str(value_label(one))
        for one in Disclosure
        if one in reading.AGREED_ONLY
    }
    called = {file.id: file.name for file in files}
    return Sheet(
        [_reader(one, at, names) for one in readers],
        [
            AgreedLine(names.get(one.user_id, ""), one.accepted_at, present.get(one.terms_digest, ""))
            for one in agreed
        ],
        [
            OpenedLine(names.get(one.user_id, "") if one.user_id else "", one.at, called.get(one.file_id, ""))
            for one in opened
        ],
    )


def _reader(row: ReportReader, at: datetime, names: dict[UUID, str]) -> ReaderLine:
    return ReaderLine(
        row.id, names.get(row.user_id, ""), row.purpose,
        names.get(row.named_by_id, "") if row.named_by_id else "", row.named_at, row.ended_at,
        reading.is_standing(row.ended_at, at),
    )  # fmt: skip


def name_of(user_id: UUID) -> str:
    return identity.names_of({user_id}).get(user_id, "")
