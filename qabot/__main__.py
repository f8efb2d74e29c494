"""Run the command line with ``python -m qabot``."""

from qabot.surfaces.cli.main import main

if __name__ == "__main__":
    main()
