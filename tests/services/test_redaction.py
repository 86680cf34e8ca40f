"""No secret goes on, whatever it is written in; and what is none stays readable."""

import signal
from collections.abc import Iterator

import pytest

from services.redaction import redacted

# put together, so that nobody takes them for real ones
KEY = "AKIA" + "A1B2C3D4E5F6G7H8"
LONG = "wJalr" + "XUtnFEMI/K7MDENG+bPxRfiCYz" + "012345678"
JWT = ".".join(
    ("eyJ" + "hbGciOiJIUzI1NiJ9", "eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0", "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P")
)
PEM = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA " + "PRIVATE KEY-----"
HIDDEN = "hunter2-hunter2"

KEPT = {
    "logfmt": (f"user=bob password={HIDDEN} status=500", "user=bob password=(redacted) status=500"),
    "JSON": (f'{{"password": "{HIDDEN}", "a": 1}}', '{"password": "(redacted)", "a": 1}'),
    "a quote in it": (f'{{"secret": "a\\"{HIDDEN}", "a": 1}}', '{"secret": "(redacted)", "a": 1}'),
    "JSON in JSON": (
        f'{{\\"token\\": \\"{HIDDEN}\\", \\"a\\": 1}}',
        '{\\"token\\": \\"(redacted)\\", \\"a\\": 1}',
    ),
    "Python": (f"{{'api_key': '{HIDDEN} x', 'b': 2}}", "{'api_key': '(redacted)', 'b': 2}"),
    "a list": (f'"tokens": ["{HIDDEN}", "b"], "n": 1', '"tokens": [(redacted)], "n": 1'),
    "YAML": (f"clientSecret: {HIDDEN}\nname: a", "clientSecret: (redacted)\nname: a"),
    "environment": (f"DB_PASSWORD={HIDDEN}", "DB_PASSWORD=(redacted)"),
    "ODBC": (f"Server=db;Pwd={HIDDEN};Database=x", "Server=db;Pwd=(redacted);Database=x"),
    "query": (f"GET /x?access_token={HIDDEN}&page=2", "GET /x?access_token=(redacted)&page=2"),
    "XML": (f"<Password>{HIDDEN}</Password>", "<Password>(redacted)</Password>"),
    "command line": (f"mysql --password {HIDDEN} -h db", "mysql --password (redacted) -h db"),
    "unclosed": (f'"password": "{HIDDEN} and the line ends', '"password": "(redacted)'),
    "bearer": (f"Authorization: Bearer {HIDDEN} x", "Authorization: Bearer (redacted) x"),
    "basic": (f'"authorization":"Basic {HIDDEN}="', '"authorization":"Basic (redacted)"'),
    "cookie": (f"Cookie: a={HIDDEN}; b=2\nHost: x", "Cookie: (redacted)\nHost: x"),
    "database": (f"postgres://bob:{HIDDEN}@db:5432/shop", "postgres://bob:(redacted)@db:5432/shop"),
    "an @ in it": (f"amqp://bob:p@{HIDDEN}@mq/", "amqp://bob:(redacted)@mq/"),
    "no user": (f"redis://:{HIDDEN}@cache:6379", "redis://:(redacted)@cache:6379"),
    "token in URL": (f"https://{HIDDEN}-{HIDDEN}@github.com/a", "https://(redacted)@github.com/a"),
    "Go": (f"bob:{HIDDEN}@tcp(db:3306)/shop", "bob:(redacted)@tcp(db:3306)/shop"),
    "AWS secret": (f"aws_secret_access_key = {LONG}", "aws_secret_access_key = (redacted)"),
    "AWS secret, apart": (f"SecretAccessKey {LONG} x", "SecretAccessKey (redacted) x"),
    "AWS key": (f"key {KEY} used", "key (redacted) used"),
    "presigned": (
        f"https://b.s3.amazonaws.com/k?X-Amz-Credential={KEY}%2Fx&X-Amz-Signature={HIDDEN}&x=1",
        "https://b.s3.amazonaws.com/k?X-Amz-Credential=(redacted)&X-Amz-Signature=(redacted)&x=1",
    ),
    "JWT": (f"got {JWT} from bob", "got (redacted) from bob"),
    "PEM": (f"key: {PEM} end", "key: (redacted) end"),
    "half a PEM": (PEM[:45], "(redacted)"),
    "Slack": ("with " + "xoxb-" + "1-2-abc!", "with (redacted)!"),
    "Slack's answer": ("to https://hooks.slack.com/actions/T1/2/3 sent", "to (redacted) sent"),
    "socket": ("wss://wss.example.com/link/?ticket=abc opened", "(redacted) opened"),
}

PLAIN = [
    "password authentication failed for user bob",
    "token expired after 3600 s",
    "input_tokens: 512, max_tokens=4096",
    "password: null, token=None",
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf",
    "not authorized to perform: secretsmanager:GetSecretValue on resource: x",
    "secretName: db, token_endpoint=https://example.com/oauth, passwordPolicy: strict",
    "basic monitoring is on",
    "https://github.com/acme/shop/actions/runs/12 failed",
    "https://example.com:8443/a@b/c at 12:03:04",
    "2026-11-20T12:00:00Z ERROR [main] Pool exhausted: 100 of 100 in use",
]


@pytest.mark.parametrize(("text", "kept"), KEPT.values(), ids=KEPT)
def test_the_name_of_a_secret_stays_and_its_value_goes(text, kept):
    assert redacted(text) == kept


@pytest.mark.parametrize(("text", "kept"), KEPT.values(), ids=KEPT)
def test_a_second_look_changes_nothing(text, kept):
    assert redacted(kept) == kept


@pytest.mark.parametrize("text", PLAIN)
def test_what_only_speaks_of_secrets_stays(text):
    assert redacted(text) == text


@pytest.fixture
def patience() -> Iterator[None]:
    """Half a minute: what takes longer for 100 kB never ends for a megabyte."""

    def over(*_: object) -> None:
        pytest.fail("it takes too long")

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


HOSTILE = [
    *(
        'password="',
        "password=",
        "password:\\",
        'password:\\"\\',
        "password=[",
        "password ",
        "token_",
        "token",
    ),
    *(
        "eyJ-",
        "eyJaaaaaaaa.",
        "eyJaaaaaaaa.aaaaaaaa.",
        "http://",
        "http://a:b@",
        "://a",
        "://a:",
        "a:",
        "@tcp(",
    ),
    *(
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN ",
        "basic ",
        "secretaccesskey ",
        "cookie: ",
        "AKIA",
        "a",
        " ",
    ),
    *(
        "\\",
        '"',
        "-",
        "authorization: aws4-hmac-sha256 ",
        "hooks.slack.com/",
        "\n",
        "xoxb-",
        "[(",
        "=",
        "\u202e",
    ),
]


@pytest.mark.usefixtures("patience")
@pytest.mark.parametrize("part", HOSTILE)
def test_a_text_made_to_be_slow_is_read_in_a_moment(part):
    whole = part * (1_000_000 // len(part))
    assert len(redacted(whole)) < 4 * len(whole)
