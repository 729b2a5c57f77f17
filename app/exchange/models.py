"""Files on their way into the register: staged whole, corrected, compared, applied in one transaction."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import Retention, business, technical
from app.core.model import Entity, Versioned


class BatchState(StrEnum):
    OFFERED = "offered"  # another sheet of a workbook: read, and not the one that was chosen
    MAPPING = "mapping"  # read; which column is which is still being said
    COMPARED = "compared"
    APPLIED = "applied"
    DROPPED = "dropped"


class Outcome(StrEnum):
    """What a row would do, the first that fits."""

    ERROR = "error"  # a cell cannot be taken, or the register's rules refuse the record
    CONFLICT = "conflict"  # it fits two records, or its number is of one and its name of another
    DUPLICATE = (
        "duplicate"  # another row of the file, or a record of almost the same name, is this one already
    )
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class ImportBatch(Versioned, Entity):
    """One file of one person. Nothing of it is in the register before it is applied."""

    __tablename__ = "import_batch"
    __table_args__ = (Index("ix_import_batch_made_by", "made_by_id", "made_at"),)
    kind: Mapped[str] = technical(retention=Retention.SHORT)
    file_name: Mapped[str] = business(retention=Retention.SHORT)
    sha256: Mapped[str] = technical(retention=Retention.SHORT)
    # One workbook may hold several sheets to choose from; each is a batch, and `upload_id` holds them together.
    upload_id: Mapped[UUID] = technical(index=True, retention=Retention.SHORT)
    sheet: Mapped[str] = business(retention=Retention.SHORT)
    # Its place among the sheets, from 0.
    position: Mapped[int] = technical(default=0, retention=Retention.SHORT)
    is_hidden: Mapped[bool] = business(default=False, retention=Retention.SHORT)
    row_count: Mapped[int] = technical(default=0, retention=Retention.SHORT)
    # The headings, each different, in the order of the columns; and the row they end at, counted from 0.
    headings: Mapped[list[Any]] = business(JSON, retention=Retention.SHORT)
    heading_row: Mapped[int] = technical(retention=Retention.SHORT)
    mapping: Mapped[dict[str, str]] = business(JSON, retention=Retention.SHORT)
    # The mapping is the one that somebody chose for the last file with these headings.
    is_remembered: Mapped[bool] = business(default=False, retention=Retention.SHORT)
    notes: Mapped[list[Any]] = business(JSON, retention=Retention.SHORT)
    # An empty cell usually says nothing; with this it empties the field.
    is_clearing: Mapped[bool] = business(default=False, retention=Retention.SHORT)
    # Parties that are not recorded yet are added with what is known of them.
    is_adding_parties: Mapped[bool] = business(default=False, retention=Retention.SHORT)
    state: Mapped[BatchState] = business(default=BatchState.MAPPING, retention=Retention.SHORT)
    # Rows per outcome, and apart from these the rows left out.
    counts: Mapped[dict[str, int]] = business(JSON, retention=Retention.SHORT)
    made_by_id: Mapped[UUID | None] = business(retention=Retention.SHORT)
    made_at: Mapped[datetime] = business(retention=Retention.SHORT)
    compared_at: Mapped[datetime | None] = business(retention=Retention.SHORT)
    applied_at: Mapped[datetime | None] = business(retention=Retention.SHORT)
    act_id: Mapped[UUID | None] = technical(retention=Retention.SHORT)


class ImportRow(Entity):
    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("batch_id", "number", name="uq_import_row_batch_id"),
        Index("ix_import_row_outcome", "batch_id", "outcome", "number"),
        Index("ix_import_row_known_by", "batch_id", "known_by"),
    )
    batch_id: Mapped[UUID] = technical(ForeignKey("import_batch.id"), retention=Retention.SHORT)
    # As the sheet counts, from 1.
    number: Mapped[int] = technical(retention=Retention.SHORT)
    cells: Mapped[list[Any]] = business(JSON, retention=Retention.SHORT)
    # Which cells somebody corrected here, by column.
    corrected: Mapped[list[int]] = business(JSON, retention=Retention.SHORT)
    outcome: Mapped[Outcome | None] = business(retention=Retention.SHORT)
    label: Mapped[str] = business(default="", retention=Retention.SHORT)
    problems: Mapped[list[Any]] = business(JSON, retention=Retention.SHORT)
    record_id: Mapped[UUID | None] = technical(retention=Retention.SHORT)
    # What the row is known by, folded up: rows of one file that share it are the same record.
    known_by: Mapped[str] = technical(default="", retention=Retention.SHORT)
    # field → [before, after] in the plain form of `plain.py`.
    changes: Mapped[dict[str, Any]] = business(JSON, retention=Retention.SHORT)
    # A duplicate that somebody says is another record.
    is_confirmed: Mapped[bool] = business(default=False, retention=Retention.SHORT)
    is_left_out: Mapped[bool] = business(default=False, retention=Retention.SHORT)


class RememberedMapping(Entity):
    """Which column was which the last time a file had these headings."""

    __tablename__ = "remembered_mapping"
    __table_args__ = (UniqueConstraint("kind", "signature", name="uq_remembered_mapping_kind"),)
    kind: Mapped[str] = technical()
    signature: Mapped[str] = technical()
    mapping: Mapped[dict[str, str]] = business(JSON)
    used_at: Mapped[datetime] = technical()


class ColumnLayout(Audited, Versioned, Entity):
    """The institution's own ledger form: which fields in which order, under which headings."""

    __tablename__ = "column_layout"
    __table_args__ = (UniqueConstraint("kind", "name", name="uq_column_layout_kind"),)
    kind: Mapped[str] = business()
    name: Mapped[str] = business()
    # [field, heading] in order; an empty heading means the usual one.
    columns: Mapped[list[Any]] = business(JSON)
    is_usual: Mapped[bool] = business(default=False)


