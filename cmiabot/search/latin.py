"""Names in Latin letters that are misspelled in a question (Schnieder)."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process

from cmiabot.search.names import Form, Mention, is_free

LIKENESS = 82
"""Per cent of likeness from which a word is a misspelled name."""
SHORT = 3
"""Letters of words too short to be sure of what was meant."""
LATIN_TOKEN = re.compile(r"[a-z0-9&]+(?:['.-][a-z0-9]+)*")


class LatinNames:
    """All Latin spellings of a collection; `vocabulary` are its English words, which are no slips."""

    def __init__(self, forms: Iterable[Form], vocabulary: frozenset[str]) -> None:
        self._vocabulary = vocabulary
        self._forms = {form.text: form for form in forms if len(form.text) > SHORT}
        # Nobody mistakes the first letter, so that only few names need be compared.
        self._names: dict[tuple[str, int], list[str]] = {}
        for text in self._forms:
            self._names.setdefault((text[0], len(text.split())), []).append(text)
        self._widths = sorted({width for _, width in self._names}, reverse=True)

    def misspelled(self, text: str, taken: Sequence[Mention]) -> Iterator[Mention]:
        """The misspelled names of a text beside those already found."""
        tokens = [m for m in LATIN_TOKEN.finditer(text) if is_free(m.start(), m.end(), taken)]
        position = 0
        while position < len(tokens):
            best = max(self._at(text, tokens, position), key=lambda item: item[0], default=None)
            if best is None:
                position += 1
                continue
            yield best[1]
            while position < len(tokens) and tokens[position].start() < best[1].end:
                position += 1

    def _at(
        self, text: str, tokens: Sequence[re.Match[str]], position: int
    ) -> Iterator[tuple[float, Mention]]:
        """For each number of words the name they are most like, and how much."""
        start = tokens[position].start()
        for width in self._widths:
            window = tokens[position : position + width]
            if len(window) < width or any(len(token[0]) <= SHORT for token in window):
                continue
            if all(token[0] in self._vocabulary for token in window):
                continue
            end = window[-1].end()
            names = self._names.get((text[start], width), ())
            found = process.extractOne(text[start:end], names, scorer=fuzz.ratio, score_cutoff=LIKENESS)
            if found is not None:
                yield found[1], Mention(start, end, self._forms[found[0]], exact=False)
