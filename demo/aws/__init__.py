"""The AWS of the demo: MiniStack, with infra/watchbell.yml deployed on it."""

from demo.aws.local import LocalAws, LocalAwsFailed
from demo.aws.stack import Stack

__all__ = ["LocalAws", "LocalAwsFailed", "Stack"]
