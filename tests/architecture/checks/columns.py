"""Every column says what kind of data it holds and how long it is kept."""

from __future__ import annotations

import importlib
from pathlib import Path

from sqlalchemy import Column, MetaData

from tests.architecture.checks.source import files, name

KEYS = ("data_class", "retention")


def model_modules(root: Path) -> list[str]:
    """Every module of the product that can define a table."""
    found = []
    for path in files(root, ("app",), ".py"):
        if (
            "mapped_column" in path.read_text(encoding="utf-8")
            or path.stem == "models"
            or "Mapped[" in (path.read_text(encoding="utf-8"))
        ):
            parts = Path(name(root, path)).with_suffix("").parts
            found.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def load_metadata(root: Path) -> MetaData:
    for module in model_modules(root):
        importlib.import_module(module)
    metadata = importlib.import_module("app.core.model").Model.metadata
    assert isinstance(metadata, MetaData)
    return metadata


def find_violations(metadata: MetaData) -> list[str]:
    found = []
    for table in metadata.sorted_tables:
        for column in table.columns:
            found += [f"{table.name}.{column.name}: {lack}" for lack in _lacks(column)]
    return found


def _lacks(column: Column[object]) -> list[str]:
    columns = importlib.import_module("app.core.columns")
    kinds = {"data_class": columns.DataClass, "retention": columns.Retention}
    return [
        f"no {key} among {[member.value for member in kinds[key]]}"
        for key in KEYS
        if column.info.get(key) not in set(kinds[key])
    ]
