"""How the rows that limit parts of a message are made; *kind* may name several, with spaces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from demo.slack.rule import Found, Rule, on
from demo.slack.shape import KIT

if TYPE_CHECKING:
    from demo.slack.parts import Part

BLOCK: Final = KIT + "blocks/"
ELEMENT: Final = KIT + "block-elements/"
OBJECT: Final = KIT + "composition-objects/"
LINKS: Final = "https://docs.slack.dev/messaging/formatting-message-text#linking-urls"
WEB: Final = frozenset({"http", "https"})
SCHEMES: Final = WEB | {"mailto", "slack"}
EMOJI: Final = re.compile(r"[a-z0-9_'+-]+(::skin-tone-[2-6])?")
TOKEN: Final = re.compile(r"\{([^{}]*)\}")
DATE_TOKENS: Final = frozenset(
    {
        "day_divider_pretty",
        "date_num",
        "date_slash",
        "date_long",
        "date_long_full",
        "date_long_pretty",
        "date",
        "date_pretty",
        "date_short",
        "date_short_pretty",
        "time",
        "time_secs",
        "ago",
    }
)


def length(value: object) -> int:
    """Return how long a text, a text object or a list is."""
    if isinstance(value, dict):
        value = value.get("text")
    return len(value) if isinstance(value, str | list) else 0


def longest(name: str, kind: str, field: str, most: int, docs: str) -> Rule[Part]:
    """Make the row that refuses a *field* longer than *most* characters or items."""

    def check(part: Part) -> Found:
        if length(part.value[field]) <= most:
            return None
        what = "items" if isinstance(part.value[field], list) else "characters"
        return f"[ERROR] must be no more than {most} {what} [json-pointer:{part.path}/{field}]"

    return Rule(name, "invalid_blocks", docs, on(*kind.split()), check, field)


def never_empty(name: str, kind: str, field: str, docs: str) -> Rule[Part]:
    """Make the row that refuses an empty *field*."""

    def check(part: Part) -> Found:
        if length(part.value[field]):
            return None
        return f"[ERROR] must be more than 0 characters [json-pointer:{part.path}/{field}]"

    return Rule(name, "invalid_blocks", docs, on(*kind.split()), check, field)


def only(name: str, kind: str, field: str, values: tuple[object, ...], docs: str) -> Rule[Part]:
    """Make the row that refuses any other value of a *field*."""

    def check(part: Part) -> Found:
        if part.value[field] in values:
            return None
        return f"[ERROR] must be one of {values} [json-pointer:{part.path}/{field}]"

    return Rule(name, "invalid_blocks", docs, on(*kind.split()), check, field)


def links(name: str, kind: str, field: str, docs: str, schemes: frozenset[str] = SCHEMES) -> Rule[Part]:
    """Make the row that refuses a link nowhere or to where nobody should be led."""

    def check(part: Part) -> Found:
        if leads_somewhere(part.value[field], schemes):
            return None
        return f"[ERROR] must be a valid URL [json-pointer:{part.path}/{field}]"

    return Rule(name, "invalid_blocks", docs, on(*kind.split()), check, field)


def leads_somewhere(url: str, schemes: frozenset[str]) -> bool:
    try:
        read = urlsplit(url)
    except ValueError:
        return False
    return read.scheme in schemes and bool(read.netloc or read.path) and not re.search(r"\s", url)


def one_source(part: Part) -> Found:
    sources = ("image_url" in part.value) + ("slack_file" in part.value)
    return sources != 1 and f"[ERROR] must have an image_url or a slack_file [json-pointer:{part.path}]"


def one_kind_of_options(part: Part) -> Found:
    given = ("options" in part.value) + ("option_groups" in part.value)
    return given != 1 and f"[ERROR] must have options or option_groups [json-pointer:{part.path}]"


def unknown_choice(part: Part) -> Found:
    groups = [part.value, *part.value.get("option_groups", [])]
    choices = [option for group in groups if isinstance(group, dict) for option in group.get("options", [])]
    return (
        part.value["initial_option"] not in choices and f"[ERROR] no such option [json-pointer:{part.path}]"
    )


def bad_date_format(part: Part) -> Found:
    tokens = TOKEN.findall(part.value["format"])
    known = bool(tokens) and DATE_TOKENS.issuperset(tokens)
    return not known and f"[ERROR] invalid date format [json-pointer:{part.path}/format]"


def same_twice(part: Part, field: str, items: list[Any]) -> Found:
    said = [item[field] for item in items if isinstance(item, dict) and field in item]
    return (
        len(set(map(str, said))) < len(said) and f"[ERROR] {field} already exists [json-pointer:{part.path}]"
    )


def bad_emoji(part: Part) -> Found:
    known = EMOJI.fullmatch(part.value["name"])
    return not known and f"[ERROR] invalid emoji name [json-pointer:{part.path}/name]"
