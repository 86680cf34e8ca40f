"""What looks like a secret, taken out of a text before anybody or anything else reads it.

Each pattern takes a time that grows with the text and no faster: what repeats is bounded, or gives nothing
back (`*+`), and nothing begins in the middle of a run that has been looked at from its start.
"""

import re

REDACTED = "(redacted)"

_URL = re.compile(r"(?:https?|wss?)://[^\s\"'<>]++", re.IGNORECASE)
# whoever has one of these can write in the bot's name: where Slack takes answers, and its socket
_TICKETS = re.compile(
    r"(?i:hooks\.slack(?:-gov)?\.com)|/response/|/(?:actions|commands)/[TE][A-Z0-9]+/|^(?i:wss?:)"
)

# a key that is cut off has no end: the rest of the text goes with it
_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY[A-Z ]{0,10}-----(?s:.*?-----END[A-Z ]{0,50}-----|.*+)"
)
_TOKENS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{12,}|ATATT[\w=-]+"
    r"|(?<![\w-])eyJ[\w-]{8,}+\.[\w-]{8,}+(?:\.[\w-]*+){0,3}"  # a JSON web token
    r"|IQoJb3JpZ2lu[\w+/=%-]{20,}|FwoGZXIvYXdz[\w+/=%-]{20,}"  # of STS
    r"|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}"
    r"|(?<![A-Za-z0-9])[sr]k[-_](?:live|test|proj|ant|or)[-_][\w-]{10,}|AIza[\w-]{30,}"
)
_SCHEMES = re.compile(
    r"(?<![A-Za-z])((?i:bearer) |(?i:basic) (?=[A-Za-z]{0,60}?(?:[a-z][A-Z]|[0-9+/=])))[\w+/=.~-]{8,}"
    r"|(AWS4-HMAC-SHA256 )[^\r\n\"']++"
)
# user:password@ of an address, and a token that stands there alone
_LOGIN = re.compile(
    r"(?<=://)([^\s:/@?#\"'<>]{0,200}+:)(?!\(redacted\)@)[^\s/?#\"'<>]{1,300}@|(?<=://)[^\s:/@?#\"'<>]{16,300}+@"
)
_DRIVER_LOGIN = re.compile(r"(?<=\w):(?!\(redacted\)@)[^\s:@/\"']{1,200}+@(?=(?:tcp|unix)\()")  # Go's MySQL
_AWS_SECRET = re.compile(r"((?i:secret_?access_?key)[\"']?[^\w/+\r\n]{1,9})[A-Za-z0-9/+]{40}")
_COOKIE = re.compile(
    r"((?<![A-Za-z])(?:set-)?cookie(?:\\{0,7}[\"'])?[ \t]{0,3}[=:][ \t]{0,3}+(?:\\{0,7}[\"'])?+)"
    r"(?!\(redacted\))[^\r\n\"'\\]++",
    re.IGNORECASE,
)

_NAME = (
    r"(?:passw(?:or)?d|passphrase|passcode|pwd"
    r"|(?<![0-9]{12}:)secret(?!s?manager)"  # an ARN's secret:name is none
    r"|token(?!s[\"']?[ \t]{0,3}[=:][ \t]{0,3}[0-9]{1,9}(?![0-9\w]))"  # nor is how many a model used
    r"|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key"
    r"|authorization|x-amz-(?:signature|credential)|session[_-]?id)"
)
# what only speaks of a secret: secretName, token_endpoint, passwordResetRequired …
_ABOUT = (
    r"(?![_-]?(?:arn|name|type|count|ur[il]|endpoint|expir|length|policy|version|reset)[\w-]{0,30}+"
    r"(?:\\{0,7}[\"'])?[ \t]{0,5}[=:>])"
)
_SEPARATOR = (
    r"(?:\\{0,7}[\"'])?\]?(?:[ \t]{0,5}(?::=|=>|[=:>]|%3[Dd])[ \t]{0,5}+"
    r"|(?:(?<=--password)|(?<=-token)|(?<=-secret)) {1,3}+)"  # of a command line
)
_SCHEME = r"(?:(?:bearer|basic|token|digest|negotiate|apikey)[ \t]{1,3}+)?+"
_NOTHING = (
    r"(?!(?:\\{0,7}[\"'])?(?:(?:bearer|basic|aws4-hmac-sha256) )?\(redacted\)(?!\w)"
    r"|(?:null|none|nil|true|false|undefined)(?![\w-]))"
)
_VALUE = (
    r"(?:(?P<open>\")(?:[^\"\\]|\\.)*+"
    r"|(?P<escaped>\\{1,7}[\"'])(?:[^\"'\\]|\\\\\\[\"']|\\[^\"'])*+"
    r"|(?P<single>')(?:[^'\\]|\\.)*+"
    r"|(?P<list>[\[(]) {0,3}(?!redacted\))[^\[\](){}\r\n]++"
    r"|[^\s\"'&;,(){}\[\]<>\\|][^\s\"'&;,)}\]<>\\|]*+)"
)
_PAIR = re.compile(
    rf"(?P<key>{_NAME}{_ABOUT}[\w-]{{0,30}}+{_SEPARATOR}{_SCHEME}){_NOTHING}{_VALUE}",
    re.IGNORECASE | re.DOTALL,
)


# Each pattern above needs one of these; an id or a name in a log line has none, and is read no further.
_SIGNS = (
    *("://", "@tcp(", "@unix(", "-----begin", "bearer ", "basic ", "aws4-", "authorization", "cookie"),
    *(
        "passw",
        "passphrase",
        "passcode",
        "pwd",
        "secret",
        "token",
        "key",
        "session",
        "x-amz-",
        "xox",
        "xapp-",
    ),
    *("akia", "asia", "atatt", "eyj", "iqojb3", "fwogz", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    *("github_pat", "glpat", "sk-", "sk_", "rk-", "rk_", "aiza"),
)


def redacted(text: str) -> str:
    """*text* with every secret in it replaced by "(redacted)"; the names before them stay."""
    small = text.lower()
    if not any(sign in small for sign in _SIGNS):
        return text
    text = _PRIVATE_KEY.sub(REDACTED, text)
    text = _URL.sub(_without_tickets, text)
    text = _LOGIN.sub(lambda found: f"{found[1] or ''}{REDACTED}@", text)
    text = _DRIVER_LOGIN.sub(f":{REDACTED}@", text)
    text = _AWS_SECRET.sub(rf"\1{REDACTED}", text)
    text = _SCHEMES.sub(lambda found: f"{found[1] or found[2]}{REDACTED}", text)
    text = _COOKIE.sub(rf"\1{REDACTED}", text)
    text = _PAIR.sub(_without_value, text)
    return _TOKENS.sub(REDACTED, text)


def _without_tickets(found: re.Match[str]) -> str:
    return REDACTED if _TICKETS.search(found[0]) else found[0]


def _without_value(found: re.Match[str]) -> str:
    opened = found["open"] or found["escaped"] or found["single"] or found["list"] or ""
    return f"{found['key']}{opened}{REDACTED}"
