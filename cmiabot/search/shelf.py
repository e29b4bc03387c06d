"""A file of texts by place: opened without reading it, each text read where it is needed."""

import struct
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO

_ENDS = struct.Struct("<QQ")
_END = struct.Struct("<Q")


class Shelf:
    """Pieces of bytes by their place, 0 and up, as a `ShelfWriter` wrote them."""

    def __init__(self, stored: bytes | mmap) -> None:
        self._stored = memoryview(stored)
        (self._table,) = _END.unpack_from(stored, len(stored) - _END.size)

    def __getitem__(self, place: int) -> memoryview:
        """The piece at a place that was filled, where it stands; others are not asked for."""
        start, end = _ENDS.unpack_from(self._stored, self._table + _END.size * place)
        return self._stored[start:end]


def open_shelf(file: Path) -> Shelf:
    """The shelf of a file, which must stay as it is."""
    with file.open("rb") as stream:
        return Shelf(mmap(stream.fileno(), 0, access=ACCESS_READ))


class ShelfWriter:
    """Writes pieces one after the other, and behind them a table of where each begins and ends."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._starts = [0]

    def add(self, piece: bytes) -> None:
        """Write the piece of the next place."""
        self._stream.write(piece)
        self._starts.append(self._starts[-1] + len(piece))

    def finish(self) -> None:
        """Write the table, and at the very end where it begins."""
        for place in (*self._starts, self._starts[-1]):
            self._stream.write(_END.pack(place))
