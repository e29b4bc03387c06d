"""jieba's tokenizer without what cutting by a dictionary does not need.

jieba reads in its hidden Markov model (0.3 s where no bytecode is stored) and pkg_resources (0.1 s where
it is installed) at every start. We cut without the model, and jieba does without the other.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


@contextmanager
def _instead(modules: dict[str, ModuleType | None]) -> Iterator[None]:
    """Let imports find other modules for a while: None is a module that is not there."""
    absent = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(absent)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in absent:
            sys.modules.pop(name, None)


with _instead({"jieba.finalseg": ModuleType("jieba.finalseg"), "pkg_resources": None}):
    import jieba

__all__ = ["jieba"]
