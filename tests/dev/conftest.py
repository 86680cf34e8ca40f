"""The dev script in a copy of the project, with nothing on its PATH but what a test puts there."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COPIED = ("dev", "requirements.lock", "requirements-dev.lock", "demo/requirements.lock")
TOOLS = ("sh", "cat", "cksum", "dirname", "mktemp", "rm", "tail")


@dataclass(frozen=True, slots=True)
class Checkout:
    root: Path
    bin: Path

    def command(self, name: str, script: str) -> None:
        """Put a shell script on the PATH."""
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def python(self, name: str, version: str, *, venv: str = "exit 0", pip: str = "exit 0") -> None:
        """Put a Python of *version* there, whose environments hold such a Python as well."""
        inner = f'case "$*" in -V) echo "Python {version}" ;; *pip*) {pip} ;; *) echo "$@" ;; esac'
        self.command(
            name,
            f"""case "$2" in
*version_info*) echo {version} ;;
*ensurepip*) {venv} ;;
venv)
    mkdir -p "$3/bin"
    printf '%s\\n' '#!/bin/sh' {_quoted(inner)} >"$3/bin/python"
    chmod +x "$3/bin/python" ;;
esac""",
        )

    def dev(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 — our own script
            [self.root / "dev", *arguments],
            cwd=self.bin,
            env={"PATH": str(self.bin)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    made = Checkout(tmp_path / "a folder with spaces", tmp_path / "bin")
    for name in COPIED:
        (made.root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, made.root / name)
    made.bin.mkdir()
    for tool in (*TOOLS, "mkdir", "chmod"):
        found = shutil.which(tool)
        assert found
        (made.bin / tool).symlink_to(found)
    return made
