"""Puts the process together."""
