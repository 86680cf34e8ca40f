from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import aiohttp
import pytest

from demo.confluence import LocalConfluence
from demo.confluence.rule import Rule
from demo.confluence.rules import CALLS, STORAGE
from demo.confluence.vocabulary import MACROS
from tests.demo.confluence.asking import Asker, seed, words
from tests.demo.confluence.violations import VIOLATIONS, Violation

RULES: tuple[Rule[Any], ...] = (*CALLS, *STORAGE)
CITED = (
    "https://developer.atlassian.com/",
    "https://support.atlassian.com/",
    "https://confluence.atlassian.com/",
    "https://jira.atlassian.com/",
)


def test_every_rule_has_its_violation_and_every_violation_its_rule():
    assert sorted(rule.name for rule in RULES) == sorted(VIOLATIONS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_cites_where_it_is_documented(rule: Rule[Any]):
    assert rule.docs.startswith(CITED)


@pytest.mark.parametrize("name", MACROS)
def test_a_macro_cites_where_it_is_documented(name: str):
    assert MACROS[name].docs.startswith(CITED)


@pytest.mark.parametrize("name", VIOLATIONS)
async def test_a_call_that_breaks_a_rule_is_refused_in_its_words(name: str, http: aiohttp.ClientSession):
    status, said = await outcome(VIOLATIONS[name], http)
    assert status == VIOLATIONS[name].status
    assert VIOLATIONS[name].words in said


@pytest.mark.parametrize("name", VIOLATIONS)
async def test_without_its_row_the_same_call_is_not_refused_so(name: str, http: aiohttp.ClientSession):
    violation = VIOLATIONS[name]
    status, said = await outcome(violation, http, without=[name])
    assert status != violation.status or violation.words not in said


async def outcome(
    violation: Violation, http: aiohttp.ClientSession, without: Sequence[str] = ()
) -> tuple[int, str]:
    """Do what *violation* says in a Confluence of its own; return the status and what was wrong."""
    async with LocalConfluence(**violation.settings, without=without) as confluence:
        there = seed(confluence)
        path = violation.path.format(**asdict(there))
        status, answer = await Asker(confluence, http).ask(violation.verb, path, **violation.more(there))
        return status, words(answer)
