"""A page as an incident report would be, with everything that can stand in one."""

import struct
import zlib

from demo.confluence import LocalConfluence
from demo.confluence.wiki import BOT, Page


def macro(name: str, body: str = "", **parameters: str) -> str:
    given = "".join(
        f'<ac:parameter ac:name="{key}">{text}</ac:parameter>' for key, text in parameters.items()
    )
    return f'<ac:structured-macro ac:name="{name}">{given}{body}</ac:structured-macro>'


def rich(name: str, body: str, **parameters: str) -> str:
    return macro(name, f"<ac:rich-text-body>{body}</ac:rich-text-body>", **parameters)


def row(head: str, body: str) -> str:
    return f"<tr><th><p>{head}</p></th><td><p>{body}</p></td></tr>"


def event(at: str, who: str, what: str) -> str:
    return f"<tr><td>{at}</td><td>{who}</td><td>{what}</td></tr>"


LOG = """2026-11-20T09:13:58Z checkout ERROR pool exhausted: 64 of 64 in use
2026-11-20T09:14:02Z checkout WARN  <script>alert("log")</script> & friends
2026-11-20T09:14:07Z checkout ERROR timeout after 3000 ms while waiting for a connection"""

PROPERTIES = "<table><tbody>{}</tbody></table>".format(
    row("Incident", "INC-2026-0042")
    + row("State", macro("status", title="Resolved", colour="Green"))
    + row("Severity", macro("status", title="High", colour="Red"))
    + row("Began", '<time datetime="2026-11-20" /> 09:14 UTC, for 38 minutes')
    + row("Watched by", "Alice, Bob")
)
TIMELINE = (
    "<table><thead><tr><th>When</th><th>Who</th><th>What</th></tr></thead><tbody>{}</tbody></table>".format(
        event("09:14", "CloudWatch", "<code>checkout-cpu-high</code> goes to ALARM")
        + event("09:16", "Alice", "watches the incident")
        + event("09:31", "Bob", "raises the pool from 64 to 128 connections")
        + event("09:52", "CloudWatch", "OK again")
    )
)
BODY = "".join(
    (
        rich("details", PROPERTIES),
        macro("toc"),
        "<h1>Summary</h1>",
        (
            "<p>Checkout answered slowly for <strong>38 minutes</strong>. Its CPU was at 96&nbsp;%: every "
            'request waited for a connection. See <a href="https://example.com/graph">the graph</a> and '
            '<ac:link><ri:page ri:content-title="On-call handbook" /></ac:link>.</p>'
        ),
        rich("info", "<p>Written from the thread by the agent. Read it before you rely on it.</p>"),
        '<ac:image ac:alt="CPU of checkout"><ri:attachment ri:filename="cpu.png" /></ac:image>',
        "<h1>Timeline</h1>",
        TIMELINE,
        (
            "<h1>Cause</h1><h2>What we know</h2><ul><li>The pool held 64 connections.</li>"
            "<li>The release of <em>09:02</em> opened two for each request.</li></ul>"
        ),
        macro(
            "code",
            f"<ac:plain-text-body><![CDATA[{LOG}]]></ac:plain-text-body>",
            language="text",
            title="/aws/ecs/checkout",
        ),
        rich("note", "<p>The limit of the database is 200.</p>", title="Careful"),
        rich("warning", "<p>The old release is still in the canary.</p>"),
        rich("tip", "<p>Run the load test before the next release.</p>"),
        rich("expand", "<p>Alice: on it<br />Bob: pool is too small</p>", title="The thread"),
        (
            "<h1>What is to be done</h1><ac:task-list><ac:task><ac:task-id>1</ac:task-id>"
            "<ac:task-status>complete</ac:task-status><ac:task-body>Raise the pool</ac:task-body></ac:task>"
            "<ac:task><ac:task-id>2</ac:task-id><ac:task-status>incomplete</ac:task-status>"
            "<ac:task-body>Alarm on the pool</ac:task-body></ac:task></ac:task-list>"
        ),
    )
)


def picture(width: int = 640, height: int = 120) -> bytes:
    """Return a PNG with something like a graph on it."""
    rows = []
    for y in range(height):
        line = b"".join(
            b"\x0b\x57\xc2" if y > height - 20 - x % 97 else b"\xf4\xf6\xf9" for x in range(width)
        )
        rows.append(b"\0" + line)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def filed(confluence: LocalConfluence) -> Page:
    """File the report, with its label and its picture, and let a person add to it."""
    handbook = confluence.write("On-call handbook", "<p>Who is called, and when.</p>")
    wiki = confluence.wiki
    title = "[INC-2026-0042] checkout-cpu-high - 2026-11-20 09:14 UTC"
    page = wiki.create(handbook.space, title, BODY, author=BOT)
    wiki.label(page, "incident")
    wiki.attach(page, "cpu.png", "image/png", picture())
    wiki.update(page, title, BODY, "Report of INC-2026-0042 after it was over")
    confluence.edit(page.id, page.body + "<p>Seen by <u>Alice</u>.</p>", message="Read and signed")
    return page
