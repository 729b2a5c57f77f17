"""Pages let nothing through unescaped, hold nothing inline, and say every word through the catalogue."""

from __future__ import annotations

import pytest

from tests.architecture.checks.templates import find_violations
from tests.architecture.repository import ROOT, plant

GOOD = """
{% extends 'page.html' %}
{% from 'macros/forms.html' import field %}
{#- A comment may say <b onclick=x> what it likes. -#}
{% set title = _('Organisations') %}
{% block body_class %}wide{% endblock %}
{% block content %}
<h1>{{ title }}</h1>
<p title="{{ _('More') }}" class="a {{ 'b' if x > 1 else 'c' }}">{{ _('%(n)s found', n=1) }} · 12</p>
<kbd>Ctrl</kbd>
<p>{% trans %}Words in a block{% endtrans %} Sekisho</p>
<form method="post"{% if a > b %} action="{{ a }}"{% endif %}>{{ form.hidden_tag() }}
{{ field(form.name, hint=_('As in the register')) }}<input type="hidden" name="v" value="{{ v }}"></form>
<form method="get" action="/search"><input name="q"></form>
<a href="{{ url }}" target="_blank" rel="noopener">{{ _('Open') }}</a>
<script type="module" nonce="{{ csp_nonce() }}" src="{{ url_for('static', filename='js/app.js') }}"></script>
{% if kind == 'Active' %}<{{ tag }} class="x">{{ _('Yes') }}</{{ tag }}>{% endif %}
{% endblock %}
"""

BAD = {
    "safe": ("<p>{{ text|safe }}</p>", "|safe"),
    "markup": ("<p>{{ Markup(text) }}</p>", "Markup"),
    "autoescape": ("{% autoescape false %}{{ text }}{% endautoescape %}", "escaping"),
    "raw": ("{% raw %}x{% endraw %}", "raw blocks"),
    "unquoted": ("<p class={{ name }}></p>", "needs quotes"),
    "unquoted tail": ("<a href=/x/{{ id }}>{{ _('x') }}</a>", "needs quotes"),
    "style": ('<p style="color: red"></p>', "inline style="),
    "handler": ('<p onclick="go()"></p>', "inline onclick="),
    "handler without quotes": ("<p\n  onload=go()></p>", "inline onload="),
    "script": ("<script src='x.js'></script>", "without nonce"),
    "style sheet": ("<style>p {}</style>", "without nonce"),
    "window": ('<a href="/" target="_blank">{{ _("x") }}</a>', "noopener"),
    "address": ('<a href="javascript:go()">{{ _("x") }}</a>', "runs a script"),
    "english": ("<p>Hello {{ name }}</p>", "'Hello' did not go"),
    "english after an expression with a bracket": ("<p>{{ 1 > 0 }} found</p>", "'found' did not go"),
    "japanese": ("<p>保存</p>", "did not go"),
    "attribute": ('<input placeholder="Your name">', "placeholder: 'Your name'"),
    "button": ('<input type="submit" value="Save">', "value: 'Save'"),
    "argument": ("{{ field(form.name, label='Name') }}", "'Name' did not go"),
    "title": ("{% set title = 'Home page' %}", "'Home page' did not go"),
    "japanese in an expression": ("{{ '保存' }}", "did not go"),
    "built": ("{{ _('Hello ' ~ name) }}", "built before"),
    "form": ('<form method="post"><input name="a"></form>', "without token"),
    "form with a token only in a comment": (
        '<form\n method="POST" data-x="{{ a > b }}">{# hidden_tag() #}</form>',
        "without token",
    ),
    "syntax": ("{% if %}", "cannot be read"),
}


def test_the_templates_of_the_product_pass():
    assert find_violations(ROOT) == []


def test_a_good_template_passes(tmp_path):
    files = {"app/x/templates/x/good.html": GOOD, "app/x/data.txt": "Words that nobody renders"}
    assert find_violations(plant(tmp_path, files)) == []


@pytest.mark.parametrize(("source", "words"), BAD.values(), ids=BAD)
def test_a_planted_fault_is_found(tmp_path, source, words):
    found = find_violations(plant(tmp_path, {"app/x/templates/x/bad.html": source}))
    assert found
    assert any(words in line for line in found), found


def test_the_words_of_a_mail_go_through_the_catalogue_too(tmp_path):
    found = find_violations(plant(tmp_path, {"app/x/templates/mail.txt": "{{ name }}\nDear colleague"}))
    assert found == ["app/x/templates/mail.txt:2: 'Dear colleague' did not go through _()"]


def test_the_line_of_a_finding_is_right_after_long_expressions(tmp_path):
    source = "{# one\ntwo #}\n{{ f(\n  1) }}\n<p>Hello</p>"
    found = find_violations(plant(tmp_path, {"app/templates/a.html": source}))
    assert found == ["app/templates/a.html:5: 'Hello' did not go through _()"]


def test_mark_up_made_in_code_is_found_outside_its_place(tmp_path):
    code = "from markupsafe import Markup\nx = Markup('<b>')\n"
    files = {"app/core/markup.py": code, "app/register/views.py": code}
    found = find_violations(plant(tmp_path, files))
    assert [line.split(":")[0] for line in found] == ["app/register/views.py"]
