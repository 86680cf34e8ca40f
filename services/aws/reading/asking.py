"""One call to AWS on the pool, and what its refusal means."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import Executor
from contextvars import copy_context
from dataclasses import dataclass
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

Result = TypeVar("Result")

FORBIDDEN = frozenset(
    ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "Forbidden")
)
ACTION = re.compile(r"not authorized to perform:? ([a-zA-Z0-9-]+:[A-Za-z0-9]+)")
LONGEST = 500  # characters of what AWS says


class Forbidden(Exception):
    """The bot's role lacks *action*."""

    def __init__(self, action: str) -> None:
        super().__init__(f"not allowed: {action}")
        self.action = action


class Unreadable(Exception):
    """AWS gave no answer, or not this one; says why."""


@dataclass(frozen=True, slots=True)
class Asking:
    pool: Executor

    async def __call__(self, action: str, call: Callable[[], Result]) -> Result:
        """Do *call*, which needs the permission *action*; raise Forbidden or Unreadable."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self.pool, copy_context().run, call)
        except (BotoCoreError, ClientError) as error:
            raise refusal(action, error) from error


def refusal(action: str, error: BotoCoreError | ClientError) -> Forbidden | Unreadable:
    """What *error* means for a call that needs the permission *action*."""
    if not isinstance(error, ClientError):
        return Unreadable(str(error)[:LONGEST])
    told = error.response.get("Error", {})
    code, message = str(told.get("Code", "")), str(told.get("Message", ""))
    if code in FORBIDDEN:
        named = ACTION.search(message)
        # SQS writes its actions small
        return Forbidden(named[1] if named and named[1].lower() != action.lower() else action)
    return Unreadable(f"{code}: {message}"[:LONGEST])
