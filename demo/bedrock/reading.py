"""Requests as REST-JSON has them, by the members' names: from the path, the query, the headers and the body.

https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
"""

import base64
import json
import re
from binascii import Error as NotBase64
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import botocore.session
from aiohttp import web
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from demo.aws.clients import OWN_FILES
from demo.bedrock.checking import mistakes

SIGNED: Final = re.compile(
    r"AWS4-HMAC-SHA256 Credential=[^/, ]+/\d{8}/[^/, ]+/([^/, ]+)/aws4_request, *SignedHeaders="
)
LONGEST: Final = 2_000  # characters of what is said of a wrong request


class Refused(Exception):
    """The call is answered with an error; *code* as AWS names it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def invalid(message: str) -> Refused:
    return Refused(400, "ValidationException", message[:LONGEST])


@cache
def operation(service: str, name: str) -> OperationModel:
    session = botocore.session.Session(session_vars=OWN_FILES)  # no profile of a person's own
    return session.get_service_model(service).operation_model(name)


def signed(request: web.Request, model: OperationModel) -> None:
    """Refuse what bears no signature for this service; whose it is nobody checks."""
    found = SIGNED.match(request.headers.get("Authorization", ""))
    if found is None:
        raise Refused(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
    name = model.service_model.signing_name
    if found[1] != name:
        message = f"Credential should be scoped to correct service: '{name}'."
        raise Refused(403, "InvalidSignatureException", message)


async def read(request: web.Request, model: OperationModel) -> dict[str, Any]:
    """Give the request's members by name, or raise Refused where they are not as the model says."""
    shape = model.input_shape or StructureShape("Empty", {"type": "structure", "members": {}})
    fields = _named(shape, _object(await request.read()))
    for name, member in shape.members.items():
        if (value := _outside(request, name, member)) is not None:
            fields[name] = value
    if wrong := mistakes(fields, shape):
        raise invalid(f"{len(wrong)} validation error detected: {'; '.join(wrong)}")
    return fields


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise Refused(400, "SerializationException", "The body is no JSON.") from None
    if not isinstance(found, dict):
        raise Refused(400, "SerializationException", "The body is no JSON object.")
    return found


def _named(shape: StructureShape, body: Mapping[str, Any]) -> dict[str, Any]:
    """*body* by the members' own names; what no member knows stays, to be found by the check."""
    names = {
        str(member.serialization.get("name", name)): name
        for name, member in shape.members.items()
        if "location" not in member.serialization
    }
    return {
        names.get(key, key if key not in shape.members else f"{key} in the body"): (
            _value(shape.members[names[key]], value) if key in names else value
        )
        for key, value in body.items()
        if value is not None
    }


def _value(shape: Shape, value: Any) -> Any:  # noqa: ANN401 — JSON
    """*value* as boto3's caller gave it, as far as its type fits the shape."""
    match shape, value:
        case StructureShape(), dict() if not shape.is_document_type:
            return _named(shape, value)
        case ListShape(), list():
            return [_value(shape.member, each) for each in value]
        case MapShape(), dict():
            return {key: _value(shape.value, each) for key, each in value.items()}
        case Shape(type_name="blob"), str():
            return _bytes(value)
    return value


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except NotBase64:
        raise Refused(400, "SerializationException", "A blob is no base64.") from None


def _outside(request: web.Request, name: str, member: Shape) -> str | None:
    """A member that is no part of the body; in these services they are all strings."""
    key = str(member.serialization.get("name", name))
    match member.serialization.get("location"):
        case "uri":
            return request.match_info.get(key)
        case "querystring":
            return request.query.get(key)
        case "header":
            return request.headers.get(key)
    return None
