"""How much the fault tests do: little in everyday runs, all that was promised with CMIABOT_TEST_FULL."""

import os

FULL = bool(os.environ.get("CMIABOT_TEST_FULL"))
CHATS, KILLS = (2000, 10) if FULL else (90, 3)
HASTY = 0 if FULL else 20
"""As many times shorter are the waits before another try; 0: bot.py as it is."""
PATIENCE = 1800.0 if FULL else 60.0
"""Seconds; only a program that hangs takes as long."""
