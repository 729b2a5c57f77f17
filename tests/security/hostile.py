"""Strings that become something else when a page, a header, a sheet or a query takes them at their word."""

from __future__ import annotations

from itertools import product

RUN = "parent.__ran=1,alert(1)"

PLAIN = [
    f"<script>{RUN}</script>",
    f"<ScRiPt >{RUN}</sCrIpT>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<body onload={RUN}>",
    f"<iframe srcdoc='<script>{RUN}</script>'></iframe>",
    f"<details open ontoggle={RUN}>x</details>",
    f"<input autofocus onfocus={RUN}>",
    f"<video><source onerror={RUN}></video>",
    f"<math><mtext><img src=x onerror={RUN}></mtext></math>",
    f'" onmouseover="{RUN}" autofocus onfocus="{RUN}" x="',
    f"' onmouseover='{RUN}' autofocus onfocus='{RUN}' x='",
    f"x onfocus={RUN} autofocus tabindex=1 ",
    f'"><script>{RUN}</script>',
    f"'><script>{RUN}</script>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</option></select><script>{RUN}</script>",
    f"--><script>{RUN}</script><!--",
    f"]]><script>{RUN}</script>",
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"java\tscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f'<a href="javascript:{RUN}">押す</a>',
    '<form action="https://evil.example/"><button>送信</button></form>',
    '<link rel=stylesheet href="https://evil.example/x.css">',
    '<meta http-equiv=refresh content="0;url=https://evil.example/">',
    '<base href="https://evil.example/">',
    "<img src=https://evil.example/pixel.png>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "{{7*7}}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "${7*7}",
    "<%= 7*7 %>",
    "#{7*7}",
    "%(name)s %s %d %%",
    "{0.__class__} {name}",
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "＝1+1",
    '=HYPERLINK("https://evil.example","押す")',
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE organisation; --",
    '" OR 1=1 --',
    "%' OR '1'='1",
    "%_\\%",
    "*)(uid=*))(|(uid=*",
    "名前\r\nBcc: evil@evil.example",
    "名前\nSet-Cookie: a=b",
    "line\u2028separator\u2029paragraph",
    "\u202eexe.fdp\u202c 右から",
    "\u200b\u200dzero\ufeffwidth",
    "𠮷野家 👩‍👩‍👧‍👦 🏴‍☠️",
    "é\u0301\u0302\u0303 ゛゜",
    "&lt;script&gt; &amp;amp; &#60;",
    "../../../../etc/passwd",
    "file:///etc/passwd",
    "長い" * 40,
]
# These can be stored by no form: PostgreSQL refuses the one, UTF-8 the other.
UNSTORABLE = ["null\x00byte", "lone\ud800surrogate"]

_TAGS = (
    "img",
    "svg",
    "video",
    "audio",
    "object",
    "marquee",
    "button",
    "select",
    "keygen",
    "div",
    "p",
    "table",
    "td",
)
_EVENTS = (
    "onerror",
    "onload",
    "onfocus",
    "onclick",
    "onmouseenter",
    "onanimationstart",
    "ontoggle",
    "onpointerdown",
)
_BREAKS = ("", '"', "'", "`", ">", '">', "'>", "</a>", "-->", "*/", "</style>", '\\"', "&quot;")


def corpus(*, full: bool) -> list[str]:
    """About sixty, or some five hundred with every tag, event and way out of an attribute crossed."""
    if not full:
        return PLAIN
    crossed = [
        f"{way}<{tag} src=x {event}={RUN} autofocus tabindex=1>"
        for tag, (event, way) in product(_TAGS, zip(_EVENTS * 5, _BREAKS * 3, strict=False))
    ]
    return PLAIN + crossed[: 520 - len(PLAIN)]
