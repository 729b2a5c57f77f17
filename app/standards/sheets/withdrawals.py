"""What the pages say of matrices that were withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.standards.models import EngagementMatrix
from app.standards.queries.matrices import Shelf
from app.standards.queries.withdrawals import Begun


@dataclass(frozen=True)
class WithdrawnLine:
    """`url`: the matrix as it stood before it was withdrawn."""

    title: str
    at: datetime
    by: str
    reason: str
    url: str


def withdrawn_lines(found: Sequence[Begun], shelf: Shelf) -> list[WithdrawnLine]:
    """The newest first."""
    titles = {version.id: version.title(str(_("en"))) for version in shelf.every}
    lines = [
        WithdrawnLine(
            titles[matrix.content_id], matrix.withdrawn_at, one.by, matrix.withdrawal_reason,
            then_url("standards.engagement_matrix", matrix, one.last_at),
        )
        for one in found
        if (matrix := one.matrix).withdrawn_at is not None and one.last_at is not None
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.at, reverse=True)


def then_url(endpoint: str, matrix: EngagementMatrix, last_at: datetime, **more: Any) -> str:
    """The page as it was at the last moment at which the matrix counted."""
    as_at = last_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return url_for(
        endpoint, engagement_id=matrix.engagement_id, template=matrix.template, as_at=as_at, **more
    )
