from pathlib import Path
from typing import Any

import pytest
import yaml

from demo.slack.manifest import MANIFEST, Agent, Command, Prompt, Shortcut, read_manifest
from demo.slack.server import LocalSlack

TWO = """\
features:
  agent_view:
    agent_description: "Looks: into alarms"
    suggested_prompts:
      - title: What is alarming?
        message: Which alarms are in ALARM right now?
  shortcuts:
    - name: Summarize the thread
      type: message
      callback_id: summarize
      description: "Writes: a summary"
    - name: Report
      type: global
      callback_id: report
  slash_commands:
    - command: /one
      description: 'The first: of two'  # not the last
      should_escape: true
    - command: /two
      description: The second
      usage_hint: "[this|that]"
oauth_config:
  scopes:
    bot:
      - chat:write
settings: {}
"""


@pytest.fixture
def written() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    return read


def test_the_projects_manifest_is_read_as_yaml_says_it(written):
    manifest = read_manifest()
    assert manifest.scopes == set(written["oauth_config"]["scopes"]["bot"])
    assert manifest.bot_events == set(written["settings"]["event_subscriptions"]["bot_events"])
    commands = tuple(Command(**command) for command in written["features"].get("slash_commands", ()))
    assert manifest.commands == commands
    shortcuts = tuple(Shortcut(**shortcut) for shortcut in written["features"].get("shortcuts", ()))
    assert manifest.shortcuts == shortcuts
    agent = written["features"].get("agent_view", {})
    prompts = tuple(Prompt(**prompt) for prompt in agent.get("suggested_prompts", ()))
    assert manifest.agent == Agent(agent.get("agent_description", ""), prompts)


def test_commands_are_read_with_all_that_may_stand_there(tmp_path: Path):
    path = tmp_path / "manifest.yml"
    path.write_text(TWO, "utf-8")
    manifest = read_manifest(path)
    one = Command("/one", "The first: of two", should_escape=True)
    assert manifest.commands == (one, Command("/two", "The second", "[this|that]"))
    assert manifest.shortcuts == (
        Shortcut("Summarize the thread", "message", "summarize", "Writes: a summary"),
        Shortcut("Report", "global", "report"),
    )
    assert manifest.scopes == {"chat:write"}
    prompt = Prompt("What is alarming?", "Which alarms are in ALARM right now?")
    assert manifest.agent == Agent("Looks: into alarms", (prompt,))
    assert manifest.bot_events == frozenset()


def test_the_app_is_installed_as_its_manifest_says():
    slack, manifest = LocalSlack(), read_manifest()
    assert slack.installation.scopes == manifest.scopes
    assert slack.installation.bot_events == manifest.bot_events
    assert tuple(slack.commands) == manifest.commands
    assert tuple(slack.shortcuts) == manifest.shortcuts


def test_the_projects_shortcuts_are_such_as_slack_takes():
    """See https://docs.slack.dev/reference/app-manifest#features."""
    shortcuts = read_manifest().shortcuts
    assert len(shortcuts) <= 10
    for each in shortcuts:
        assert each.type in ("message", "global")
        assert (len(each.name) <= 24, len(each.callback_id) <= 255, len(each.description) <= 150) == (
            True,
        ) * 3
