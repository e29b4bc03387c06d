"""How fast and how right the search is, beside what else could have been used. See README.md."""
