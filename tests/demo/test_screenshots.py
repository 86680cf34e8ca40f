"""The README's pictures: each is one that `./dev screenshots` takes, in the size it says."""

import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from demo.pictures import PICTURES, Picture
from demo.screenshots import FOLDER, NO_CHROMIUM, NO_PLAYWRIGHT, ROOT

SMALL = 450 * 1024  # bytes; a README is read on a train too
WITHOUT = """
import sys
sys.modules["playwright"] = None
from demo.screenshots import main
sys.exit(main([]))
"""


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_has_its_size_and_is_small(picture: Picture):
    content = (FOLDER / f"{picture.name}.png").read_bytes()
    assert struct.unpack(">II", content[16:24]) == picture.pixels
    assert len(content) < SMALL


def test_what_the_readme_shows_is_taken_by_the_script():
    shown = re.findall(r"docs/images/([\w-]+)\.png", (ROOT / "README.md").read_text())
    assert set(shown) == {picture.name for picture in PICTURES}
    assert {path.stem for path in FOLDER.iterdir()} == set(shown)


def said(*arguments: str, path: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    env = {"PATH": path}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)  # noqa: S603


def test_a_missing_chromium_is_one_sentence(tmp_path: Path):
    ended = said("-m", "demo.screenshots", "--to", str(tmp_path), path="")
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", NO_CHROMIUM + "\n")


def test_a_missing_playwright_is_one_sentence():
    ended = said("-c", WITHOUT, path="")
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", NO_PLAYWRIGHT + "\n")
