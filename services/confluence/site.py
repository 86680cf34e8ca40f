"""Which addresses people give for their Confluence, and where its API is."""

from dataclasses import dataclass
from urllib.parse import urlsplit

GATEWAY = "api.atlassian.com"
CLOUD = (".atlassian.net", ".jira.com")


@dataclass(frozen=True, slots=True)
class Site:
    """*api* is where all paths of the API begin; it ends in /wiki."""

    api: str

    @property
    def host(self) -> str:
        return urlsplit(self.api).netloc


def read_site(url: str) -> Site:
    """The site of WIKI_URL: a site's address, anything below its /wiki, or the gateway's for scoped tokens.

    https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
    Raise ValueError, with a sentence for the one who sets it.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.scheme not in {"http", "https"} or parts.username is not None:
        raise ValueError(
            "WIKI_URL is the address of a Confluence site, like https://example.atlassian.net/wiki."
        )
    cloud = host == GATEWAY or host.endswith(CLOUD)
    scheme = "https" if cloud else parts.scheme  # a key never goes over the net in the open
    where = f"[{host}]" if ":" in host else host
    return Site(f"{scheme}://{where}{f':{port}' if port else ''}{_tenant(host, parts.path)}/wiki")


def _tenant(host: str, path: str) -> str:
    if host != GATEWAY:
        return ""
    steps = [step for step in path.split("/") if step][:3]
    if len(steps) < len(("ex", "confluence", "id")) or steps[:2] != ["ex", "confluence"]:
        raise ValueError(
            "A WIKI_URL at api.atlassian.com is https://api.atlassian.com/ex/confluence/<cloud id>."
        )
    return "/" + "/".join(steps)
