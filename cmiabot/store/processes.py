"""Which process this is, and whether another one of this host still runs."""

import os
import socket
from pathlib import Path
from uuid import uuid4

from cmiabot.store.values import Holder

PROC = Path("/proc")


def this_process() -> Holder:
    """This process, with an id that no other start of it has."""
    pid = os.getpid()
    return Holder(uuid4().hex, socket.gethostname(), pid, _started(pid))


def has_ended(holder: Holder) -> bool:
    """Whether it was a process of this host that certainly runs no longer.

    Only Linux says enough for that; elsewhere, and of other hosts, nothing is certain.
    """
    if holder.host != socket.gethostname() or not holder.process_started:
        return False
    if _world() != holder.process_started.rpartition(" ")[0]:
        # Another container with the same host name, or the same machine before it was started again.
        return False
    return _started(holder.pid) != holder.process_started


def _started(pid: int) -> str:
    """The world a process lives in and when it started there; empty where there is none or nobody says."""
    try:
        stat = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The name in parentheses may hold anything; state is the first field behind it, the start the 20th.
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in ("Z", "X") else f"{_world()} {fields[19]}"


def _world() -> str:
    """What a pid and a start time refer to: this run of the system and this container."""
    boot = (PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return f"{boot} {(PROC / 'self/ns/pid').readlink()}"
