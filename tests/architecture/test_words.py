"""Each message has exactly one Japanese answer."""

from __future__ import annotations

import pytest

from scripts.compile_messages import compile_all
from scripts.message_sources import load
from scripts.update_messages import update
from tests.architecture.checks.words import find_violations
from tests.architecture.repository import ROOT, plant

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
SHARED = "app/translations/ja/LC_MESSAGES/messages.po"
OWN = "app/register/translations/ja/LC_MESSAGES/messages.po"
VIEW = "app/register/views.py"
SAYS = "from flask_babel import gettext as _\n"


def entries(**texts: str) -> str:
    return HEADER + "".join(f'\nmsgid "{msgid}"\nmsgstr "{text}"\n' for msgid, text in texts.items())


def test_the_words_of_the_product_are_complete():
    assert find_violations(ROOT) == []


def test_words_that_are_complete_pass(tmp_path):
    counted = '\nmsgid "%(n)s row"\nmsgid_plural "%(n)s rows"\nmsgstr[0] "%(n)s行"\n'
    files = {
        SHARED: entries(Save="保存"),
        OWN: entries(Late="遅延") + counted,
        VIEW: SAYS + '"""決裁 is explained here."""\nx = _("Save")\ny = N_("Late")\n',
        "app/register/templates/a.html": "{{ ngettext('%(n)s row', '%(n)s rows', 2) }}",
    }
    assert find_violations(plant(tmp_path, files)) == []


BAD = {
    "missing": ({VIEW: SAYS + '_("Save")'}, "in no Japanese catalogue"),
    "missing for a page": ({"app/x/templates/a.html": "{{ _('Save') }}"}, "in no Japanese catalogue"),
    "missing for a marked word": ({"app/x/rules.py": 'A = N_("Save")'}, "in no Japanese catalogue"),
    "empty": ({VIEW: SAYS + '_("Save")', OWN: entries(Save="")}, "has no translation"),
    "fuzzy": (
        {VIEW: SAYS + '_("Save")', OWN: HEADER + '\n#, fuzzy\nmsgid "Save"\nmsgstr "保存"\n'},
        "fuzzy",
    ),
    "two answers": (
        {VIEW: SAYS + '_("Save")', OWN: entries(Save="保存"), SHARED: entries(Save="保存する")},
        "several ways",
    ),
    "placeholder": (
        {VIEW: SAYS + '_("%(n)s rows")', OWN: HEADER + '\nmsgid "%(n)s rows"\nmsgstr "%(m)s行"\n'},
        "other placeholders",
    ),
    "unused": ({VIEW: SAYS, OWN: entries(Save="保存")}, "said nowhere"),
    "obsolete": ({OWN: HEADER + '\n#~ msgid "Save"\n#~ msgstr "保存"\n'}, "obsolete"),
    "japanese message id": ({VIEW: SAYS + '_("保存")', OWN: entries(保存="保存")}, "where English belongs"),
    "japanese literal": ({VIEW: 'x = "保存"'}, "Japanese text in code"),
    "japanese inside a composed literal": ({VIEW: 'x = f"{1}件"'}, "Japanese text in code"),
    "another spelling": ({VIEW: SAYS + '_("Or")', OWN: entries(Or="又は")}, "is to be spelled または"),
    "another noun": ({VIEW: SAYS + '_("In")', OWN: entries(In="回答の取り込み")}, "is to be spelled 取込み"),
    "full width in English": (
        {VIEW: SAYS + '_("A（b）")', OWN: entries(**{"A（b）": "甲（乙）"})},
        "full-width marks",
    ),
    "full width in a page": ({"app/x/templates/a.html": "{{ a }}（{{ b }}）"}, "full-width marks"),
    "full width put together": ({VIEW: 'x = f"{a}（{b}）"'}, "full-width marks"),
    "composed": ({VIEW: SAYS + 'x = _(f"{1} rows")'}, "built before"),
}


@pytest.mark.parametrize(("files", "words"), BAD.values(), ids=BAD)
def test_a_planted_fault_is_found(tmp_path, files, words):
    found = find_violations(plant(tmp_path, files))
    assert any(words in line for line in found), found


def test_new_words_go_into_the_catalogue_of_their_package_and_shared_ones_into_the_shared(tmp_path):
    files = {
        VIEW: SAYS + '_("Save")\n_("Retire")\n_("Known")\n',
        "app/work/views.py": SAYS + '_("Save")\n',
        "app/core/web.py": SAYS + '_("Stop")\n',
        OWN: entries(Known="既知"),
    }
    root = plant(tmp_path, files)
    added = update(root / "app")
    assert {p.relative_to(root).as_posix(): sorted(m) for p, m in added.items()} == {
        SHARED: ["Save", "Stop"],
        OWN: ["Retire"],
    }
    assert (root / OWN).read_text() == entries(Known="既知", Retire="")
    assert {m.id: m.string for m in load(root / SHARED) if m.id} == {"Save": "", "Stop": ""}
    assert update(root / "app") == {}


def test_catalogues_are_compiled_when_they_changed(tmp_path):
    root = plant(tmp_path, {OWN: entries(Save="保存")})
    assert [path.name for path in compile_all(root / "app")] == ["messages.mo"]
    assert compile_all(root / "app") == []
    assert len(compile_all(root / "app", force=True)) == 1
