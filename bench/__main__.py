"""`make bench`: seed, measure, print, compare. `--save` stores the figures as the new baseline."""

import argparse
import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app import create_app
from app.core.db import db
from bench import assessments, instance, measure, publications, standards

BASELINE = Path(__file__).with_name("baseline.json")
# `{engagement}` and the like become the address of the first one that its list shows.
PAGES = {
    "list": "/organisations",
    "list, filtered": "/organisations?country=US",
    "search": f"/search?q={quote('札幌')}",
    "detail": "{organisation}",
    "home": "/",
    "engagements": "/engagements",
    "engagements, filtered": "/engagements?stage=operation&tier=strict",
    "engagement": "{engagement}",
    "chain": "{engagement}/chain",
    "upwards": "{organisation}/dependents",
    "services": "/services",
    "supplies": "/supplies",
    "consents": "/consents",
}
LISTS = {"organisation": "/organisations", "engagement": "/engagements"}
RECORD = re.compile(r'href="(/[a-z]+/[0-9a-f-]{36})"')
TOGETHER = ("list", "list, filtered", "search", "detail", "chain", "home", "engagements")
MOST_QUERIES = 12
EXPORT = "/exchange/organisations/export/file?format=xlsx"
PARTS = {"standards": standards, "assessments": assessments, "publications": publications}
GOALS_MS = {
    **dict.fromkeys(standards.PAGES, standards.GOAL_MS), **assessments.GOALS,
    **dict.fromkeys(publications.PAGES, publications.GOAL_MS),
}  # fmt: skip
GOALS_S = {**assessments.SECONDS, **dict.fromkeys(publications.FILES, publications.GOAL_S)}
GOALS_MB = dict.fromkeys(publications.FILES, publications.GOAL_MB)
# What others on the machine do not change.
STEADY = {"cpu_ms": "CPU", "cpu_s": "CPU", "megabytes": "memory"}
# A figure may be this much worse than the baseline before it is called so: shared machines are noisy.
TOLERANCE = {"cpu_ms": 1.5, "p50_ms": 1.8, "queries": 1.0, "requests_per_s": 0.6, "cpu_s": 1.8}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", default="1000,10000,100000")
    arguments.add_argument("--databases", default="sqlite,postgresql")
    arguments.add_argument(
        "--parts",
        default="register,standards,assessments,publications",
        help="only some of what is measured",
    )
    arguments.add_argument("--save", action="store_true")
    given = arguments.parse_args()
    figures: dict[str, Any] = {}
    if "register" in given.parts.split(","):
        figures |= register(given.databases.split(","), [int(size) for size in given.sizes.split(",")])
    for name, part in PARTS.items():
        for kind in given.databases.split(",") if name in given.parts.split(",") else ():
            figures[f"{kind} {name}"] = part.one(kind)
            show(f"{kind}, {part.TITLE}", figures[f"{kind} {name}"])
    worse = compare(figures) + over_budget(figures)
    if given.save:
        save(figures)
    raise SystemExit(1 if worse and not given.save else 0)


def register(databases: Sequence[str], sizes: Sequence[int]) -> dict[str, Any]:
    figures: dict[str, Any] = {"set-up": packages()}
    for kind in databases:
        for size in sizes:
            figures[f"{kind} {size}"] = one(kind, size)
            show(f"{kind}, {size:,} organisations", figures[f"{kind} {size}"])
    show("set-up", figures["set-up"])
    growth(figures)
    return figures


def save(figures: dict[str, Any]) -> None:
    """What was not measured this time keeps the figures that it had."""
    stored = json.loads(BASELINE.read_text()) if BASELINE.exists() else {}
    BASELINE.write_text(json.dumps({**stored, **figures}, indent=1, ensure_ascii=False) + "\n")
    print(f"\nstored as the baseline in {BASELINE.name}")


