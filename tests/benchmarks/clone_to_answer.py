"""Time from a clone to the first answer: clone, install with pip, ask.

usage: python tests/benchmarks/clone_to_answer.py COMMIT [COMMIT ...]

Packages come from pip's cache or from where pip is set up to look, so times depend on that: run all commits in one run.
torch comes in the build that pip finds; where that is one with CUDA, it takes far longer.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
STEPS = {
    "venv": "python3 -m venv .venv",
    "install": ".venv/bin/pip install -q -e .",
    "first answer": ".venv/bin/qabot ask 'which Russian bases are in Syria?'",
    "second answer": ".venv/bin/qabot ask 'which Russian bases are in Syria?'",
}


def seconds(command: str, folder: Path) -> float:
    """Return the wall time of a shell command that must succeed."""
    began = time.perf_counter()
    subprocess.run(["bash", "-c", command], cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Time each commit in turn."""
    for commit in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            times = {"clone": seconds(f"git clone -q {ROOT} . && git checkout -q {commit}", folder)}
            times |= {step: seconds(command, folder) for step, command in STEPS.items()}
            size = sum(file.stat().st_size for file in (folder / ".venv").rglob("*") if file.is_file())
        steps = ", ".join(f"{step} {taken:.1f} s" for step, taken in times.items())
        sys.stdout.write(f"{commit}: {sum(times.values()):.0f} s in all ({steps}); {size / 1e6:,.0f} MB in .venv\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
