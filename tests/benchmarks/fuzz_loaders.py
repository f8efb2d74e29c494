"""Fuzz every loader with atheris, coverage-guided, for as long as told; whatever is no article and no reason is found.

Run: python tests/benchmarks/fuzz_loaders.py WORK [--seconds N] [--only SUFFIX ...]

Needs ``pip install atheris``, which is no dependency. Each format has its own process, its own share of the time, and a
folder under WORK with the inputs that reached new code, begun with small files of that kind; a second run goes on from
there. An input that raises, takes over 10 s, or needs over 500 MB is kept under WORK/found, and the exit status is 1.
"""

import argparse
import importlib
import subprocess
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "ingest")]

MAX_SECONDS = 10
MAX_MEGABYTES = 500
MAX_BYTES = 8_192
WATCHED = [
    "qabot.ingest",
    "qabot.text",
    "striprtf",
    "feedparser",
    "markdown_it",
    "docx",
    "trafilatura",
    "htmldate",
    "email",
]


def main() -> int:
    """Fuzz one format after the other, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--seconds", type=int, default=3_600, help="in all")
    parser.add_argument("--only", nargs="*", default=[], metavar="SUFFIX")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        fuzz(options.one, options.work, seconds=options.seconds)
        return 0
    from test_fuzz_loaders import SAMPLES

    suffixes = [suffix for suffix in SAMPLES if not options.only or suffix in options.only]
    share = max(1, options.seconds // len(suffixes))
    (options.work / "found").mkdir(parents=True, exist_ok=True)
    failed = []
    for suffix in suffixes:
        command = [sys.executable, __file__, str(options.work), "--one", suffix, "--seconds", str(share)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        last = [line for line in done.stderr.splitlines() if "DONE" in line or "ERROR" in line or "exec/s" in line]
        sys.stdout.write(f"{suffix:<10} {'fails' if done.returncode else 'holds'}  {last[-1][:110] if last else ''}\n")
        sys.stdout.flush()
        if done.returncode:
            failed.append(suffix)
            (options.work / "found" / f"{suffix[1:]}.log").write_text(done.stderr[-20_000:])
    return int(bool(failed))


def fuzz(suffix: str, work: Path, *, seconds: int) -> None:
    """Fuzz one format in this process, which libFuzzer ends."""
    import atheris

    # What the loaders import when they are used has to be here before, to be watched.
    with atheris.instrument_imports(include=WATCHED):
        for name in WATCHED:
            importlib.import_module(name)
        from test_fuzz_loaders import SAMPLES, check

        from qabot.ingest.sandbox import parent

    parent.enter_sandbox()
    inputs = work / suffix[1:].replace(".", "-")
    inputs.mkdir(parents=True, exist_ok=True)
    (inputs / "sample").write_bytes(SAMPLES[suffix])
    flags = [
        f"-max_total_time={seconds}",
        f"-timeout={MAX_SECONDS}",
        f"-rss_limit_mb={MAX_MEGABYTES}",
        f"-max_len={max(MAX_BYTES, 2 * len(SAMPLES[suffix]))}",
        f"-artifact_prefix={work / 'found'}/{suffix[1:]}-",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *flags, str(inputs)], lambda data: check(suffix, data))
    atheris.Fuzz()


if __name__ == "__main__":
    raise SystemExit(main())
