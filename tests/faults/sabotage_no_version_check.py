"""Sabotage: an organisation is saved whatever version the person had before them."""

from typing import Any

from app.register.services import organisations as services


def install() -> None:
    edit = services.edit_organisation

    def edit_anyway(ctx: Any, organisation: Any, facts: Any, *, version: int, **options: Any) -> Any:
        return edit(ctx, organisation, facts, version=organisation.version, **options)

    services.edit_organisation = edit_anyway
