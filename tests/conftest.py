"""What has to be true before the first test module is imported."""

import os

# Durations of the library come as timedelta, as they do in the bot; without it every read warns.
os.environ["PTB_TIMEDELTA"] = "1"
