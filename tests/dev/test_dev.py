"""./dev says in one sentence what is missing, and does nothing twice."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.dev.conftest import ROOT, Checkout

LOCKS = ("requirements.lock", "demo/requirements.lock")


def test_without_a_command_it_says_what_it_knows(checkout: Checkout) -> None:
    said = checkout.dev()
    assert (said.returncode, said.stderr) == (0, "")
    for command in ("demo", "run", "test", "check", "bench", "install"):
        assert f"\n  {command} " in said.stdout


def test_an_unknown_command_is_named_and_exits_2(checkout: Checkout) -> None:
    said = checkout.dev("depoly")
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith('./dev knows no command "depoly".\nUsage: ./dev COMMAND')


def test_no_python_at_all_is_one_sentence(checkout: Checkout) -> None:
    said = checkout.dev("demo")
    assert said.returncode == 1
    assert said.stderr == "Watchbell needs Python 3.11 or newer; what is here: none.\n"


def test_a_python_too_old_is_named(checkout: Checkout) -> None:
    checkout.python("python3", "3.9.6")
    checkout.python("python", "2.7.18")
    said = checkout.dev("demo")
    assert said.returncode == 1
    assert said.stderr == (
        "Watchbell needs Python 3.11 or newer; what is here: python3 is 3.9.6, python is 2.7.18.\n"
    )


def test_a_python_command_that_does_not_run_is_passed_over(checkout: Checkout) -> None:
    checkout.command("python3.13", "echo no such version >&2; exit 127")
    said = checkout.dev("demo")
    assert said.stderr == "Watchbell needs Python 3.11 or newer; what is here: none.\n"


def test_a_python_without_venv_is_told_which_package_brings_it(checkout: Checkout) -> None:
    checkout.python("python3", "3.12.4", venv="exit 1")
    said = checkout.dev("install")
    assert said.returncode == 1
    assert said.stderr == (
        "python3 comes without venv here; on Debian and Ubuntu this brings it: apt install python3.12-venv\n"
    )
    assert not (checkout.root / ".venv").exists()


def test_the_newest_python_is_taken(checkout: Checkout) -> None:
    checkout.python("python3", "3.9.6")
    checkout.python("python3.11", "3.11.9")
    checkout.python("python3.13", "3.13.0")
    checkout.dev("install")
    assert "Python 3.13.0" in (checkout.root / ".venv" / "installed").read_text()


def test_what_pip_said_last_is_shown_when_it_fails(checkout: Checkout) -> None:
    checkout.python("python3", "3.12.4", pip="echo no matching distribution for boto3; exit 1")
    said = checkout.dev("install")
    assert said.returncode == 1
    assert said.stderr.startswith("no matching distribution for boto3\n")
    assert "`python -m pip` said" in said.stderr


def test_an_install_that_failed_is_done_again(checkout: Checkout) -> None:
    checkout.python("python3", "3.12.4", pip="exit 1")
    assert checkout.dev("run").returncode == 1
    checkout.python("python3", "3.12.4")
    said = checkout.dev("run", "--now")
    assert said.stdout.splitlines() == [
        "[1/2] The bot and what it needs",
        "[2/2] MiniStack, the demo's AWS",
        "-m bot --now",
    ]


def test_a_second_start_installs_nothing(checkout: Checkout) -> None:
    checkout.python("python3", "3.12.4")
    assert "[3/3]" in checkout.dev("test").stdout
    (checkout.bin / "python3").unlink()
    assert checkout.dev("demo", "--port", "80").stdout == "-m demo --port 80\n"
    assert checkout.dev("test", "-x").stdout == "-m pytest -x\n"


def test_the_tools_are_installed_when_they_are_wanted(checkout: Checkout) -> None:
    checkout.python("python3", "3.12.4")
    assert "[3/3]" not in checkout.dev("demo").stdout
    assert checkout.dev("test").stdout.splitlines() == [
        "[3/3] Tests and tools",
        "-m pytest -n 4 --dist loadfile",
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_changed_lock_file_is_installed_anew(checkout: Checkout, lock: str) -> None:
    checkout.python("python3", "3.12.4")
    checkout.dev("run")
    (checkout.root / lock).write_text("six==1.17.0\n")
    assert checkout.dev("run").stdout.startswith("[1/2]")


def test_another_python_in_the_environment_is_installed_anew(checkout: Checkout) -> None:
    checkout.python("python3", "3.12.4")
    checkout.dev("run")
    (checkout.root / ".venv" / "bin" / "python").unlink()
    checkout.python("python3", "3.13.1")
    assert checkout.dev("run").stdout.startswith("[1/2]")


def test_uv_is_used_where_it_is_there(checkout: Checkout) -> None:
    checkout.command("uv", f'echo "$@" >>{checkout.bin}/asked; [ "$1" = pip ] || mkdir -p "$5/bin"')
    checkout.dev("install")
    asked = (checkout.bin / "asked").read_text().splitlines()
    assert asked[0] == "venv --quiet --python >=3.11 .venv"
    assert asked[1] == "pip install --quiet --python .venv/bin/python --require-hashes -r requirements.lock"
    assert asked[2] == "venv --quiet --python >=3.11 .venv/ministack"


def test_benches_that_are_not_there_are_told_before_anything_is_installed(checkout: Checkout) -> None:
    said = checkout.dev("bench")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == "There are no benches yet: tests/bench is missing.\n"


def test_check_runs_everything_and_names_what_failed(checkout: Checkout) -> None:
    checkout.python("python3", "3.12.4")
    checkout.dev("install")
    tools = checkout.root / ".venv" / "bin"
    for tool, result in {"lint-imports": 1, "cfn-lint": 0}.items():
        (tools / tool).write_text(f"#!/bin/sh\nexit {result}\n")
        (tools / tool).chmod(0o755)
    said = checkout.dev("check")
    assert (said.returncode, said.stderr) == (1, "Not clean: lint-imports.\n")
    assert re.findall(r"^== (.*)$", said.stdout, re.MULTILINE) == [
        "ruff format",
        "ruff check",
        "mypy",
        "lint-imports",
        "cfn-lint",
    ]


def test_every_command_of_the_usage_is_one_it_knows() -> None:
    script = (ROOT / "dev").read_text()
    usage = script.partition("<<'END'")[2].partition("END\n}")[0]
    named = re.findall(r"^  (\w+) ", usage, re.MULTILINE)
    known = re.findall(r"^(\w+)\)", script, re.MULTILINE)
    assert set(named) - {"help"} == set(known)


def test_the_script_is_plain_posix_shell() -> None:
    shell = Path("/bin/dash")
    if not shell.exists():
        pytest.skip("dash, the strictest shell at hand, is not here")
    subprocess.run([shell, "-n", ROOT / "dev"], check=True)  # noqa: S603 — our own script
