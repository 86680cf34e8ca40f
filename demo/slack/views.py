"""The modals that are open before people: each has a stack of them, of which the last one is seen."""

from __future__ import annotations

import secrets
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack

from demo.slack.ids import with_action_ids, with_ids
from demo.slack.people import APP, BOT_ID, TEAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demo.slack.changes import Changes

MOST_ON_A_STACK: Final = 3  # https://docs.slack.dev/reference/methods/views.push
Json = dict[str, Any]


class Filling(TypedDict, total=False):
    """What changes on a view while somebody fills it in."""

    values: Json
    errors: dict[str, str]
    trouble: str


@dataclass(frozen=True, slots=True)
class View:
    """One modal; *errors* stand at its blocks, *trouble* is what it says where the app failed."""

    id: str
    user: str
    content: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    trouble: str = ""

    @property
    def title(self) -> str:
        return str(self.content["title"]["text"])

    @property
    def blocks(self) -> list[Json]:
        found: list[Json] = self.content["blocks"]
        return found

    @property
    def callback_id(self) -> str:
        return str(self.content.get("callback_id", ""))

    @property
    def external_id(self) -> str:
        return str(self.content.get("external_id", ""))

    @property
    def private_metadata(self) -> str:
        return str(self.content.get("private_metadata", ""))

    def as_json(self) -> Json:
        """Return the view as Slack's methods and envelopes show it."""
        return {
            "id": self.id,
            "team_id": TEAM,
            "app_id": APP,
            "app_installed_team_id": TEAM,
            "bot_id": BOT_ID,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "submit": None,
            "close": None,
            **self.content,
            "state": {"values": self.values},
            "hash": self.hash,
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
        }

    def seen(self) -> Json:
        """Return it as the person before it sees it."""
        return self.as_json() | {"errors": self.errors, "trouble": self.trouble}


class Views:
    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._stacks: defaultdict[str, list[View]] = defaultdict(list)

    def __iter__(self) -> Iterator[View]:
        return (view for stack in self._stacks.values() for view in stack)

    def of(self, user: str) -> tuple[View, ...]:
        """Return the views before *user*, the one they see last."""
        return tuple(self._stacks.get(user, ()))

    def top(self, user: str) -> View | None:
        return self.of(user)[-1] if self.of(user) else None

    def get(self, view_id: str) -> View | None:
        return next((view for view in self if view.id == view_id), None)

    def named(self, external_id: str) -> View | None:
        return next((view for view in self if external_id and view.external_id == external_id), None)

    def open(self, user: str, content: Json) -> View:
        """Show a modal to *user*, in place of any that they have open."""
        self._stacks[user].clear()
        return self.push(user, content)

    def push(self, user: str, content: Json) -> View:
        below, key = self.top(user), _new_id()
        root, previous = (below.root_id, below.id) if below else (key, None)
        view = View(key, user, _kept(content), _new_hash(), root, previous)
        self._stacks[user].append(view)
        self._tell(user)
        return view

    def update(self, view: View, content: Json) -> View:
        """Give a view new content; what was filled in stays where block and action are the same."""
        after = replace(view, content=_kept(content), hash=_new_hash(), errors={}, trouble="")
        return self._keep(after)

    def fill(self, view_id: str, **filling: Unpack[Filling]) -> None:
        if view := self.get(view_id):
            self._keep(replace(view, **filling))

    def close(self, view: View) -> None:
        """Take a view away, and what lies on it."""
        stack = self._stacks[view.user]
        del stack[next((at for at, each in enumerate(stack) if each.id == view.id), len(stack)) :]
        self._tell(view.user)

    def clear(self, user: str) -> None:
        self._stacks[user].clear()
        self._tell(user)

    def snapshot(self) -> list[Json]:
        return [self._shown(user) for user, stack in self._stacks.items() if stack]

    def _keep(self, after: View) -> View:
        stack = self._stacks[after.user]
        stack[:] = [after if view.id == after.id else view for view in stack]
        self._tell(after.user)
        return after

    def _tell(self, user: str) -> None:
        self._changes.tell("view", **self._shown(user))

    def _shown(self, user: str) -> Json:
        return {"user": user, "views": [view.seen() for view in self.of(user)]}


def _kept(content: Json) -> Json:
    """Return the content as Slack keeps it: each block and each element with an id."""
    return content | {"blocks": [with_action_ids(block) for block in with_ids(content["blocks"])]}


def _new_id() -> str:
    return "V" + secrets.token_hex(5).upper()


def _new_hash() -> str:
    return f"{int(time.time())}.{secrets.token_hex(4)}"