def one(kind: str, size: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        config = instance.config_at(place, kind, f"bench_{size}")
        figures: dict[str, Any] = {"migrations_s": round(instance.migrate(config), 2)}
        cookie = instance.fill(config, size)
        app = create_app(config)
        pages = addresses(app, cookie)
        for name, path in pages.items():
            figures[name] = measure.page(app, cookie, path).as_dict()
        figures["export"] = measure.export(app, cookie, EXPORT)
        db.engine.dispose()
        server = measure.Server(place, config.database_url)
        try:
            figures["cold_start_s"] = round(server.start_seconds, 2)
            figures["memory_idle_mb"] = server.memory_mb()
            for name in TOGETHER:
                figures[f"{name}, 8 at once"] = measure.load(server, cookie, pages[name])
            figures["memory_after_load_mb"] = server.memory_mb()
            figures["page weight"] = weight(server, cookie)
        finally:
            server.stop()
        return figures


def addresses(app: Any, cookie: str) -> dict[str, str]:
    """The pages to measure, with a record's address where one is wanted."""
    client = app.test_client(use_cookies=False)
    found = {}
    for kind, path in LISTS.items():
        html = client.get(path, headers={"Cookie": cookie}).text
        shown = [address for address in RECORD.findall(html) if address.startswith(f"{path}/")]
        if not shown:
            raise RuntimeError(f"the list of {kind}s shows none")
        found[kind] = shown[0]
    return {name: path.format(**found) for name, path in PAGES.items()}


def weight(server: measure.Server, cookie: str) -> dict[str, Any]:
    """What a browser fetches for the list: requests, script, HTML."""
    html = server.get(PAGES["list"], cookie)[1].decode()
    assets = set(re.findall(r'(?:src|href)="(/(?:static|bootstrap)/[^"#]+)', html))
    entry = [a for a in assets if a.endswith(".js")]
    seen: dict[str, int] = {}
    while entry:
        path = entry.pop()
        if path not in seen:
            source = server.get(path, cookie)[1].decode()
            seen[path] = len(source)
            entry += [path.rpartition("/")[0] + "/" + name for name in fetched_by(source, html)]
    return {
        "requests": 1 + len(assets) + len(set(seen) - assets),
        "script_kb": round(sum(seen.values()) / 1024, 1),
        "html_kb": round(len(html.encode()) / 1024, 1),
    }


def fetched_by(source: str, html: str) -> list[str]:
    """What a script imports: always, or where the page has what a selector names."""
    always = re.findall(r"""from ['"]\./([\w-]+\.js)['"]""", source)
    on_demand = re.findall(r"""\["([^"]+)", "\./([\w-]+\.js)"\]""", source)
    return always + [name for selector, name in on_demand if is_on(selector, html)]


def is_on(selector: str, html: str) -> bool:
    marks = re.findall(r"data-[\w-]+", selector)
    return not marks or any(mark in re.findall(r"\s(data-[\w-]+)", html) for mark in marks)


def packages() -> dict[str, Any]:
    """What is installed to run the product: the pinned requirements, by number."""
    pinned = [line for line in Path("requirements/runtime.txt").read_text().splitlines() if "==" in line]
    return {"packages": len(pinned)}


def show(title: str, figures: dict[str, Any]) -> None:
    print(f"\n{title}")
    for name, value in figures.items():
        text = "  ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        print(f"  {name:22} {text}")


def growth(figures: dict[str, Any]) -> None:
    for kind in ("sqlite", "postgresql"):
        small, large = figures.get(f"{kind} 1000"), figures.get(f"{kind} 100000")
        if small and large:
            for name in ("list", "search", "detail", "engagements", "engagement", "chain"):
                factor = large[name]["p50_ms"] / small[name]["p50_ms"]
                print(f"  {kind}: {name} from 1k to 100k × {factor:.2f}")


def compare(figures: dict[str, Any]) -> list[str]:
    if not BASELINE.exists():
        print("\nno baseline is stored yet: run with --save")
        return []
    baseline = json.loads(BASELINE.read_text())
    worse = []
    for group, pages in figures.items():
        for page, values in pages.items():
            before = baseline.get(group, {}).get(page)
            if isinstance(values, dict) and isinstance(before, dict):
                worse += [
                    f"{group}, {page}: {key} {values[key]} (baseline {before[key]})"
                    for key, factor in TOLERANCE.items()
                    if key in values and key in before and is_worse(key, values[key], before[key], factor)
                ]
    print("\nworse than the baseline:" if worse else "\nnothing is worse than the baseline")
    for line in worse:
        print(f"  {line}")
    return worse


def over_budget(figures: dict[str, Any]) -> list[str]:
    """No page asks more than twelve times, whatever the size. On a busy machine a page waits for its turn, so that a
    missed goal of time is told only; what it computes itself and the memory it takes are beyond doubt."""
    measured = [
        (f"{group}, {page}", page, values)
        for group, pages in figures.items()
        for page, values in pages.items()
        if isinstance(values, dict)
    ]
    found = [
        f"{place}: {values['queries']} queries (at most {most_queries(page)})"
        for place, page, values in measured
        if values.get("queries", 0) > most_queries(page)
    ]
    for place, page, values in measured:
        for key, worth, goal, unit in goals(page, values):
            if worth > goal and key in STEADY:
                found.append(f"{place}: {STEADY[key]} {worth} {unit} (goal {goal:g} {unit})")
            elif worth > goal:
                print(f"missed: {place}: {key.partition('_')[0]} {worth} {unit} (goal {goal:g} {unit})")
    for line in found:
        print(f"over budget: {line}")
    return found


def goals(page: str, values: dict[str, Any]) -> list[tuple[str, float, float, str]]:
    """Name, figure, goal and unit of everything about a page that has a goal."""
    pairs = [
        *((key, GOALS_MS.get(page), "ms") for key in ("p95_ms", "cpu_ms")),
        *((key, GOALS_S.get(page), "s") for key in ("seconds", "cpu_s")),
        ("megabytes", GOALS_MB.get(page), "MB"),
    ]
    return [(key, values[key], goal, unit) for key, goal, unit in pairs if goal is not None and key in values]


def most_queries(page: str) -> int:
    return standards.MORE_QUERIES.get(page, MOST_QUERIES)


def is_worse(key: str, now: float, before: float, factor: float) -> bool:
    return now < before * factor if key == "requests_per_s" else now > before * factor


if __name__ == "__main__":
    main()
