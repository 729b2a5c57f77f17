"""By which words an information system is found."""

from app.core import search
from app.register.models import InformationSystem

KIND = "information_system"


def describe(system: InformationSystem) -> search.Entry:
    """Its name and reading, its number in the ledger, its data assets."""
    return search.Entry(
        kind=KIND,
        title=system.name,
        detail=system.ledger_number,
        sort_key=system.sort_key,
        texts=[system.name, system.name_kana, system.ledger_number, *(system.asset_numbers or [])],
    )


search.indexed(InformationSystem, describe, names=("name", "name_kana"))
