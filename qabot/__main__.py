"""Run the command line, as ``qabot`` or ``python -m qabot``."""

import sys


def run() -> None:
    """Run it; Ctrl-C while it is still being imported is one line, as it is later."""
    try:
        from qabot.surfaces.cli.main import main

        main()
    except KeyboardInterrupt:
        _stop()
    except RuntimeError as err:
        # Python wraps what comes while a class is made.
        if not isinstance(err.__cause__, KeyboardInterrupt):
            raise
        _stop()


def _stop() -> None:
    sys.stderr.write("qabot: Stopped.\n")
    sys.exit(130)


if __name__ == "__main__":
    run()
