"""Records made ready, once, when the index is made: folded, sounded, cut into stems, synonyms found."""

from collections.abc import Sequence
from dataclasses import dataclass

from cmiabot.corpus.models import Recommendation
from cmiabot.search.folding import BETWEEN, fold_all
from cmiabot.search.pinyin import PinyinTable
from cmiabot.search.synonyms import Synonyms
from cmiabot.search.tokens import english_words, stems


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record folded. `stems` are those of its own text, then those of each everyday wording."""

    zh: str
    text: str
    """All it is found by: its text in both languages and its terms."""
    wordings: tuple[str, ...]
    stems: tuple[tuple[str, ...], ...]

    def as_text(self, table: PinyinTable, synonyms: Synonyms) -> str:
        """What a `Haystack` is made of, a line each: texts, their sounds, their stems, groups of synonyms."""
        everything = BETWEEN.join((self.text, *self.wordings))
        all_stems = [stem for part in self.stems for stem in part]
        groups = sorted({found.group for found in synonyms.found_in(everything, all_stems)})
        return "\n".join(
            (
                everything,
                f" {table.sounds(everything)} ",
                BETWEEN.join(f" {' '.join(part)} " for part in self.stems),
                f" {' '.join(map(str, groups))} ",
            )
        )


def prepare(record: Recommendation) -> Prepared:
    """Make a record ready."""
    zh, terms, en, *wordings = fold_all(
        (record.text.zh, " ".join(record.terms), record.text.en, *record.wordings)
    )
    return _prepared(zh, f"{zh} {terms} {en}", wordings)


def prepare_names(names: Sequence[str], wordings: Sequence[str] = ()) -> Prepared:
    """Make names ready to be looked through like the text of a record, and others like its wordings."""
    text, *others = fold_all((" ".join(names), *wordings))
    return _prepared("", text, others)


def _prepared(zh: str, text: str, wordings: Sequence[str]) -> Prepared:
    cut = tuple(tuple(stems(english_words(part))) for part in (text, *wordings))
    return Prepared(zh, text, tuple(wordings), cut)


def own_text(record: Recommendation) -> str:
    """The folded text of a record without its wordings, where nothing else of it is needed."""
    return " ".join(fold_all((record.text.zh, " ".join(record.terms), record.text.en)))
