"""Logs: one line for each thing that happened, to standard error; JSON unless a person is looking."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import ExceptionRenderer, JSONRenderer, TimeStamper
from structlog.tracebacks import ExceptionDictTransformer

from services.redaction import redacted

# at DEBUG botocore logs session tokens and slack_sdk the address of its socket, which is a ticket
QUIET: dict[str, int] = {
    "botocore": logging.WARNING,
    "boto3": logging.WARNING,
    "urllib3": logging.WARNING,
    "slack_sdk": logging.INFO,
    "slack_sdk.web.async_base_client": logging.INFO,  # left to its parent, it writes each request out
    "slack_bolt": logging.INFO,
    "apscheduler": logging.WARNING,  # two lines a run say nothing
}

_SECRET_NAMES = re.compile(
    r"(token|secret|password|api_key|authorization|response_url|trigger_id|view_id)$", re.IGNORECASE
)


def set_up(level: str) -> None:
    """Send structlog's and everybody else's lines through one formatter."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_worth_saying)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=_endings(sys.stderr.isatty())
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    levels = logging.getLevelNamesMapping()
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(int(levels[level]), int(least)))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _worth_saying(record: logging.LogRecord) -> bool:
    """Bolt finds SLACK_BOT_TOKEN in the environment and says that it does not need it."""
    return "`token` will be unused" not in str(record.msg)


def _endings(for_a_person: bool) -> list[Any]:  # noqa: FBT001 — a terminal or not
    first = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if for_a_person:
        return [first, redact, ConsoleRenderer(exception_formatter=plain_traceback)]
    # without locals: they hold secrets
    render = ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
    return [first, render, redact, JSONRenderer(ensure_ascii=False, default=str)]


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:  # noqa: ANN401 — structlog's
    """Take out whatever is, or looks like, a secret; the last thing before a line is written."""
    return {key: _clean(key, value) for key, value in event.items()}


def _clean(key: str, value: Any) -> Any:  # noqa: ANN401 — whatever was logged
    if isinstance(value, str):
        return "(redacted)" if _SECRET_NAMES.search(key) else redacted(value)
    if isinstance(value, dict):
        return {name: _clean(str(name), one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(key, one) for one in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return value if key == "exc_info" else redacted(str(value))
