"""A Confluence Cloud of one's own: its API at the wire, and its pages to look at."""

from demo.confluence.faults import Fault, Kind
from demo.confluence.server import HIDDEN_SPACE, READ_ONLY_SPACE, SPACE, LocalConfluence, RefusedEdit

__all__ = ["HIDDEN_SPACE", "READ_ONLY_SPACE", "SPACE", "Fault", "Kind", "LocalConfluence", "RefusedEdit"]
