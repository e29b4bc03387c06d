"""The head of a comparison: each side with its number of records and what it speaks of most."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from cmiabot.corpus.models import Collection, Recommendation
from cmiabot.messages.catalogue import Catalogue
from cmiabot.messages.people import Naming
from cmiabot.search.answer import Reading
from cmiabot.search.scope import Side, sides_of

MOST_THEMES = 3
"""Themes named for each side."""


def comparison_head(
    collection: Collection, texts: Catalogue, reading: Reading, records: Sequence[Recommendation]
) -> Iterator[Markup]:
    """One line a side, in the order of the question, then what all sides speak of."""
    naming = Naming(collection, texts)
    sides = sides_of(collection, reading)
    spoken: list[Counter[str]] = []
    for side in sides:
        own = [record for record in records if side.holds(collection, record)]
        spoken.append(Counter(theme for record in own for theme in record.themes))
        yield texts.text(
            "answer.comparison_side",
            name=_name(collection, naming, side),
            total=len(collection.proposals(own)),
            themes=_themes(collection, naming, (t for t, _ in spoken[-1].most_common(MOST_THEMES))),
        )
    if len(sides) > 1:
        common = set.intersection(*(set(themes) for themes in spoken))
        together = sorted(common, key=lambda theme: (-min(themes[theme] for themes in spoken), theme))
        if together:
            shared = _themes(collection, naming, together[:MOST_THEMES])
            yield texts.text("answer.comparison_common", themes=shared)


def _name(collection: Collection, naming: Naming, side: Side) -> Markup:
    match side.field:
        case "person":
            return naming.people(collection.people[value] for value in side.values)
        case "organisation":
            return naming.join(naming.organisation(value) for value in side.values)
        case _:
            return naming.meetings(side.values[:1])


def _themes(collection: Collection, naming: Naming, themes: Iterable[str]) -> Markup:
    return naming.join(collection.themes[theme].name.in_language(naming.language) for theme in themes)
