"""Keeping alarms quiet for a while, in sight of everybody."""
