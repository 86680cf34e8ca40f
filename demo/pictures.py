"""What the README's pictures show: a table of them, and what is done on the page before each is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from demo.slack.people import ALERTS, ALICE, BOB

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from playwright.async_api import Locator, Page

LONG: Final = 90_000.0  # milliseconds: a message a second, and the gravest get theirs last
POST: Final = """async ([path, body]) => {
    const token = document.querySelector('meta[name="demo-token"]').content;
    const headers = { "Content-Type": "application/json", "X-Demo-Token": token };
    const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(await answer.text());
}"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its size in CSS pixels, and what is done on the page before it is taken."""

    name: str
    width: int
    height: int
    scheme: Literal["light", "dark"]
    prepare: Callable[[Page], Awaitable[None]]
    scale: float = 1.5

    @property
    def pixels(self) -> tuple[int, int]:
        return int(self.width * self.scale), int(self.height * self.scale)


# --- what happens before the pictures are taken


async def act(page: Page, path: str, **body: Any) -> None:  # noqa: ANN401 — whatever JSON can carry
    await page.evaluate(POST, [f"/page/{path}", body])


async def set_off(page: Page, alarm: str) -> Locator:
    await act(page, "alarm", name=alarm, state="ALARM")
    card = page.locator("#messages .msg", has=page.locator(".rich strong", has_text=alarm)).last
    await card.locator(".replies").wait_for()
    return card


async def happen(page: Page) -> None:
    """Let a morning pass: three alarms, two people, one recovery."""
    disk = await set_off(page, "web-3-disk-full")
    await act(page, "click", user=BOB, channel=ALERTS, ts=await ts_of(disk), action_id="click_watch")
    await disk.get_by_text("Bob from").wait_for()
    await act(page, "alarm", name="web-3-disk-full", state="OK")
    await disk.get_by_text("Recovered after").wait_for()
    cpu = await set_off(page, "web-7-cpu-high")
    thread = {"channel": ALERTS, "ts": await ts_of(cpu)}
    await act(page, "click", user=ALICE, action_id="click_watch", **thread)
    await cpu.get_by_text("2 replies").wait_for()
    for user, text in (
        (BOB, "Is this the deploy of `web` v812?"),
        (ALICE, "Looks like it: I roll `web` back to *v811*."),
    ):
        await act(page, "say", user=user, channel=ALERTS, thread_ts=thread["ts"], text=text)
    await set_off(page, "checkout-5xx")
    await set_off(page, "checkout-degraded")


async def ts_of(card: Locator) -> str:
    return str(await card.get_attribute("data-ts"))


# --- what each picture shows


async def one_alarm(page: Page) -> None:
    card = page.locator("#messages .msg", has_text="web-7-cpu-high")
    await card.locator(".replies").click()
    await page.locator("#thread-messages").get_by_text("roll").wait_for()
    await card.evaluate("card => card.scrollIntoView({ block: 'start' })")
    await page.locator("#reply").blur()
    await page.mouse.move(0, 0)


async def overview(page: Page) -> None:
    await close_panel(page)
    await act(page, "command", user=ALICE, channel=ALERTS, command="/aws", text="alarms")
    await page.locator(".msg.ephemeral").get_by_text("CloudWatch").first.wait_for()


async def close_panel(page: Page) -> None:
    if await page.locator("body.shows-aws").count():
        await page.locator("#open-aws").click()
        await page.mouse.move(0, 0)


async def on_a_phone(page: Page) -> None:
    card = page.locator("#messages .msg", has_text="web-7-cpu-high")
    await card.evaluate("card => card.scrollIntoView({ block: 'start' })")


async def storm(page: Page) -> None:
    """The last picture: everything goes off."""
    await close_panel(page)
    await act(page, "storm", count=300)
    card = page.locator("#messages .msg", has=page.get_by_role("button", name="Watch all"))
    await act(page, "click", user=BOB, channel=ALERTS, ts=await ts_of(card), action_id="storm_watch")
    await card.locator(".replies").click()
    await (
        page.locator("#thread-messages").get_by_text("With a card of their own").first.wait_for(timeout=LONG)
    )
    await card.get_by_text("Gravest").wait_for(timeout=LONG)
    await card.evaluate("card => card.scrollIntoView({ block: 'start' })")
    await page.locator("#reply").blur()
    await page.mouse.move(0, 0)


PICTURES: Final = (
    Picture("alarm", 1180, 740, "light", one_alarm),
    Picture("page", 1640, 900, "light", one_alarm, scale=1.0),
    Picture("phone", 390, 760, "dark", on_a_phone, scale=2),
    Picture("alarms", 900, 560, "light", overview),
    Picture("storm", 1180, 740, "light", storm),
)
