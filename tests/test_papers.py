"""The papers are held to the code: README, docs, .env.example, manifest, changelog."""

import json
import os
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.settings import Settings

ROOT = Path(__file__).parents[1]
README, RUNNING = (ROOT / "README.md").read_text(), (ROOT / "docs" / "running.md").read_text()
SETTINGS = [name.upper() for name in Settings.model_fields]
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text())
SCHEMAS = Path(os.environ.get("PAYLOADS_DIR", "nowhere")).parent / "schemas"


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_stands_in_the_readme_and_in_the_example(name):
    assert f"`{name}`" in README
    assert re.search(rf"^#? ?{name}=", (ROOT / ".env.example").read_text(), re.MULTILINE)


@pytest.mark.parametrize("paper", [README, RUNNING], ids=["README", "running"])
def test_every_command_that_is_named_is_there(paper):
    known = (ROOT / "dev").read_text()
    for command in set(re.findall(r"\./dev (\w+)", paper)):
        assert re.search(rf"^{command}\)", known, re.MULTILINE), command


@pytest.mark.parametrize(("paper", "folder"), [(README, "."), (RUNNING, "docs")], ids=["README", "running"])
def test_every_file_that_is_linked_is_there(paper, folder):
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", paper) if "://" not in target]
    assert [target for target in linked if not (ROOT / folder / target).exists()] == []


def test_every_scope_is_explained():
    explained = set(
        re.findall(r"`([a-z_.]+(?::[a-z_.]+)?)`", RUNNING.split("### Why each scope")[1].split("\nOf the")[0])
    )
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) <= explained


def test_every_place_the_readme_names_is_there():
    rows = [
        line.split("|")[1]
        for line in README.split("## Where things are")[1].splitlines()
        if line[:3] == "| `"
    ]
    places = [place for row in rows for place in re.findall(r"`([\w/.]+)`", row)]
    assert places
    assert [place for place in places if not (ROOT / place).exists()] == []


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="no schema of the manifest is at hand")
def test_the_manifest_is_valid():
    (schema,) = SCHEMAS.glob("slack-manifest*.json")
    jsonschema.validate(MANIFEST, json.loads(schema.read_text()))
