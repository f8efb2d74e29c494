"""Ctrl-C while the command line is still being imported."""

import sys
from types import SimpleNamespace

import pytest

from qabot.__main__ import run


def interrupted():
    raise KeyboardInterrupt


def interrupted_while_a_class_is_made():
    try:
        raise KeyboardInterrupt
    except KeyboardInterrupt as err:
        msg = "Error calling __set_name__"
        raise RuntimeError(msg) from err


@pytest.mark.parametrize("main", [interrupted, interrupted_while_a_class_is_made])
def test_it_is_one_line(monkeypatch, capsys, main):
    monkeypatch.setitem(sys.modules, "qabot.surfaces.cli.main", SimpleNamespace(main=main))
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == 130
    assert capsys.readouterr().err == "qabot: Stopped.\n"


def test_another_error_is_not_hidden(monkeypatch):
    def broken():
        raise RuntimeError

    monkeypatch.setitem(sys.modules, "qabot.surfaces.cli.main", SimpleNamespace(main=broken))
    with pytest.raises(RuntimeError):
        run()
