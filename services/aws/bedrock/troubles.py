"""What AWS, the network or a broken stream says, as the trouble that a person is told of.

https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html
"""

import re
import struct

from botocore.eventstream import ParserError
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ReadTimeoutError,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import ConnectionError as NotConnected
from botocore.parsers import ResponseParserError
from urllib3.exceptions import HTTPError
from urllib3.exceptions import TimeoutError as Urllib3TimeoutError

from services.asking.agent import AgentFailed, Trouble

LONGEST = 300  # characters of what AWS says
# what a thread that reads a stream may raise; a malformed frame shows as almost anything
WIRE_ERRORS = (
    BotoCoreError,
    ClientError,
    HTTPError,
    ParserError,
    ResponseParserError,
    OSError,
    struct.error,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
ACTION = re.compile(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9]+)")
UNKNOWN_MODEL = re.compile(r"model identifier is invalid|end of its life", re.IGNORECASE)
# in lower case, without "Exception": in a stream they begin with a small letter, before it with a capital
KINDS = {
    "throttling": Trouble.THROTTLED,
    "toomanyrequests": Trouble.THROTTLED,
    "servicequotaexceeded": Trouble.THROTTLED,
    "modelnotready": Trouble.THROTTLED,  # it is being loaded: later it answers
    "accessdenied": Trouble.FORBIDDEN,
    "expiredtoken": Trouble.FORBIDDEN,
    "unrecognizedclient": Trouble.FORBIDDEN,
    "invalidsignature": Trouble.FORBIDDEN,
    "missingauthenticationtoken": Trouble.FORBIDDEN,
    "invalidclienttokenid": Trouble.FORBIDDEN,
    "resourcenotfound": Trouble.GONE,
    "validation": Trouble.REFUSED,
    "modeltimeout": Trouble.SLOW,
    "requesttimeout": Trouble.SLOW,
    "modelerror": Trouble.BROKEN,
    "modelstreamerror": Trouble.BROKEN,
    "internalserver": Trouble.BROKEN,
    "dependencyfailed": Trouble.BROKEN,
    "badgateway": Trouble.BROKEN,
    "conflict": Trouble.BROKEN,
    "serviceunavailable": Trouble.BROKEN,
    "runtimeclienterror": Trouble.BROKEN,
}
STATUSES = {
    400: Trouble.REFUSED,
    401: Trouble.FORBIDDEN,
    403: Trouble.FORBIDDEN,
    404: Trouble.GONE,
    408: Trouble.SLOW,
    429: Trouble.THROTTLED,
    504: Trouble.SLOW,
}
NO_CREDENTIALS = (NoCredentialsError, PartialCredentialsError, TokenRetrievalError, SSOError)
TIMED_OUT = (ReadTimeoutError, Urllib3TimeoutError, TimeoutError)


def failed(error: Exception) -> AgentFailed:
    """Give *error*, one of WIRE_ERRORS, the kind by which a person knows what to do."""
    if isinstance(error, ClientError):
        return _refusal(error)
    return AgentFailed(_kind(error), brief(f"{type(error).__name__}: {error}"))


def brief(text: str) -> str:
    """On one line, and not too long."""
    return " ".join(text.split())[:LONGEST]


def _kind(error: Exception) -> Trouble:
    if isinstance(error, NO_CREDENTIALS):
        return Trouble.FORBIDDEN
    if isinstance(error, ParamValidationError):
        return Trouble.REFUSED
    if isinstance(error, TIMED_OUT) and not isinstance(error, NotConnected):
        return Trouble.SLOW
    if isinstance(error, NotConnected | HTTPClientError):
        return Trouble.UNREACHABLE  # botocore's own, before there is a stream
    return Trouble.BROKEN


def _refusal(error: ClientError) -> AgentFailed:
    told = error.response.get("Error", {})
    code, message = str(told.get("Code", "")), str(told.get("Message", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    kind = KINDS.get(code.lower().removesuffix("exception"), STATUSES.get(status, Trouble.BROKEN))
    if kind is Trouble.REFUSED and UNKNOWN_MODEL.search(message):
        kind = Trouble.GONE
    action = ACTION.search(message) if kind is Trouble.FORBIDDEN else None
    return AgentFailed(kind, action[1] if action else brief(f"{code}: {message}"))
