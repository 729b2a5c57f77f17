"""What code never does is found where somebody does it."""

from __future__ import annotations

import pytest

from tests.architecture.checks.code import find_violations
from tests.architecture.repository import ROOT, plant

GOOD = {
    "app/core/sandbox.py": "import subprocess\nsubprocess.run(['x'], shell=False)\n",
    "app/core/web.py": "session.commit()\n",
    "app/jobs/runner.py": "session.commit()\n",
    "app/core/search.py": "import re\nA = re.compile('a' 'b')\nB = re.compile(f'{_PART}c')\n",
    "app/register/queries.py": "from sqlalchemy import select, text\nselect(1)\ntext('SELECT :x')\n",
    "app/register/views.py": "from app.register import services\nfrom app.register.views import bp\n",
    "app/__init__.py": "from app.register.views import bp\n",
    "app/core/clock.py": "import datetime\ndatetime.datetime.now(datetime.UTC)\n",
    "app/identity/passwords.py": "class OurUtil(PasswordUtil): ...\n",
}

VIEW, SERVICE, CORE = "app/register/views.py", "app/register/services.py", "app/core/x.py"
LONG = "def show():\n" + "    x = 1\n" * 20
BAD = {
    "eval": (CORE, "eval('1')", "runs text"),
    "exec": (CORE, "exec('1')", "runs text"),
    "template from text": (
        VIEW,
        "from flask import render_template_string\nrender_template_string(x)",
        "runs text",
    ),
    "template from text by module": (VIEW, "flask.render_template_string(x)", "runs text"),
    "pickle": (CORE, "import pickle", "trusts what it reads"),
    "pickle by name": (CORE, "from pickle import loads", "trusts what it reads"),
    "yaml": (CORE, "yaml.load(x)", "safe_load"),
    "process": (SERVICE, "import subprocess", "app/core/sandbox.py only"),
    "process by name": (SERVICE, "from subprocess import run", "app/core/sandbox.py only"),
    "shell": ("app/core/sandbox.py", "run(x, shell=True)", "shell="),
    "pattern": (SERVICE, "re.search(typed, text)", "no constant"),
    "composed pattern": (SERVICE, "re.compile(f'^{typed}$')", "no constant"),
    "sql f-string": (SERVICE, "text(f'SELECT {x}')", "bind its values"),
    "sql percent": (SERVICE, "sa.text('SELECT %s' % x)", "bind its values"),
    "sql format": (SERVICE, "connection.exec_driver_sql('SELECT {}'.format(x))", "bind its values"),
    "module name": ("app/core/utils.py", "", "says nothing"),
    "folder name": ("app/core/helpers/x.py", "", "says nothing"),
    "class name": (CORE, "class AccessManager: ...", "says nothing"),
    "long view": (VIEW, LONG, "at most 20"),
    "long view in a folder": (
        "app/register/views/lists.py",
        "def show():\n" + "    x = 1\n" * 20,
        "at most 20",
    ),
    "select in a view": (VIEW, "from sqlalchemy import select", "asks queries"),
    "select in a view by module": (VIEW, "sa.select(x)", "asks queries"),
    "commit in a service": (SERVICE, "db.session.commit()", "only the edges"),
    "clock in a rule": ("app/register/rules.py", "datetime.now(UTC)", "reads the clock"),
    "clock in a service folder": ("app/work/services/a.py", "dt.date.today()", "reads the clock"),
    "views of another": (
        "app/overview/views/home.py",
        "from app.register.views.lists import bp",
        "another package",
    ),
}


def test_the_code_of_the_product_passes():
    assert find_violations(ROOT) == []


def test_good_code_passes(tmp_path):
    assert find_violations(plant(tmp_path, GOOD)) == []


@pytest.mark.parametrize(("path", "code", "words"), BAD.values(), ids=BAD)
def test_a_planted_fault_is_found(tmp_path, path, code, words):
    found = find_violations(plant(tmp_path, {path: code}))
    assert any(words in line for line in found), found
