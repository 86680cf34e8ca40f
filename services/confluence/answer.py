"""What Confluence answered, and what that means."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from services.confluence.elements import cut, legal
from services.reporting.wiki import Trouble, WikiFailed

NO_ANSWER = 0  # a status: nobody knows whether it was done
LONGEST_DETAIL = 300
AWAY = {NO_ANSWER, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
TROUBLES = {
    400: Trouble.REFUSED,
    401: Trouble.FORBIDDEN,  # the key lacks a scope
    403: Trouble.FORBIDDEN,
    404: Trouble.FORBIDDEN,  # so v2 says that it does not know the user, or not the space for writing
    409: Trouble.CONFLICT,
    413: Trouble.REFUSED,
    429: Trouble.BUSY,
}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Mapping[str, Any] = field(default_factory=dict)  # empty where it was no JSON object
    words: str = ""  # what went wrong, where there was no answer
    retry_after: float = math.inf  # seconds

    @property
    def ok(self) -> bool:
        """Whether it is an answer of Confluence's: what stands before it says 200 to a login page."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES and bool(self.body)

    @property
    def unclear(self) -> bool:
        """Whether it may have been done all the same."""
        return self.status == NO_ANSWER or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR

    def failure(self) -> WikiFailed:
        """Not called where the answer is *ok*."""
        away = self.status in AWAY
        trouble = Trouble.UNREACHABLE if away else TROUBLES.get(self.status, Trouble.BROKEN)
        return WikiFailed(trouble, cut(" ".join(legal(self._said()).split()), LONGEST_DETAIL))

    def _said(self) -> str:
        """What v2 says under *errors*, v1 and the gateway under *message*; anything else by its number."""
        errors = self.body.get("errors")
        first = errors[0] if isinstance(errors, list) and errors else {}
        told = first if isinstance(first, Mapping) else {}
        said = told.get("title") or told.get("detail") or self.body.get("message") or self.words
        return f"{self.status or ''} {str(said)[:1000]}".strip()

    @property
    def results(self) -> list[Mapping[str, Any]]:
        listed = self.body.get("results")
        return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
