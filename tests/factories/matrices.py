"""Responsibility matrices: the delivered catalogue, templates of any length, an engagement that uses one."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from app.core.db import db
from app.identity.models import Unit
from app.register.models import Engagement
from app.standards.content.catalogue import Catalogue
from app.standards.content.loading import load_all
from app.standards.content.matrices import Matrix
from app.standards.models import EngagementMatrix
from app.standards.queries import matrices as queries
from app.standards.services import matrices as services
from app.standards.services import publishing
from tests.factories import chain as make
from tests.factories import register
from tests.factories.identity import context

KEY = "cloud-config-fs"


@cache
def delivered() -> Catalogue:
    return load_all()[1]


def published(at: datetime, matrix: Matrix | None = None) -> Matrix:
    """The catalogue, with this matrix in the place of the delivered one."""
    found = delivered()
    if matrix is not None:
        found = replace(found, matrices={(matrix.key, matrix.version): matrix})
    publishing.publish_catalogue(context(at), found)
    db.session.commit()
    return next(iter(found.matrices.values()))


def long(rows: int) -> Matrix:
    """The delivered matrix over and over."""
    matrix = delivered().matrices[KEY, 1]
    again = [matrix.rows[at % len(matrix.rows)] for at in range(rows)]
    made = [row.model_copy(update={"id": f"x{at}"}) for at, row in enumerate(again)]
    return matrix.model_copy(update={"rows": tuple(made)})


def changed(matrix: Matrix, **rows: Any) -> Matrix:
    """The next version: `rows` says by id what is otherwise, None takes the row out."""
    kept = [row for row in matrix.rows if rows.get(row.id, row) is not None]
    made = tuple(row.model_copy(update=rows.get(row.id, {})) for row in kept)
    return matrix.model_copy(update={"version": matrix.version + 1, "rows": made})


def engagement(at: datetime, root: Unit, service: str = "cloud.config for Financial Services") -> Engagement:
    """A use of the service, which is built on Azure."""
    fixer = register.organisation(at, "株式会社FIXER")
    microsoft = register.organisation(at, "Microsoft Corporation")
    top, azure = make.service(at, fixer, service), make.service(at, microsoft, "Azure")
    make.line(at, top, azure)
    return make.engagement(at, root, top, title="FAQシステムの利用")


def started(at: datetime, which: Engagement, ctx: Any) -> EngagementMatrix:
    made = services.start(ctx, which, queries.shelf().template(KEY))
    db.session.commit()
    return made
