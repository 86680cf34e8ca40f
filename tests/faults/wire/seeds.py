"""The seeds of a build: together they inject every fault."""

FIXED = (1, 2, 3, 4, 5, 6)
