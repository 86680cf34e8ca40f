"""What keeps the bot from starting, said to the person who starts it."""


class StartError(Exception):
    """A sentence that says what to do."""
