"""The README's pictures, taken of the real page with the real bot behind it: `./dev screenshots`."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from demo.children import last_words, start_child
from demo.pictures import PICTURES, happen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from playwright.async_api import Browser

    from demo.pictures import Picture

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "docs" / "images"
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
LIMIT_S: Final = 60.0
NO_PLAYWRIGHT: Final = "The pictures need Playwright, which is not installed: run ./dev install."
NO_CHROMIUM: Final = f"The pictures need a Chromium, and the PATH has none of {', '.join(NAMES)}."


class NoPictures(Exception):
    """They cannot be taken; the sentence says why."""


async def take(browser: Browser, address: str, picture: Picture, folder: Path) -> None:
    context = await browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        device_scale_factor=picture.scale,
        color_scheme=picture.scheme,
        reduced_motion="reduce",
        timezone_id="UTC",
        has_touch=picture.width < 500,  # noqa: PLR2004 — a phone
    )
    page = await context.new_page()
    await page.goto(address)
    await page.locator(".msg").first.wait_for()
    await picture.prepare(page)
    await page.evaluate("document.getElementById('jump').hidden = true")  # it lies over a card
    path = folder / f"{picture.name}.png"
    await page.screenshot(path=path, animations="disabled", caret="hide")
    await context.close()
    width, height = picture.pixels
    print(f"{path.name}  {width} × {height}, {path.stat().st_size // 1024} KiB")


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[str]:
    """A demo that tells no story; gives the address of its page."""
    log = folder / "demo.log"
    command = [sys.executable, "-m", "demo", "--no-open", "--no-story"]
    env = {"PYTHONPATH": str(ROOT), "PATH": os.defpath, "LANG": "C.UTF-8"}
    child = await start_child("demo", command, env, log)
    try:
        async with asyncio.timeout(LIMIT_S):
            while not (found := re.search(r"Open (\S+)", log.read_text(encoding="utf-8"))):
                if child.process.returncode is not None:
                    raise NoPictures(f"The demo does not start:\n{last_words(log)}")
                await asyncio.sleep(0.05)
        yield found[1]
    finally:
        await child.stop(grace=10)


async def take_all(folder: Path, chromium: str) -> None:
    from playwright.async_api import async_playwright  # noqa: PLC0415 — a tool of the developers alone

    with tempfile.TemporaryDirectory(prefix="watchbell-pictures-") as logs:
        async with demo(Path(logs)) as address, async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium, args=list(ARGS))
            page = await browser.new_page()
            await page.goto(address)
            await page.locator("body[data-connection=live]").wait_for()
            await happen(page)
            await page.close()
            for picture in PICTURES:
                await take(browser, address, picture, folder)
            await browser.close()


def chromium_here() -> str:
    """Return the Chromium to drive, or say what is missing."""
    try:
        import playwright  # noqa: F401, PLC0415 — a tool of the developers alone
    except ImportError:
        raise NoPictures(NO_PLAYWRIGHT) from None
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise NoPictures(NO_CHROMIUM)
    return found


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev screenshots", description="Take the README's pictures.")
    parser.add_argument("--to", type=Path, default=FOLDER, metavar="DIR", help="where to put them")
    folder: Path = parser.parse_args(arguments).to
    try:
        chromium = chromium_here()
        folder.mkdir(parents=True, exist_ok=True)
        asyncio.run(take_all(folder, chromium))
    except NoPictures as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
