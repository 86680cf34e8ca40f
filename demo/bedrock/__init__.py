"""A Bedrock of one's own: its streams at the wire, and a small model without any intelligence behind them."""

from demo.bedrock.faults import Fault, Kind
from demo.bedrock.replies import Says, Wants
from demo.bedrock.server import AGENT, ALIAS, HARNESS, MODEL, LocalBedrock

__all__ = ["AGENT", "ALIAS", "HARNESS", "MODEL", "Fault", "Kind", "LocalBedrock", "Says", "Wants"]
