"""What the sabotage modules share. They run only in a serving process of a harness, never in the product."""

import sys
from typing import Any


def replace_everywhere(name: str, old: Any, new: Any) -> None:
    """A function imported by name lives in several modules of the application: replace each of them."""
    modules = [module for key, module in sys.modules.items() if key == "app" or key.startswith("app.")]
    holders = [module for module in modules if vars(module).get(name) is old]
    if not holders:
        raise LookupError(f"nothing in the application is called {name}: this sabotage would do nothing")
    for module in holders:
        setattr(module, name, new)
