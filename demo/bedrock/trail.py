"""CloudTrail's LookupEvents, because the local AWS can't be told what happened before it was there.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from aiohttp import web

from demo.bedrock.door import Asked, door, json_error
from demo.bedrock.faults import Faults
from demo.bedrock.reading import Refused

TARGET: Final = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101"
ACCOUNT: Final = "123456789012"
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Happened:
    """One call that somebody made; *resources* are (type, name): ("AWS::ECS::Service", "checkout-api")."""

    at: datetime
    name: str  # UpdateService
    source: str  # ecs.amazonaws.com
    by: str  # the name of the role's session, or of a user without a role
    role: str = ""
    resources: tuple[tuple[str, str], ...] = ()
    read_only: bool = False
    error: str = ""  # AccessDenied: it was only tried
    request: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(uuid5(NAMESPACE_OID, f"{self.at.timestamp()} {self.name} {self.by} {self.resources}"))

    def matches(self, key: str, value: str) -> bool:
        """Whether it has this LookupAttribute."""
        if key in {"ResourceName", "ResourceType"}:
            return any(value == pair[key == "ResourceName"] for pair in self.resources)
        return self.told().get(key) == value

    def told(self) -> dict[str, Any]:
        """As LookupEvents gives it."""
        return {
            "EventId": self.id,
            "EventName": self.name,
            "ReadOnly": json.dumps(self.read_only),
            "EventTime": self.at.timestamp(),
            "EventSource": self.source,
            "Username": self.by,
            "Resources": [{"ResourceType": kind, "ResourceName": name} for kind, name in self.resources],
            "CloudTrailEvent": json.dumps(self._record()),
        }

    def _record(self) -> dict[str, Any]:
        issuer = {"type": "Role", "arn": f"arn:aws:iam::{ACCOUNT}:role/{self.role}", "userName": self.role}
        arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/{self.role}/{self.by}"
        role = {"type": "AssumedRole", "arn": arn, "sessionContext": {"sessionIssuer": issuer}}
        return {
            "eventVersion": "1.11",
            "userIdentity": role if self.role else {"type": "IAMUser", "userName": self.by},
            "eventTime": f"{self.at:%Y-%m-%dT%H:%M:%SZ}",
            "eventSource": self.source,
            "eventName": self.name,
            "requestParameters": dict(self.request),
            "readOnly": self.read_only,
            "eventID": self.id,
        } | ({"errorCode": self.error} if self.error else {})


@dataclass(slots=True)
class Trail:
    """What happened in the account, with faults of its own."""

    happened: list[Happened] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)

    def add_to(self, app: web.Application) -> None:
        lookup = door("cloudtrail", "LookupEvents", self.faults, self._answer, json_error)

        async def handle(request: web.Request) -> web.StreamResponse:
            if request.headers.get("X-Amz-Target") != f"{TARGET}.LookupEvents":
                return json_error(Refused(400, "UnknownOperationException", "Only LookupEvents is here."))
            return await lookup(request)

        app.router.add_post("/", handle)

    async def _answer(self, asked: Asked) -> web.StreamResponse:
        asked.call.outcome = "ok"
        body = json.dumps(self._page(asked.fields))
        return web.Response(text=body, content_type="application/x-amz-json-1.1")

    def _page(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        found = sorted(self._found(fields), key=lambda one: one.at, reverse=True)
        start = _start(fields.get("NextToken"))
        end = start + fields.get("MaxResults", PAGE)
        more = {"NextToken": str(end)} if end < len(found) else {}
        return {"Events": [one.told() for one in found[start:end]]} | more

    def _found(self, fields: Mapping[str, Any]) -> Iterator[Happened]:
        attributes = fields.get("LookupAttributes", [])
        if len(attributes) > 1:
            raise Refused(400, "InvalidLookupAttributesException", "Only one lookup attribute is allowed.")
        since, until = fields.get("StartTime", 0), fields.get("EndTime", float("inf"))
        if since > until:
            raise Refused(400, "InvalidTimeRangeException", "The start time is after the end time.")
        for one in self.happened:
            if since <= one.at.timestamp() <= until and all(
                one.matches(each["AttributeKey"], each["AttributeValue"]) for each in attributes
            ):
                yield one


def _start(token: str | None) -> int:
    if token and not token.isdecimal():
        raise Refused(400, "InvalidNextTokenException", "The token is none that was given out.")
    return int(token or 0)
