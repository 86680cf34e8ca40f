"""The order in which things are shown."""

PERSON, ALARM, STATE, LINE = range(4)
