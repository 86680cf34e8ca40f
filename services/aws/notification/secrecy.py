"""What a channel must not read: with it, any reader could act on the sender's behalf."""

import re

LEFT_OUT = "(left out)"

_KEYS = {
    "subscribeurl",
    "unsubscribeurl",
    "token",
    "tasktoken",
    "sessiontoken",
    "securitytoken",
    "accesstoken",
    "authtoken",
    "secretaccesskey",
    "password",
}
_ACTIONS = ("confirmsubscription", "unsubscribe")
_WORD = re.compile(r"[^\s\"'<>\\]+")
_TOKEN = re.compile(r"(token\W{1,8})[0-9a-f]{32,}", re.IGNORECASE)


def is_secret(key: str) -> bool:
    return re.sub(r"[\W_]", "", key).lower() in _KEYS


def without_secrets(text: str) -> str:
    """Take out the links and tokens that confirm or end a subscription."""
    return _WORD.sub(_unlinked, _TOKEN.sub(rf"\1{LEFT_OUT}", text))


def _unlinked(word: re.Match[str]) -> str:
    text = word[0]
    lowered = text.lower()
    acts = any(f"action={action}" in lowered or f"action%3d{action}" in lowered for action in _ACTIONS)
    return LEFT_OUT if acts else text
