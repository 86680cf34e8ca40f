"""The languages that the bot speaks: gettext catalogues, with English as the msgids."""

import gettext
from pathlib import Path

DOMAIN = "watchbell"
CATALOGUES = Path(__file__).parent


def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of *language*; English, which needs none, where there is none."""
    return gettext.translation(DOMAIN, CATALOGUES, [language], fallback=True)
