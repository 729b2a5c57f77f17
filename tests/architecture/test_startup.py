"""Starting is cheap: what is heavy is imported by whoever needs it, when it is needed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.architecture.repository import ROOT

HEAVY = (
    "botocore", "calamine", "networkx", "numpy", "openpyxl", "pandas", "pydantic", "python_calamine",
    "reportlab", "xlsxwriter", "yaml",
)  # fmt: skip
START = """
import json, sys
from pathlib import Path
from app.config import Config
from app.core import keys, schema
folder = Path(sys.argv[1])
url = f"sqlite:///{folder / 'start.db'}"
config = Config(data=folder, database_url=url, owner_url=url)
keys.create(config.keys)
schema.upgrade(url, folder / "lock")
import app.serve
from app import create_app
create_app(config)
"""
TELL = f"print(json.dumps(sorted(set({HEAVY!r}) & set(sys.modules))))"


def loaded(folder: object, code: str) -> object:
    done = subprocess.run(
        [sys.executable, "-c", code + TELL, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_an_application_that_stands_ready_has_loaded_nothing_heavy(tmp_path):
    assert loaded(tmp_path, START) == []


@pytest.mark.slow
def test_what_draws_is_found_by_the_same_question(tmp_path):
    drawn = "import json, sys\nfrom app.reports.diagram import Graph, draw, lay_out\ndraw(lay_out(Graph((), ())))\n"
    assert loaded(tmp_path, drawn) == ["reportlab"]
