"""A list of 11,374 companies, as a public one has them: nothing lost, within the time and the memory promised."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.identifiers import corporate_check_digit
from tests.instances import build, sqlite_config

COUNT = 11_374
# Of this process alone: how long others make it wait is no property of the code.
SECONDS, MEGABYTES = 20, 500
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
WORDS = ("あおい", "みどり", "さくら", "ひかり", "つばさ", "ほくと", "みなみ", "あさひ")
KANA = ("アオイ", "ミドリ", "サクラ", "ヒカリ", "ツバサ", "ホクト", "ミナミ", "アサヒ")
MEASURED = """
import json, resource, sys
from flask.cli import main
try:
    main()
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    # Of this program's own memory: the figure of getrusage begins with the peak of whoever started it.
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(json.dumps([used.ru_utime + used.ru_stime, int(peak.split()[1]) // 1024]), file=sys.stderr)
"""
ROOT = Path(__file__).resolve().parents[3]


def line(at: int) -> str:
    base = f"{100_000_000_000 + at * 7919:012}"
    number = f"{corporate_check_digit(base)}{base}"
    if at % 3 == 0:
        number = number.translate(WIDE)
    word, kana = WORDS[at % 8], KANA[at % 8]
    place, closed = f"東京都中央区{at % 9 + 1}丁目", f"令和{at % 7 + 2}年3月31日"
    return f"株式会社{word}{at}商事,カブシキガイシャ{kana}ショウジ,{number},{place},{closed}"


def measured(folder: Path, *options: str) -> tuple[int, dict, float, int]:
    surroundings = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PORT")}
    surroundings |= {"SEKISHO_DATA": str(folder), "LC_ALL": "C.UTF-8"}
    asked = ("--app", "app", "exchange", "import", "organisations", *options, "--json")
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *asked], cwd=ROOT, env=surroundings, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    seconds, megabytes = json.loads(done.stderr.splitlines()[-1])
    return done.returncode, json.loads(done.stdout), seconds, megabytes


@pytest.mark.slow
def test_a_public_list_of_companies_comes_in_whole_and_quickly(tmp_path):
    config = sqlite_config(tmp_path)
    build(config)
    file = tmp_path / "list.csv"
    rows = [
        "取引先一覧（令和8年3月31日現在）",
        "法人名,フリガナ,法人番号,所在地,決算期",
        *map(line, range(COUNT)),
    ]
    file.write_bytes("\r\n".join(rows).encode("cp932"))
    code, report, seconds, megabytes = measured(config.data, str(file), "--apply")
    assert (code, report["applied"], report["errors"]) == (0, {"new": COUNT}, [])
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
    code, report, seconds, megabytes = measured(config.data, str(file), "--apply")
    assert (code, report["applied"], report["counts"]["unchanged"]) == (0, {}, COUNT)
    assert seconds < SECONDS
    assert megabytes < MEGABYTES
