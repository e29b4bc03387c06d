"""The launcher: `python bot.py` starts cmiabot; everything else lives in the package."""

import sys

from cmiabot.cli import main

if __name__ == "__main__":
    sys.exit(main())
