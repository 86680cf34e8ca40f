"""What the project's own manifest.yml asks Slack for: scopes, events, slash commands, shortcuts, an agent.

It reads just the forms of YAML that stand there; a test holds it to a real reader of YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

MANIFEST: Final = Path(__file__).parents[2] / "manifest.yml"


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command as it is registered with Slack."""

    command: str
    description: str
    usage_hint: str = ""
    should_escape: bool = False

    @classmethod
    def read(cls, fields: dict[str, str]) -> Self:
        escapes = fields.get("should_escape") == "true"
        return cls(fields["command"], fields["description"], fields.get("usage_hint", ""), escapes)


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut as it is registered with Slack: in the menu of each message, or beside none ("global")."""

    name: str
    type: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What people are offered to ask the agent."""

    title: str
    message: str


@dataclass(frozen=True, slots=True)
class Agent:
    """What people read of the agent before they ask it."""

    description: str = ""
    prompts: tuple[Prompt, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    scopes: frozenset[str]
    bot_events: frozenset[str]
    commands: tuple[Command, ...]
    agent: Agent = Agent()
    shortcuts: tuple[Shortcut, ...] = ()


def read_manifest(path: Path = MANIFEST) -> Manifest:
    lines = path.read_text("utf-8").splitlines()
    commands = (Command.read(fields) for fields in _mappings(_under(lines, "slash_commands")))
    scopes, events = (frozenset(map(_item, _under(lines, key))) for key in ("bot", "bot_events"))
    shortcuts = (Shortcut(**fields) for fields in _mappings(_under(lines, "shortcuts")))
    return Manifest(scopes, events, tuple(commands), _agent(lines), tuple(shortcuts))


def _agent(lines: list[str]) -> Agent:
    said = (line.partition("agent_description:") for line in lines)
    description = next((_bare(text) for _, found, text in said if found), "")
    return Agent(
        description, tuple(Prompt(**fields) for fields in _mappings(_under(lines, "suggested_prompts")))
    )


def _under(lines: list[str], key: str) -> list[str]:
    """Return the lines of the list that stands under *key*."""
    for number, line in enumerate(lines):
        if line.strip() == f"{key}:":
            return list(_deeper(lines[number + 1 :], _indent(line)))
    return []


def _deeper(lines: list[str], than: int) -> list[str]:
    found = []
    for line in lines:
        if _indent(line) <= than:
            break
        found.append(line.strip())
    return found


def _mappings(lines: list[str]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for line in lines:
        if line.startswith("- "):
            found.append({})
        name, _, value = _item(line).partition(": ")
        found[-1][name] = _bare(value)
    return found


def _item(line: str) -> str:
    return line.removeprefix("- ").partition(" #")[0].strip()


def _bare(value: str) -> str:
    return value.strip().strip("\"'")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
