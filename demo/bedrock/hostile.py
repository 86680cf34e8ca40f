"""Answers that no bot should pass on as they are."""

LONG = "This sentence is repeated until no message holds it any more. "
CONTROL = (
    "<!channel> <!here> <@U012345> <#C012345|general> @channel @here <!subteam^S012345> "
    "<https://evil.example/login|Sign in again>\n"
)
LINKS = (
    "[runbook](javascript:alert(1)) [console](https://evil.example/?q=leak) https://evil.example/exfil?d=1 "
    "![x](https://evil.example/pixel.png) <https://evil.example> [a](data:text/html;base64,AAAA)\n"
)
UNCLOSED = "**bold that never ends, _and more, ~struck, `code, [link](https://wiki.example.com/( and ((( \n"
FENCE = "```\n" + "0123456789 in a fence that is never closed \U0001f9ef & < > \u202e\n" * 200

HOSTILE = f"{CONTROL}{LINKS}# A heading\n> a quote\n{UNCLOSED}{LONG * 330}\n{FENCE}"
