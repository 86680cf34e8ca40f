"""Why a call to Slack failed."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.checks.finding import Finding, Say
from services.slack.answers import code_of


def why(error: Exception) -> str:
    """Slack's error, or what stood in its place."""
    if code := code_of(error):
        return code
    answer = error.response if isinstance(error, SlackApiError) else None
    return f"HTTP {answer.status_code}" if isinstance(answer, AsyncSlackResponse) else type(error).__name__


def unreached(name: str, code: str, url: str, _: Say) -> Finding:
    says = _("Slack was not reached: {code}").format(code=code)
    remedy = _("See whether this machine reaches {url}; behind a proxy, set HTTPS_PROXY.")
    return Finding(name, "failed", says, remedy.format(url=url))
