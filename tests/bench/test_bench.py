"""The benches run; how fast anything is, is never a test's business."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_quick_bench_writes_what_it_measured_and_on_what(tmp_path):
    command = [sys.executable, "-m", "tests.bench", "--quick", "--only", "past"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(  # noqa: S603 — our own command
        command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads((tmp_path / "bench.json").read_text())
    assert told["machine"].keys() >= {"cores", "python", "load"}
    assert [one["name"] for one in told["figures"]] == ["accept, with a past", "show, with a past"]
    for one in told["figures"]:
        assert one["ratio"] == one["value"] / one["bare"] > 0
        assert one["name"] in ran.stdout
