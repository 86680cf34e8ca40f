"""Confluence: its address, the user and the key, and the spaces that reports go into; nothing is written."""

import asyncio
from concurrent.futures import Executor

from bot.checks.finding import Finding, Say
from bot.settings import Settings
from services.confluence.line import Account, Patience
from services.confluence.site import read_site
from services.confluence.space import Confluence
from services.reporting.wiki import Space, Trouble, WikiFailed

NAME = "Confluence"
PATIENCE = Patience(connect=3.0, answer=5.0, throttled=1.0, tries=1, whole=8.0)


async def check_wiki(settings: Settings, pool: Executor, _: Say) -> Finding:
    if missing := _missing(settings):
        return _unset(settings, missing, _)
    try:
        site = read_site(settings.wiki_url)
    except ValueError as error:
        return Finding(NAME, "failed", _("WIKI_URL can't be used"), str(error))
    account = Account(site, settings.wiki_user, settings.wiki_api_key.get_secret_value())
    wiki = Confluence(account, pool, PATIENCE, asyncio.sleep)
    try:
        return _judged(await wiki.spaces(settings.wiki_spaces), settings, _)
    except WikiFailed as error:
        return _refused(error, site.host, _)


def _missing(settings: Settings) -> list[str]:
    given = {
        "WIKI_URL": settings.wiki_url,
        "WIKI_USER": settings.wiki_user,
        "WIKI_API_KEY": settings.wiki_api_key.get_secret_value(),
        "WIKI_SPACE": settings.wiki_spaces,
    }
    return [name for name, value in given.items() if not value]


def _unset(settings: Settings, missing: list[str], _: Say) -> Finding:
    if not (settings.wiki_url or settings.wiki_space):
        return Finding(NAME, "skipped", _("not set: the button Reporting says so"))
    says = _("not set: {names}").format(names=", ".join(missing))
    return Finding(NAME, "failed", says, _("Set them all, or none, if nobody is to file reports."))


def _judged(found: list[Space], settings: Settings, _: Say) -> Finding:
    missing = [key for key in settings.wiki_spaces if key not in {space.key for space in found}]
    if missing:
        says = _("{user} sees no space {keys}").format(user=settings.wiki_user, keys=", ".join(missing))
        remedy = _("Look at the spelling in WIKI_SPACE, and let that user read and write there.")
        return Finding(NAME, "failed", says, remedy)
    names = ", ".join(f"{space.name} ({space.key})" for space in found)
    return Finding(NAME, "ok", _("{spaces}; nothing was written").format(spaces=names))


def _refused(error: WikiFailed, host: str, _: Say) -> Finding:
    says = _("{host} does not answer as it should: {reason}").format(host=host, reason=error.detail)
    remedies = {
        Trouble.FORBIDDEN: _(
            "WIKI_USER is the address of the account, WIKI_API_KEY an API token of it; one with scopes needs "
            "https://api.atlassian.com/ex/confluence/<cloud id> as WIKI_URL."
        ),
        Trouble.UNREACHABLE: _("See whether this machine reaches {host}; behind a proxy, set HTTPS_PROXY."),
        Trouble.BUSY: _("Try again in a minute."),
    }
    other = _("See whether WIKI_URL is the address of a Confluence Cloud site.")
    return Finding(NAME, "failed", says, remedies.get(error.trouble, other).format(host=host))
