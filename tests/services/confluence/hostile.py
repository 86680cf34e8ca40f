"""Texts that mean harm to a page."""

import random
from collections.abc import Iterator

from tests.services.slack.hostile import TEXTS

MACRO = (
    '<ac:structured-macro ac:name="html"><ac:plain-text-body><![CDATA[<script>alert(1)</script>]]>'
    "</ac:plain-text-body></ac:structured-macro>"
)
HOSTILE = [
    *TEXTS,
    MACRO,
    "]]>",
    "```\n]]></ac:plain-text-body></ac:structured-macro><script>x</script>\n```",
    "```]]>\nx\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "`]]>`",
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](javascript:alert(1)) [y](JaVaScRiPt&#58;alert(1)) [z](data:text/html,x) [v](vbscript:x)",
    '[x](https://a.aws.amazon.com/"onmouseover="alert(1))',
    "[x](<https://a.aws.amazon.com/ \"'<>&>)",
    "[x](https://a.aws.amazon.com@evil.example/) [x](https://evil.example#.aws.amazon.com)",
    "[x](//evil.example) [x](/relative) [x](#anchor) [x](https:evil.example)",
    "![pic](https://evil.example/p.png) [![p](x.png)](https://a.aws.amazon.com/)",
    "![pic](https://a.aws.amazon.com/p.png)",
    "<https://evil.example> <mailto:a@evil.example> https://a.aws.amazon.com/<b>",
    "&lt;script&gt; &amp;#60; &#0; &#xD800; &#x202e; &nbsp; &bogus; &",
    "\x00\x08\x0b\x0c\x1f\ufffe\uffff\ud800\udc00 \U0001fffe \U0010ffff",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
    "<!-- --> <?xml version='1.0'?> <![CDATA[x]]>",
    "{{macro}} {html} ${x} #{y} [~user] {toc}",
    "| a | <td> |\n|---|---|\n| </td></tr> | ]]> | more | cells |",
    "*a **b _c ~~d `e` [f* g](https://a.aws.amazon.com) h_ i~~",
    "**a *b** c*",
    "# <h1>\n####### seven\nx\n===\n",
    "1. a\n99999999999. b\n   1) c\n> - d\n>   > e",
    "- [ ] task\n- [x] done",
    "[a]: https://evil.example\n[a] [a][a]",
    "watchbell-report-0",
]
PIECES = [
    *HOSTILE,
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```",
    "[",
    "](",
    ")",
    "<",
    ">",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "1. ",
    "    ",
    "|",
    "|-|-|\n",
    "\\",
    "&",
    '"',
    "]]>",
    "![",
]
BOMBS = {
    "stars": "*" * 40_000 + "a" + "*" * 40_000,
    "brackets": "[" * 50_000,
    "ticks": "".join("`" * number + "a" for number in range(400)),
    "quotes": ">" * 30_000 + "a",
    "table": "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n" + "a\n" * 20_000,
    "lists": "".join("  " * number + "- a\n" for number in range(300)),
    "angles": "<" * 60_000,
    "spans": "**a" * 15_000 + "**" * 15_000,
    "pictures": "![" * 20_000,
    "addresses": "https://a.aws.amazon.com/" * 3_000,
}


def mixtures(count: int, seed: int = 7) -> Iterator[str]:
    """Texts put together from pieces."""
    draw = random.Random(seed)  # noqa: S311 — no secret, and the same at each run
    for _ in range(count):
        yield "".join(draw.choices(PIECES, k=draw.randint(1, 24)))