class AnswerImport(Versioned, Entity):
    """A workbook of answers that somebody brought back: what was read in it, until it is taken or forgotten."""

    __tablename__ = "answer_import"
    __table_args__ = (Index("ix_answer_import_assignment_id", "assignment_id", "made_at"),)
    assignment_id: Mapped[UUID] = technical(ForeignKey("assignment.id"), retention=Retention.SHORT)
    # The respondent's, copied: row security reads it.
    organisation_id: Mapped[UUID | None] = technical(index=True, retention=Retention.SHORT)
    made_by_id: Mapped[UUID | None] = business(retention=Retention.SHORT)
    made_at: Mapped[datetime] = business(retention=Retention.SHORT)
    file_name: Mapped[str] = business(retention=Retention.SHORT)
    sha256: Mapped[str] = technical(retention=Retention.SHORT)
    # In the form of `app/diligence/rules/returned.py`.
    content: Mapped[dict[str, Any]] = business(JSON, retention=Retention.SHORT)
    applied_at: Mapped[datetime | None] = business(retention=Retention.SHORT)
    # The questions whose answers were taken.
    taken: Mapped[list[str]] = business(JSON, retention=Retention.SHORT)
    # Who of us brought it for a respondent to take over, by name: their side cannot look it up. "" where who brought
    # it takes it over too.
    offered_by: Mapped[str] = business(default="", server_default="", retention=Retention.SHORT)


class ReferenceImport(Versioned, Entity):
    """A workbook of a reference that somebody brought: its sheets and how they are read, until it is applied."""

    __tablename__ = "reference_import"
    __table_args__ = (Index("ix_reference_import_reference_id", "reference_id", "made_at"),)
    reference_id: Mapped[UUID] = technical(ForeignKey("security_reference.id"), retention=Retention.SHORT)
    # The provider's where its people brought it: row security reads it. None where we did.
    organisation_id: Mapped[UUID | None] = technical(index=True, retention=Retention.SHORT)
    made_by_id: Mapped[UUID | None] = business(retention=Retention.SHORT)
    made_at: Mapped[datetime] = business(retention=Retention.SHORT)
    file_name: Mapped[str] = business(retention=Retention.SHORT)
    sha256: Mapped[str] = technical(retention=Retention.SHORT)
    # Sheets with their cells in the plain form of `plain.py`, and what was noticed about the file.
    content: Mapped[dict[str, Any]] = business(JSON, retention=Retention.SHORT)
    # What is read → its sheet, the rows of its headings and the heading of each field.
    reading: Mapped[dict[str, Any]] = business(JSON, retention=Retention.SHORT)
    # An empty cell empties its field; else it says nothing.
    is_clearing: Mapped[bool] = business(default=True, retention=Retention.SHORT)
    applied_at: Mapped[datetime | None] = business(retention=Retention.SHORT)
    # The draft that it was written into, and how many of what.
    version_id: Mapped[UUID | None] = technical(retention=Retention.SHORT)
    counts: Mapped[dict[str, int]] = business(JSON, retention=Retention.SHORT)


class ForeignForm(Versioned, Entity):
    """A questionnaire of somebody else that one person brought: its cells, and how they are read."""

    __tablename__ = "foreign_form"
    __table_args__ = (
        Index("ix_foreign_form_made_by_id", "made_by_id", "made_at"),
        Index("ix_foreign_form_made_at", "made_at", "id"),
        Index("ix_foreign_form_file_name", "file_name", "id"),
    )
    made_by_id: Mapped[UUID | None] = business(retention=Retention.SHORT)
    made_at: Mapped[datetime] = business(retention=Retention.SHORT)
    file_name: Mapped[str] = business(retention=Retention.SHORT)
    sha256: Mapped[str] = technical(retention=Retention.SHORT)
    # Sheets with their cells in the plain form of `plain.py`, and what was noticed about the file.
    content: Mapped[dict[str, Any]] = business(JSON, retention=Retention.SHORT)
    # Name of a sheet → its heading rows, the role of each column, whether it is left out.
    choices: Mapped[dict[str, Any]] = business(JSON, retention=Retention.SHORT)
    # What of it was counted when it was last read: questions, answered, problems.
    counts: Mapped[dict[str, int]] = business(JSON, retention=Retention.SHORT)
    # The questionnaire that was made of it.
    questionnaire: Mapped[str] = business(default="", retention=Retention.SHORT)
