"""Sorts of organisations that people ask among: foreign companies, authorities, banks, carmakers."""

from cmiabot.corpus.models import Collection, Organisation
from cmiabot.search.phrases import OF_SORT

_ADVISERS = frozenset({"volume", "press"})
"""Kinds of meetings at which the council's advisers speak."""
_OF_SECTOR = {"银行": "bank", "banks": "bank", "车企": "automotive", "carmakers": "automotive"}
_OFFICIAL = (
    "官方",
    "官员",
    "政府部门",
    "政府单位",
    "部门",
    "区县",
    "officials",
    "authorities",
    "departments",
)
_COMPANIES = ("公司", "企业", "厂商", "厂家", "companies", "firms")


class Sorts:
    """Finds the organisations of a sort in one collection."""

    def __init__(self, collection: Collection) -> None:
        organisations = collection.organisations.values()
        advising = {
            paper.organisation
            for paper in collection.papers.values()
            if collection.meeting_of(paper).kind in _ADVISERS
        }
        self.advisers = tuple(o.id for o in organisations if o.id in advising)
        self._officials = tuple(o.id for o in organisations if _is_official(o))
        self._companies = tuple(o.id for o in organisations if not _is_official(o))
        self._sectors = {
            sector: tuple(o.id for o in organisations if sector in o.sector.en.lower())
            for sector in set(_OF_SECTOR.values())
        }

    def asked(self, text: str) -> tuple[str, ...]:
        """The organisations among which a folded question asks; empty for all."""
        match = OF_SORT.search(text)
        if match is None:
            return ()
        sort = match["sort"] or match["before"] or match["english"]
        if sort in _OF_SECTOR:
            return self._sectors[_OF_SECTOR[sort]]
        if sort in _OFFICIAL:
            return self._officials
        return self._companies if sort in _COMPANIES else self.advisers


def _is_official(organisation: Organisation) -> bool:
    sector = organisation.sector.en.lower()
    return "government" in sector or "development area" in sector
