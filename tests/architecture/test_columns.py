"""Every column of every table says its data class and its retention."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from app.core.columns import DataClass, Retention
from tests.architecture.checks.columns import find_violations, load_metadata, model_modules
from tests.architecture.repository import ROOT, plant

COMPLETE = {"data_class": DataClass.BUSINESS, "retention": Retention.RECORD}


def test_every_column_of_the_product_is_classed():
    metadata = load_metadata(ROOT)
    assert len(metadata.tables) > 10
    assert find_violations(metadata) == []


def test_a_classed_column_passes():
    metadata = MetaData()
    Table("planted", metadata, Column("x", Integer, info=COMPLETE))
    assert find_violations(metadata) == []


@pytest.mark.parametrize(
    ("info", "lack"),
    [
        ({"data_class": DataClass.BUSINESS}, "no retention"),
        ({"retention": Retention.RECORD}, "no data_class"),
        (COMPLETE | {"data_class": "secretive"}, "no data_class"),
        (COMPLETE | {"retention": "for ever"}, "no retention"),
    ],
)
def test_a_column_without_class_or_retention_is_found(info, lack):
    metadata = MetaData()
    Table("planted", metadata, Column("x", Integer, info=info))
    assert [line.split(" among")[0] for line in find_violations(metadata)] == [f"planted.x: {lack}"]


def test_a_model_is_found_wherever_it_is_written(tmp_path):
    files = {
        "app/work/models/__init__.py": "from x import mapped_column",
        "app/core/odd.py": "x: Mapped[int] = technical()",
        "app/core/other.py": "x = 1",
        "app/register/models.py": "",
    }
    assert model_modules(plant(tmp_path, files)) == ["app.core.odd", "app.register.models", "app.work.models"]
