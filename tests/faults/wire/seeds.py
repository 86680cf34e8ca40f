"""The seeds of a build: together they inject every fault."""

FIXED = (79, 465, 1236, 2141, 3206, 3735)
