"""Records in the JSON shape other programs read, and counts of the collection."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cmiabot.corpus.models import Collection, Recommendation, Text


def record_json(collection: Collection, record: Recommendation) -> dict[str, Any]:
    """One record as `ask --json` and `corpus export --json` show it (without its score)."""
    paper = collection.paper_of(record)
    meeting = collection.meeting_of(paper)
    organisation = collection.organisation_of(paper)
    people = collection.people_of(paper)
    return {
        "id": record.id,
        "meeting": meeting.id,
        "year": meeting.year,
        "paper": paper.number,
        "organization": organisation.short.zh,
        "organization_en": organisation.short.en,
        "person": "、".join(person.name.zh for person in people) or None,
        "person_en": ", ".join(person.name.en for person in people) or None,
        "role": paper.role.zh if paper.role else None,
        "role_en": paper.role.en if paper.role else None,
        "kind": record.kind.value,
        "text": record.text.zh,
        "text_en": record.text.en,
        "themes": list(record.themes),
        "same_as": list(record.same_as),
        "source": {
            "document": meeting.document,
            "lines": [list(lines) for lines in record.lines],
            "section": record.section,
        },
    }


def export_records(collection: Collection) -> Iterator[dict[str, Any]]:
    """Every record in the order of the documents, with `key` and `terms`."""
    for record in collection.records.values():
        yield {**record_json(collection, record), "key": record.key, "terms": list(record.terms)}


@dataclass(frozen=True, slots=True)
class Count:
    """How many records belong to one value of one grouping."""

    name: Text
    records: int
    papers: int


LARGEST_THEME = 0.25
"""A theme that more than this share of all records carry says little."""
SMALLEST_THEME = 5
"""A theme with fewer records hardly feeds a subscription."""


def theme_warnings(collection: Collection) -> list[str]:
    """Themes that hold too much or too little.

    They are mended by better themes, never by moving records to where they do not belong.
    """
    total = len(collection.records)
    warnings: list[str] = []
    for identifier, theme in collection.themes.items():
        number = sum(identifier in record.themes for record in collection.records.values())
        if number > total * LARGEST_THEME:
            warnings.append(f"{theme.name.en}: {number} of {total} records, more than {LARGEST_THEME:.0%}")
        elif number < SMALLEST_THEME:
            warnings.append(f"{theme.name.en}: {number} records, fewer than {SMALLEST_THEME}")
    return warnings


def count_records(collection: Collection) -> dict[str, list[Count]]:
    """Records and papers by meeting, organisation, theme and kind, in the order of the data files."""
    groups: dict[str, dict[str, Text]] = {
        "meeting": {meeting.id: meeting.short for meeting in collection.meetings.values()},
        "organisation": {org.id: org.short for org in collection.organisations.values()},
        "theme": {theme.id: theme.name for theme in collection.themes.values()},
        "kind": {},
    }
    records: Counter[tuple[str, str]] = Counter()
    papers: dict[tuple[str, str], set[str]] = {}
    for record in collection.records.values():
        paper = collection.paper_of(record)
        groups["kind"].setdefault(record.kind.value, Text(record.kind.value, record.kind.value))
        keys = [("meeting", paper.meeting), ("organisation", paper.organisation), ("kind", record.kind.value)]
        keys += [("theme", theme) for theme in record.themes]
        for key in keys:
            records[key] += 1
            papers.setdefault(key, set()).add(paper.id)
    return {
        group: [
            Count(name, records[group, identifier], len(papers.get((group, identifier), ())))
            for identifier, name in names.items()
        ]
        for group, names in groups.items()
    }
