"""The report that the model of the demo writes: by its marks, from the evidence alone."""

import re
from collections.abc import Iterator

from demo.bedrock.brief import Brief

MARK = "[[SUMMARY]]"
REMARK = re.compile(r"^(m\d+) \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ [^:\n]+: (.+)$", re.MULTILINE)
MOST_MOMENTS, LONGEST = 12, 180
CANNED = "_(canned report of the demo: made from the evidence, by no model)_"
NOTHING = "Nothing that I was given shows it."


def report(brief: Brief) -> str:
    """Each part says what the data shows of it, or that there is nothing."""
    row = {name: brief.alarm.get(name, "?") for name in ("name", "state", "opened", "reason")}
    thread = brief.section("thread")
    remarks = REMARK.findall(thread.text) if thread else []
    went = f"`{row['name']}` went off at {row['opened']} and is {row['state']} now."
    parts = {
        "SUMMARY": "\n\n".join([CANNED, *_storm(brief), went]),
        "IMPACT": f"CloudWatch's reason: {row['reason'][:LONGEST]}",
        "CAUSE": "\n".join(f"- {line}" for line in _cause(brief)) or NOTHING,
        "PROGRESS": "\n".join(f"- {text[:LONGEST]}" for _, text in remarks) or NOTHING,
        "SOLUTION": "The alarm is back to OK." if row["state"] == "OK" else "It is not solved yet.",
        "FOLLOW-UPS": "- Look at what changed before the alarm.\n- Write a runbook, if there is none.",
        "MOMENTS": "\n".join(f"{number}: {text[:LONGEST]}" for number, text in remarks[:MOST_MOMENTS]),
    }
    return "\n\n".join([*(f"[[{name}]]\n{text}" for name, text in parts.items()), "[[END]]"])


def _storm(brief: Brief) -> Iterator[str]:
    if row := brief.storm:
        count, alarming, first = (row.get(one, "?") for one in ("alarms", "in ALARM now", "first opened"))
        yield f"{count} alarms went off together from {first} on; {alarming} of them are in ALARM now."
        yield "One of them:"


def _cause(brief: Brief) -> Iterator[str]:
    for topic in ("changes", "logs"):
        if section := brief.section(topic):
            for line in brief.lines(section.text)[:2]:
                yield f"{line.at:%Y-%m-%d %H:%M:%S}Z {line.text[:LONGEST]}"
