"""Files that each side brought: a workbook of its reference, and a form of somebody else."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.core.db import db
from app.exchange.services import foreign_forms, reference_imports
from app.identity.queries import find_user_by_email
from app.identity.roles import Role
from tests.conftest import context_of
from tests.factories import identity as make
from tests.factories import reference_books

if TYPE_CHECKING:
    from tests.security.world import Side

FORM = "番号;質問;回答\n24-01;{said} question;はい\nA-2;{said} second;いいえ\n"


def bring_a_reference(at: datetime, side: Side) -> None:
    """The sample is the vendor's own, in the portal; ours stands beside it."""
    manager = find_user_by_email(make.address(Role.VENDOR_MANAGER))
    assert manager is not None
    made = []
    for person in (side.vendor, manager):
        name = f"{side.canary} reference_import.xlsx"
        content = reference_books.azure_like(service="クラウドサービス", provider="事業者")
        brought = reference_imports.read(name, content)
        made.append(reference_imports.stage(context_of(person, at), side.rows["security_reference"], brought))
    db.session.flush()
    side.rows["reference_import"], side.others["reference_import"] = made[1], made[:1]


def bring_a_form(at: datetime, side: Side) -> None:
    """The sample is of the unit's officer; third-party management, which makes questionnaires, has its own."""
    content = FORM.format(said=f"{side.canary} foreign_form").encode()
    manager = find_user_by_email(make.address(Role.VENDOR_MANAGER))
    assert manager is not None
    made = [
        foreign_forms.stage(
            context_of(person, at), foreign_forms.read(f"{side.canary} foreign_form.csv", content)
        )
        for person in (side.officer, manager)
    ]
    db.session.flush()
    side.rows["foreign_form"], side.others["foreign_form"] = made[0], made[1:]
