"""`python -m bench.bringing form FILE`, or `reference FOLDER URL REFERENCE FILE`: a file read by a process of its own,
so that the memory it takes is its own; the last line of stderr says what it took, in JSON."""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import psutil

if TYPE_CHECKING:
    from app.core.context import Context

PARSER = "sandboxed.py"


def main() -> None:
    what, *given = sys.argv[1:]
    watch = Watch()
    watch.start()
    figures = form(*given) if what == "form" else reference(*given)
    watch.done.set()
    watch.join()
    print(json.dumps({**figures, "megabytes": max(watch.together, own())}), file=sys.stderr)


def form(file: str) -> dict[str, float]:
    """The whole command, as an operator types it."""
    from flask.cli import main as command

    began = time.perf_counter()
    sys.argv = ["flask", "--app", "app", "diligence", "import-form", file, "--json"]
    with suppress(SystemExit):
        command()
    return {"seconds": round(time.perf_counter() - began, 2), "cpu_s": round(used(), 2)}


def reference(folder: str, url: str, reference_id: str, file: str) -> dict[str, float]:
    """Read, compared and written into a draft, as the pages do one after the other."""
    from app import create_app
    from app.config import Config
    from app.core.db import db
    from app.exchange.rules.reference_differences import digest_of
    from app.exchange.services import reference_imports as imports
    from app.references.permissions import ReferencesPermission
    from app.references.queries import references as queries
    from bench import standards

    app = create_app(
        Config(data=Path(folder), database_url=url, owner_url=url, with_scheduler=False, rate_limits=False)
    )
    with app.app_context(), db.scope(writes=True):
        ctx = standards._person(*ReferencesPermission)
        of = queries.get_reference(ctx, UUID(reference_id))
        content, began, before = Path(file).read_bytes(), time.perf_counter(), used()
        brought = imports.stage(ctx, of, imports.read("records.xlsx", content))
        found = imports.differences(ctx, of, brought)
        draft = imports.apply(ctx, of, brought, seen=digest_of(found), is_removing=False)
        db.session.commit()
        figures = {"seconds": round(time.perf_counter() - began, 2), "cpu_s": round(used() - before, 2)}
        return {**figures, "records": len(queries.record_rows(draft.id))}


def brought(ctx: Context) -> UUID:
    """A form of somebody else of 261 questions, kept for who measures its pages."""
    from app.exchange.services import foreign_forms
    from tests.factories import foreign_books

    read = foreign_forms.read("form.xlsx", foreign_books.caiq_like().content)
    return foreign_forms.stage(ctx, read).id


def used() -> float:
    """Processor time of this process and of those that parsed for it."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def own() -> int:
    """Megabytes of this process at its most, up to now."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


class Watch(threading.Thread):
    """How much this process and those that parse for it hold at one moment, at most. What the kernel says of a child
    that ended counts the memory of whoever began it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.done, self.together = threading.Event(), 0

    def run(self) -> None:
        this = psutil.Process()
        while not self.done.wait(0.005):
            with suppress(psutil.Error):
                parsing = [one for one in this.children() if PARSER in " ".join(one.cmdline())]
                held = sum(one.memory_info().rss for one in (this, *parsing))
                self.together = max(self.together, held // 1024**2)


if __name__ == "__main__":
    main()
