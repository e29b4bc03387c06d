"""What Python's garbage collector is spared."""

import gc

AT_ONCE = 50_000
"""So many new objects make it look for garbage.

What a question leaves are mostly things kept at hand for the next one. With Python's own 700 every third
question waited for it while they came to be known, one in thirty for milliseconds.
"""


def settle() -> None:
    """Let it begin its work, with everything that is there by now left out: that stays with the process."""
    gc.freeze()
    gc.set_threshold(AT_ONCE)
    gc.enable()
