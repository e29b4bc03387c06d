"""The folder for what can be made again: the checked records and the stored index."""

import logging
import os
import shutil
import tempfile
import time
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path

_log = logging.getLogger(__name__)

CONTENTS = "contents.txt"
"""The file in a stored folder that lists the others."""
ABANDONED_AFTER = 3600
"""Seconds after which a folder that is being filled is taken for left behind."""
DIGEST_LENGTH = 32
"""Bytes in front of a stored file by which it is known to be whole."""


class Cache:
    """Files that are found by the content they were made from, so that none of them can be stale.

    What was cut off or damaged (a full disk, a copied folder) is taken as not there and made anew.
    A folder that cannot be written costs one warning and nothing else: what would be stored is
    made anew at every start.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._warned = False

    @property
    def stores(self) -> bool:
        """False where there is no folder, so that nothing need be made ready to be stored."""
        return self._folder is not None

    def read(self, name: str) -> bytes | None:
        """The stored bytes, or None."""
        if self._folder is None:
            return None
        try:
            stored = (self._folder / name).read_bytes()
        except OSError:
            return None
        digest, content = stored[:DIGEST_LENGTH], stored[DIGEST_LENGTH:]
        return content if digest == sha256(content).digest() else None

    def write(self, name: str, content: bytes) -> None:
        """Store bytes under a name; readers see the old file or the whole new one."""
        temporary = self.new_folder()
        if temporary is None:
            return
        try:
            (temporary / name).write_bytes(sha256(content).digest() + content)
            (temporary / name).replace(temporary.parent / name)
        except OSError as error:
            self._warn(error)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def folder(self, name: str) -> Path | None:
        """A stored folder, or None."""
        if self._folder is None:
            return None
        folder = self._folder / name
        try:
            whole = (folder / CONTENTS).read_text(encoding="utf-8") == _contents(folder)
        except (OSError, UnicodeDecodeError):
            return None
        return folder if whole else None

    def new_folder(self) -> Path | None:
        """An empty folder to fill and then `keep_folder`, or None where nothing can be written."""
        if self._folder is None:
            return None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return Path(tempfile.mkdtemp(prefix=".new-", dir=self._folder))
        except OSError as error:
            self._warn(error)
            return None

    def keep_folder(self, made: Path, name: str) -> Path:
        """Move a filled folder to its name; where another process was faster, theirs is used."""
        target = made.parent / name
        try:
            (made / CONTENTS).write_text(_contents(made), encoding="utf-8")
            if self.folder(name) is None:
                shutil.rmtree(target, ignore_errors=True)
            made.rename(target)
        except OSError as error:
            if self.folder(name) is None:
                # No other process was faster: what was made serves this one, where it was made.
                self._warn(error)
                return made
            shutil.rmtree(made, ignore_errors=True)
        return target

    def drop_others(self, prefix: str, keep: str) -> None:
        """Remove what earlier collections left behind under the same prefix, and killed processes."""
        if self._folder is None or not self._folder.is_dir():
            return
        old = [path for path in self._folder.glob(f"{prefix}*") if path.name != keep]
        for path in [*old, *self._abandoned()]:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()

    def _abandoned(self) -> list[Path]:
        """Folders half filled by processes that ended long ago."""
        assert self._folder is not None
        limit = time.time() - ABANDONED_AFTER
        abandoned = []
        for path in self._folder.glob(".new-*"):
            with suppress(OSError):
                if path.stat().st_mtime < limit:
                    abandoned.append(path)
        return abandoned

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            _log.warning(
                "The cache folder %s cannot be written (%s): the index is made anew at each start.",
                self._folder,
                error.strerror or error,
            )


def _contents(folder: Path) -> str:
    """The names and digests of all files in a folder: it is whole if they are still the same."""
    lines = []
    for path in sorted(folder.rglob("*")):
        # What is empty are lock files, which come and go.
        if path.name != CONTENTS and path.is_file() and path.stat().st_size:
            with path.open("rb") as file:
                lines.append(f"{file_digest(file, 'sha256').hexdigest()} {path.relative_to(folder)}")
    return "\n".join(lines)


def code_digest(package: Path) -> bytes:
    """A digest of a package's source: what an older or newer program stored is not taken for ours."""
    digest = sha256()
    for path in sorted(package.glob("*.*")):
        if path.suffix != ".pyc" and path.is_file():
            digest.update(os.fsencode(path.name) + b"\0" + path.read_bytes())
    return digest.digest()
