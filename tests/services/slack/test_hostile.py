"""Nothing that comes from outside can ping anybody, forge a link, unfurl or break a limit."""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from services.post import Message
from tests.services.slack.drawn import elements, everything
from tests.services.slack.hostile import CARDS, TEXTS, messages
from tests.services.slack.rules import hold_limits, refused

OURS = {
    "rich_text",
    "rich_text_section",
    "rich_text_quote",
    "rich_text_list",
    "rich_text_preformatted",
    "text",
    "emoji",
    "link",
    "date",
    "actions",
    "button",
    "overflow",
    "plain_text",
}
LIVE = re.compile(r"(?:<|&lt;)[!@#]|@(?:channel|here|everyone)\b|(?:<|&lt;)[a-z]+:", re.IGNORECASE)
OUR_LINK = re.compile(r"<(https?://[^<>|\s]+)\|[^<>|]+>")


@pytest.fixture(scope="module", params=TEXTS, ids=lambda text: ascii(text[:30]))
def drawn_with(request: pytest.FixtureRequest) -> list[Message]:
    return list(messages(request.param))


def strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from strings(item)


def all_strings(message: Message) -> Iterator[str]:
    return strings([message.text, *message.blocks, *message.attachments])


def test_no_element_stands_there_that_we_did_not_make(drawn_with: list[Message]) -> None:
    for message in drawn_with:
        assert {one["type"] for one in everything(message) if "type" in one} <= OURS


def test_no_text_holds_a_live_control_sequence(drawn_with: list[Message]) -> None:
    for message in drawn_with:
        for text in elements(message, "text"):
            assert not LIVE.search(text["text"])
        for fallback in (one["fallback"] for one in everything(message) if "fallback" in one):
            assert not LIVE.search(fallback)


def test_a_notification_holds_no_mark_and_no_address_at_all(drawn_with: list[Message]) -> None:
    for message in drawn_with:
        assert message.text
        for text in (message.text, *(one["fallback"] for one in message.attachments)):
            assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)|://", text)
            assert not LIVE.search(text)


def test_plain_text_holds_no_link_but_ours(drawn_with: list[Message]) -> None:
    for message in drawn_with:
        links = {link["url"].replace("&", "&amp;") for link in elements(message, "link")}
        text = CARDS.plain(message).text
        assert set(OUR_LINK.findall(text)) <= links
        assert not re.search(r"[<>]|://", OUR_LINK.sub("", text))
        assert not LIVE.search(OUR_LINK.sub("", text))
        assert len(text) <= 4_000


def test_a_link_leads_to_the_host_that_it_shows(drawn_with: list[Message]) -> None:
    for message in drawn_with:
        for link in elements(message, "link"):
            host = urlsplit(link["url"]).hostname or ""
            ours = host in {"board.example", "local.slack.com"} or "Runbook" not in link["text"]
            assert ours or f"({host})" in link["text"]
            assert urlsplit(link["url"]).scheme in {"http", "https"}
            assert not re.search(r"[<>|\s]", link["url"])


def test_nothing_invisible_is_passed_on(drawn_with: list[Message]) -> None:
    for message in drawn_with:
        for text in all_strings(message):
            signs = {sign for sign in set(text) if unicodedata.category(sign) in {"Cc", "Cf", "Cs"}}
            assert signs <= {"\n", "\t", "\u200b"}


def test_every_message_is_one_that_slack_takes(drawn_with: list[Message]) -> None:
    for message in drawn_with:
        json.dumps([message.blocks, message.attachments], allow_nan=False).encode()
        hold_limits(message)
        for said in (message, CARDS.plain(message)):
            assert refused(said) is None
