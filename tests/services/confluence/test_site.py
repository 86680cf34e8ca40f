"""What people give as the address of their Confluence."""

import pytest

from services.confluence.site import read_site


@pytest.mark.parametrize(
    ("given", "api"),
    [
        ("https://example.atlassian.net", "https://example.atlassian.net/wiki"),
        ("https://example.atlassian.net/", "https://example.atlassian.net/wiki"),
        ("https://example.atlassian.net/wiki", "https://example.atlassian.net/wiki"),
        (" https://Example.atlassian.net/wiki/home ", "https://example.atlassian.net/wiki"),
        (
            "https://example.atlassian.net/wiki/spaces/OPS/overview?a=b#c",
            "https://example.atlassian.net/wiki",
        ),
        ("http://example.atlassian.net/wiki", "https://example.atlassian.net/wiki"),
        ("http://127.0.0.1:8090/wiki", "http://127.0.0.1:8090/wiki"),
        ("http://[::1]:8090", "http://[::1]:8090/wiki"),
        (
            "https://api.atlassian.com/ex/confluence/11111111-2222-3333-4444-555555555555",
            "https://api.atlassian.com/ex/confluence/11111111-2222-3333-4444-555555555555/wiki",
        ),
        (
            "https://api.atlassian.com/ex/confluence/abc/wiki/api/v2",
            "https://api.atlassian.com/ex/confluence/abc/wiki",
        ),
    ],
)
def test_each_of_them_leads_to_the_api(given, api):
    assert read_site(given).api == api


@pytest.mark.parametrize(
    "given",
    [
        "",
        "example.atlassian.net",
        "ftp://example.atlassian.net",
        "https://",
        "https://me@example.atlassian.net",
        "https://example.atlassian.net:x/",
        "https://api.atlassian.com/",
        "https://api.atlassian.com/ex/jira/abc",
    ],
)
def test_what_is_none_is_said_to_the_one_who_sets_it(given):
    with pytest.raises(ValueError, match="WIKI_URL"):
        read_site(given)
