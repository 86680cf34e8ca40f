"""Models by the names that people know them by."""

import re

OWNER = re.compile(r"^((us|us-gov|eu|apac|ap|jp|au|ca|global)\.)?[a-z0-9]+\.")
VERSION = re.compile(r"(-\d{8})?(-v\d+)?(:\d+k?)*$")
LONGEST = 80


def model_name(model: str) -> str:
    """Shorten "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", or such an ARN, to "claude-sonnet-4-5"."""
    last = model.rpartition("/")[2]
    return (VERSION.sub("", OWNER.sub("", last)) or last)[:LONGEST]
