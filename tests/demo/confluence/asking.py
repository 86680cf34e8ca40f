"""A caller who sends what it likes, and what stands in the wiki before it does."""

import base64
import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from demo.confluence import HIDDEN_SPACE, READ_ONLY_SPACE, SPACE, LocalConfluence
from demo.confluence.wiki import ALICE, BOT, Page

API = "/wiki/api/v2"
REST = "/wiki/rest/api"
Json = dict[str, Any]


@dataclass(frozen=True)
class Seed:
    space: str
    docs: str
    own: str
    taken: str
    archived: str
    locked: str
    hidden: str
    property: str
    other_property: str


def seed(confluence: LocalConfluence) -> Seed:
    wiki = confluence.wiki
    space = wiki.space(SPACE)
    docs = wiki.space(READ_ONLY_SPACE)
    people = wiki.space(HIDDEN_SPACE)
    assert space
    assert docs
    assert people
    own = wiki.create(space, "Own", "<p>ours</p>", author=BOT)
    archived = confluence.write("Put away", "<p>old</p>")
    confluence.archive(archived.id)
    return Seed(
        space.id,
        docs.id,
        own.id,
        confluence.write("Taken", "<p>theirs</p>").id,
        archived.id,
        confluence.write("Locked", "<p>read me</p>", READ_ONLY_SPACE).id,
        wiki.create(people, "Salaries", "<p>secret</p>", author=ALICE).id,
        wiki.set_property(own, "chatops-incident", {"id": "INC-1"}).id,
        wiki.set_property(own, "other", 1).id,
    )


def content(body: str = "<p>x</p>", **more: Any) -> Json:
    said: Json = {"status": "current", "title": "New", "body": {"representation": "storage", "value": body}}
    return said | more


def basic(user: str, token: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{token}".encode()).decode()


@dataclass(frozen=True)
class Asker:
    confluence: LocalConfluence
    http: aiohttp.ClientSession

    async def ask(self, verb: str, path: str, **more: Any) -> tuple[int, Any]:
        """Return the status and the answer, read where it is JSON."""
        known = basic(self.confluence.user, self.confluence.token)
        headers = {"Authorization": known} | more.pop("headers", {})
        url = self.confluence.url + path
        async with self.http.request(verb, url, headers=headers, **more) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if answer.content_type == "application/json" else text

    async def create(self, title: str, body: str = "<p>x</p>") -> Page:
        space = self.confluence.wiki.space(SPACE)
        assert space
        said = content(body, title=title, spaceId=space.id)
        status, answer = await self.ask("POST", f"{API}/pages", json=said)
        assert status == 200, answer
        return self.confluence.wiki.pages[answer["id"]]

    async def update(
        self, page: Page, number: int, body: str = "<p>y</p>", message: str = ""
    ) -> tuple[int, Any]:
        said = content(body, title=page.title, id=page.id, version={"number": number, "message": message})
        return await self.ask("PUT", f"{API}/pages/{page.id}", json=said)


def words(answer: Any) -> str:
    """Return what Confluence says is wrong, in whichever form."""
    if not isinstance(answer, dict):
        return ""
    errors = answer.get("errors")
    return str(errors[0]["title"] if errors else answer.get("message", ""))
