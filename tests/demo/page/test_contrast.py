"""The page's colours are told apart as WCAG 2.2 asks at level AA, in the light and in the dark."""

import re

import pytest

from demo.slack.page import ASSETS

TEXT, LARGE = 4.5, 3.0  # 1.4.3 for text, 1.4.11 for what is no text
PAIRS = [
    *((ink, paper, TEXT) for ink in ("ink", "soft", "link") for paper in ("paper", "hover", "note", "shade")),
    ("ink", "chip", TEXT),  # a message that has just come
    ("soft", "chip", TEXT),
    ("soft", "grey-soft", TEXT),
    ("ink", "grey-soft", TEXT),
    *((ink, side, TEXT) for ink in ("side-ink", "side-soft") for side in ("side", "side-deep")),
    ("side-on-ink", "side-on", TEXT),
    ("chip-ink", "chip", TEXT),
    ("me-ink", "me", TEXT),
    ("loud-ink", "loud", TEXT),
    ("code", "shade", TEXT),
    ("danger", "paper", TEXT),
    ("red", "paper", TEXT),
    ("red", "red-soft", TEXT),
    ("ink", "red-soft", TEXT),
    ("bad-ink", "paper", TEXT),  # an error at a field
    ("paper", "focus", TEXT),
    ("white", "primary", TEXT),
    ("good", "paper", TEXT),
    ("focus", "paper", LARGE),
    ("focus", "hover", LARGE),
    ("green", "paper", LARGE),
    ("grey", "paper", LARGE),
]


def colours(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", (ASSETS / "style.css").read_text(), re.DOTALL)
    blocks = (light, dark) if scheme == "dark" else (light,)
    found = {"white": "#ffffff"}
    for block in blocks:
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
    return found


def luminance(colour: str) -> float:
    """See https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_measures_it():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_is_told_apart(scheme: str):
    found = colours(scheme)
    faint = {
        f"{ink} on {paper}": round(contrast(found[ink], found[paper]), 2)
        for ink, paper, least in PAIRS
        if contrast(found[ink], found[paper]) < least
    }
    assert faint == {}
