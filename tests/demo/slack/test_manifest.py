from pathlib import Path
from typing import Any

import pytest
import yaml

from demo.slack.manifest import MANIFEST, Command, read_manifest
from demo.slack.server import LocalSlack

TWO = """\
features:
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


def test_commands_are_read_with_all_that_may_stand_there(tmp_path: Path):
    path = tmp_path / "manifest.yml"
    path.write_text(TWO, "utf-8")
    manifest = read_manifest(path)
    one = Command("/one", "The first: of two", should_escape=True)
    assert manifest.commands == (one, Command("/two", "The second", "[this|that]"))
    assert manifest.scopes == {"chat:write"}
    assert manifest.bot_events == frozenset()


def test_the_app_is_installed_as_its_manifest_says():
    slack, manifest = LocalSlack(), read_manifest()
    assert slack.installation.scopes == manifest.scopes
    assert slack.installation.bot_events == manifest.bot_events
    assert tuple(slack.commands) == manifest.commands
