"""The import contracts hold, and each of them notices when it is broken."""

from __future__ import annotations

import pytest

from tests.architecture.checks.layers import find_violations
from tests.architecture.repository import ROOT, copy, plant

PACKAGES = (
    "jobs",
    "overview",
    "exchange",
    "reports",
    "diligence",
    "references",
    "assurance",
    "standards",
    "register",
    "work",
    "identity",
    "core",
)
INNER = ("identity", "work", "register", "overview")
LAYERS = ("models", "rules", "queries", "services", "forms", "views")


@pytest.fixture
def skeleton(tmp_path):
    """A product of empty modules, judged by the contracts of the real one."""
    empty = [f"app/{package}/__init__.py" for package in PACKAGES]
    empty += [f"app/{package}/{layer}.py" for package in INNER for layer in LAYERS]
    empty += ["app/__init__.py", "app/config.py", "app/cli.py", "app/demo.py", "app/serve.py"]
    empty += ["app/shell.py", "app/subscriptions.py"]
    return plant(copy(tmp_path, "pyproject.toml"), dict.fromkeys(empty, ""))


def test_the_product_keeps_its_contracts():
    assert find_violations(ROOT) == []


def test_a_product_that_keeps_the_contracts_passes(skeleton):
    plant(
        skeleton,
        {
            "app/__init__.py": "from app.register import views",
            "app/register/views.py": "import flask\nfrom app.register import services",
            "app/register/services.py": "from app.work import services",
            "app/core/web.py": "import flask",
            "app/identity/views/__init__.py": "bp = 1",
            "app/identity/views/listing.py": "from app.identity.views import bp",
        },
    )
    (skeleton / "app/identity/views.py").unlink()
    assert find_violations(skeleton) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/core/planted.py", "from app.register import queries"),
        ("app/identity/planted.py", "import app.work.models"),
        ("app/register/planted.py", "import app.cli"),
        ("app/stray/__init__.py", ""),
        ("app/register/rules.py", "from app.register import queries"),
        ("app/work/models.py", "from app.work import services"),
        ("app/overview/queries/lists.py", "from app.overview import views"),
        ("app/register/services.py", "import flask"),
        ("app/work/queries.py", "from flask_babel import gettext"),
        ("app/identity/rules.py", "from flask_security import UserMixin"),
        ("app/register/services/adding.py", "from werkzeug.exceptions import NotFound"),
        ("app/overview/planted.py", "from app.register.views import bp"),
        ("app/cli.py", "from app.register import views"),
    ],
)
def test_a_planted_import_is_found(skeleton, path, text):
    (skeleton / path).with_suffix(".py").unlink(missing_ok=True)
    folder = (skeleton / path).parent
    if not folder.exists() and path.count("/") == 3:
        folder.with_suffix(".py").unlink()
        plant(skeleton, {f"{folder.relative_to(skeleton)}/__init__.py": ""})
    assert find_violations(plant(skeleton, {path: text})) != []
