"""How tests start programs."""

import sys

_HEED = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"


def in_front(command: list[str]) -> list[str]:
    """Return a command that heeds Ctrl-C, as one in front of a shell does; what runs these tests may ignore it.

    Not by ``preexec_fn``, which forks: in a process that has used gRPC, as tests of Milvus do, a fork may be killed.
    """
    return [sys.executable, "-c", _HEED, *command]
