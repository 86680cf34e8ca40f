"""All of a prompt in one text, for agents that take nothing else."""

from services.asking.agent import Exchange, Prompt

LONGEST = 200_000  # characters; InvokeAgent takes 25,000,000, but no model reads so many


def in_one(prompt: Prompt) -> str:
    """The rules and the question; between them what was said earlier, if the agent has forgotten it."""
    earlier = [] if prompt.remembers else [_exchange(one) for one in prompt.earlier]
    room = LONGEST - len(prompt.rules) - 100
    text = prompt.text[-room:]  # the question stands at its end
    while earlier and sum(map(len, earlier)) + len(text) > room:
        earlier.pop(0)
    before = ["Earlier in this conversation:", *earlier] if earlier else []
    return "\n\n".join([prompt.rules, *before, text])


def _exchange(exchange: Exchange) -> str:
    return f"They asked: {exchange.question}\nYou answered: {exchange.answer}"
