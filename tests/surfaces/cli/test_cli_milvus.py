"""Every command says the same of an index in Milvus as of one on disk; here Milvus is a milvus-lite file."""

import json

import pytest
from milvus_lite.server_manager import server_manager_instance
from typer.testing import CliRunner

from qabot.surfaces.cli.main import app

pytestmark = pytest.mark.slow

QUESTION = "Who drew the new bridge?"


@pytest.fixture(scope="module")
def place(built_index, tmp_path_factory):
    """A config.toml that names a copy of the index on disk, and a file for the one in Milvus."""
    folder = tmp_path_factory.mktemp("milvus")
    copy = built_index.copy(folder / "copy")
    sizes = "[passages]\nmin_tokens = 30\nmax_tokens = 60\n"
    (folder / "config.toml").write_text(f'[store]\nuri = "m.db"\n{sizes}[reader]\neffort = "fast"\n', encoding="utf-8")
    options = ["--config", folder / "config.toml", "--corpus", copy.corpus, "--index", copy.index]
    yield folder, [str(option) for option in options]
    server_manager_instance.release_server(str(folder / "m.db"))


def run(place, *command, backend="milvus"):
    result = CliRunner().invoke(app, [*command, "--backend", backend, *place[1]], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module", autouse=True)
def indexed(place):
    run(place, "index")
    assert (place[0] / "m.db").is_dir()


def alike(place, *command):
    """Return what a command says of both, without what differs from build to build."""
    said = []
    for backend in ("local", "milvus"):
        fields = json.loads(run(place, *command, "--json", backend=backend))
        if isinstance(fields, dict):
            for key in ("build", "timings_ms"):
                fields.pop(key, None)
        said.append(fields)
    return said


def close_to(fields):
    """Return fields in which numbers may differ by a few millionths."""
    if isinstance(fields, dict):
        return {key: close_to(value) for key, value in fields.items()}
    if isinstance(fields, list):
        return [close_to(value) for value in fields]
    return pytest.approx(fields, rel=1e-5) if isinstance(fields, float) else fields


@pytest.mark.parametrize(
    "command",
    [
        ("ask", QUESTION),
        ("ask", QUESTION, "--source", "Valley Courier", "--after", "2024-05-01"),
        ("search", "ferry from Arden"),
        ("search", "lighthouse", "--collection", "coast"),
        ("articles", "--sort", "date"),
        ("show", "notes/bridge.md"),
        ("duplicates",),
    ],
)
def test_a_command_says_the_same(place, command):
    local, milvus = alike(place, *command)
    assert milvus == close_to(local)


def test_status_and_doctor_speak_of_milvus(place):
    status = json.loads(run(place, "status", "--json"))
    assert (status["articles"], status["sources"], status["fits_settings"]) == (7, 2, True)
    assert status["milvus"].endswith("m.db")
    examined = run(place, "doctor")
    assert "qabot in Milvus at" in examined
    assert "all there:" in examined
    assert "passages embedded again have the vectors that are stored" in examined
    assert "BAD" not in examined


def test_indexing_again_changes_nothing(place):
    before = json.loads(run(place, "status", "--json"))["build"]
    run(place, "index")
    assert json.loads(run(place, "status", "--json"))["build"] == before
