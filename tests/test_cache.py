"""The cache: what is stored is found again, never stale, and never needed."""

import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cmiabot.cache import Cache, code_digest
from cmiabot.corpus.models import Collection
from cmiabot.errors import DataError
from cmiabot.search.answer import Answer
from cmiabot.search.building import make_engine
from tests.auxil.python_process import ROOT, run_python
from tests.auxil.tiny_collection import TinyCollection, write_tiny_collection

NOBODY = 65534
QUESTIONS = ("谁建议换高效电机？", "Who recommended efficient motors?", "data")
"""`data` could be typed pinyin: only the stored English words tell that it is none."""


@pytest.fixture
def tiny(tmp_path) -> TinyCollection:
    return write_tiny_collection(tmp_path)


@pytest.fixture
def cache(tmp_path) -> Cache:
    return Cache(tmp_path / "var" / "cache")


@pytest.fixture
def unwritable(tmp_path) -> Cache:
    """A folder that nobody can make, whoever runs the tests: it would lie below a file."""
    (tmp_path / "file").write_text("x")
    return Cache(tmp_path / "file" / "cache")


@pytest.fixture(autouse=True)
def _caught(caplog):
    caplog.set_level(logging.WARNING)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def filled(cache: Cache, text: str = "x") -> Path:
    """A new folder of the cache with something in it."""
    made = cache.new_folder()
    assert made is not None
    (made / "part").write_text(text)
    return made


# Files and folders


def test_what_was_written_is_read(cache):
    cache.write("records-1.json", b"\x00one")
    assert cache.read("records-1.json") == b"\x00one"
    cache.write("records-1.json", b"two")
    assert cache.read("records-1.json") == b"two"


def test_a_second_cache_of_the_folder_reads_the_same(tmp_path):
    Cache(tmp_path).write("a", b"one")
    assert Cache(tmp_path).read("a") == b"one"


def test_what_was_never_written_is_nothing(cache):
    assert cache.read("records-1.json") is None
    assert cache.folder("index-1") is None


def test_writing_leaves_nothing_but_the_file(tmp_path):
    Cache(tmp_path / "cache").write("a", b"one")
    assert names(tmp_path / "cache") == {"a"}


def test_a_folder_is_found_once_it_is_kept(cache):
    made = filled(cache)
    assert cache.folder("index-1") is None
    kept = cache.keep_folder(made, "index-1")
    assert cache.folder("index-1") == kept
    assert (kept / "part").read_text() == "x"
    assert names(kept.parent) == {"index-1"}


def test_a_folder_in_which_an_inner_one_was_damaged_is_not_found(cache):
    made = filled(cache)
    (made / "inner").mkdir()
    (made / "inner" / "part").write_text("whole")
    kept = cache.keep_folder(made, "index-1")
    assert cache.folder("index-1") == kept
    (kept / "inner" / "part").write_text("cut")
    assert cache.folder("index-1") is None


def test_where_another_process_was_faster_its_folder_is_used(cache):
    first, second = filled(cache, "first"), filled(cache, "second")
    cache.keep_folder(first, "index-1")
    kept = cache.keep_folder(second, "index-1")
    assert (kept / "part").read_text() == "first"
    assert names(kept.parent) == {"index-1"}


def test_a_file_is_no_folder_and_a_folder_no_file(cache):
    cache.write("a", b"one")
    cache.keep_folder(filled(cache), "b")
    assert cache.folder("a") is None
    assert cache.read("b") is None


def test_a_write_that_fails_costs_one_warning_and_leaves_nothing_behind(tmp_path, caplog):
    cache = Cache(tmp_path)
    cache.keep_folder(filled(cache), "b")
    for _ in range(2):
        cache.write("b", b"in the way of a folder")
    assert cache.folder("b") is not None
    assert names(tmp_path) == {"b"}
    assert len(caplog.records) == 1


def test_only_the_others_of_a_kind_are_dropped(tmp_path):
    cache = Cache(tmp_path)
    for name in ("records-1", "records-2", "index-1"):
        cache.write(name, b"x")
    cache.keep_folder(filled(cache), "records-3")
    cache.drop_others("records-", keep="records-2")
    assert names(tmp_path) == {"records-2", "index-1"}


def test_dropping_from_a_folder_that_was_never_made_is_nothing(cache, tmp_path):
    cache.drop_others("records-", keep="records-1")
    assert not (tmp_path / "var").exists()


def test_without_a_folder_nothing_is_kept_and_nothing_said(caplog):
    cache = Cache(None)
    cache.write("a", b"one")
    cache.drop_others("a", keep="b")
    assert (cache.read("a"), cache.folder("a"), cache.new_folder()) == (None, None, None)
    assert caplog.records == []


# A folder that cannot be written


def test_an_unwritable_folder_costs_one_warning(unwritable, caplog, tmp_path):
    for name in ("a", "b"):
        unwritable.write(name, b"one")
        assert unwritable.read(name) is None
    assert (unwritable.new_folder(), unwritable.folder("a")) == (None, None)
    unwritable.drop_others("a", keep="b")
    (record,) = caplog.records
    assert str(tmp_path / "file" / "cache") in record.getMessage()


def test_without_a_writable_folder_everything_works(tiny, unwritable, caplog):
    expected = tiny.load()
    collection = tiny.load(unwritable)
    assert collection == expected
    engine, unkept = make_engine(expected, Cache(None)), make_engine(collection, unwritable)
    assert [unkept.ask(question) for question in QUESTIONS] == [engine.ask(q) for q in QUESTIONS]
    assert unkept.ask(QUESTIONS[0]).hits != ()
    assert len(caplog.records) == 1


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder with `records-1` that may be read and not written, whoever runs the tests."""
    # pytest's own folders are closed to others, and root must become one of them.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Cache(folder).write("records-1", b"one")
        (folder / "records-1").chmod(0o444)
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            folder.chmod(0o700)


def test_a_folder_that_may_only_be_read_is_read_and_costs_one_warning(read_only, caplog):
    cache = Cache(read_only)
    cache.write("records-2", b"two")
    cache.drop_others("records-", keep="records-2")
    assert cache.read("records-1") == b"one"
    assert cache.read("records-2") is None
    assert len(caplog.records) == 1


# Records from the cache


def test_records_from_the_cache_equal_those_read_anew(tiny, cache):
    expected = tiny.load()
    first, second = tiny.load(cache), tiny.load(cache)
    assert first == expected
    assert second == expected
    assert second.records == expected.records


LOAD = """
import sys
from pathlib import Path
from cmiabot.cache import Cache
from cmiabot.corpus.loading import load_collection
collection = load_collection(Path(sys.argv[1]), Cache(Path(sys.argv[2])))
"""


def test_a_second_start_checks_nothing_anew(tiny, tmp_path):
    """Checking needs pydantic, and importing that takes longer than everything else."""
    program = LOAD + "print('pydantic' in sys.modules)"
    assert run_python(program, tiny.data, tmp_path / "cache") == "True\n"
    assert run_python(program, tiny.data, tmp_path / "cache") == "False\n"


def test_changed_data_is_never_read_from_the_cache(tiny, cache):
    before = tiny.load(cache)
    tiny.edit("demo2/01-lanhu.yaml", "zh: 给储能项目定一套消防标准。", "zh: 给储能项目定两套消防标准。")
    after = tiny.load(cache)
    assert after.records["demo2-01-01"].text.zh == "给储能项目定两套消防标准。"
    assert after.digest != before.digest
    tiny.edit("demo2/01-lanhu.yaml", "zh: 给储能项目定两套消防标准。", "zh: 给储能项目定一套消防标准。")
    assert tiny.load(cache) == before


def test_a_removed_paper_is_gone(tiny, cache):
    tiny.load(cache)
    (tiny.data / "demo2" / "01-lanhu.yaml").unlink()
    assert "demo2-01" not in tiny.load(cache).papers


def test_a_renamed_paper_is_checked_again(tiny, cache):
    tiny.load(cache)
    path = tiny.data / "demo2" / "01-lanhu.yaml"
    path.rename(path.with_name("02-lanhu.yaml"))
    with pytest.raises(DataError, match="must be named"):
        tiny.load(cache)


def test_an_added_paper_is_there(tiny, cache):
    path = tiny.data / "demo2" / "01-lanhu.yaml"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    tiny.load(cache)
    path.write_text(text, encoding="utf-8")
    assert "demo2-01" in tiny.load(cache).papers


def test_records_with_problems_are_not_stored(tiny, cache, tmp_path):
    tiny.edit("demo2/01-lanhu.yaml", "themes: [energy]", "themes: [music]")
    for _ in range(2):
        with pytest.raises(DataError, match="there is no theme `music`"):
            tiny.load(cache)
    assert not (tmp_path / "var").exists()


def test_only_the_newest_records_stay_in_the_folder(tiny, tmp_path):
    cache = Cache(tmp_path / "cache")
    make_engine(tiny.load(cache), cache)
    kinds = {name.partition("-")[0] for name in names(tmp_path / "cache")}
    tiny.edit("themes.yaml", "en: Talent", "en: People")
    make_engine(tiny.load(cache), cache)
    left = [name.partition("-")[0] for name in names(tmp_path / "cache")]
    assert sorted(left) == sorted(kinds)


def test_a_collection_without_what_nobody_said_is_opened_as_it_was_stored(tiny, cache):
    (tiny.data / "unsaid.yaml").unlink()
    first, again = start(tiny, cache), start(tiny, cache)
    assert again == first
    assert first[1][0].answered


# A cache that was damaged, or written by somebody else

DAMAGES = {
    "emptied": lambda content: b"",
    "cut off": lambda content: content[: len(content) // 2],
    "an empty object": lambda content: b"{}",
    "not text": lambda content: b"\xff\xfe\x00",
    "zeros": lambda content: bytes(len(content)),
}


@dataclass(frozen=True)
class Stored:
    """Data, a cache filled from it, and what comes out of them."""

    tiny: TinyCollection
    folder: Path
    collection: Collection
    answers: list[Answer]


def start(tiny: TinyCollection, cache: Cache) -> tuple[Collection, list[Answer]]:
    """What a start of the program reads, and what it then answers."""
    collection = tiny.load(cache)
    engine = make_engine(collection, cache)
    return collection, [engine.ask(question) for question in QUESTIONS]


@pytest.fixture(scope="module")
def stored(tmp_path_factory) -> Stored:
    folder = tmp_path_factory.mktemp("stored")
    tiny = write_tiny_collection(folder)
    collection, answers = start(tiny, Cache(folder / "cache"))
    return Stored(tiny, folder / "cache", collection, answers)


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("kind", ["records", "words", "english", "index"])
def test_what_was_damaged_in_the_cache_is_made_anew(stored, tmp_path, kind, damage):
    folder = shutil.copytree(stored.folder, tmp_path / "cache")
    damaged = [path for path in folder.rglob("*") if path.is_file() and kind in str(path.relative_to(folder))]
    assert damaged
    for path in damaged:
        path.write_bytes(damage(path.read_bytes()))
    for _ in ("damaged", "made anew"):
        assert start(stored.tiny, Cache(folder)) == (stored.collection, stored.answers)


@pytest.mark.parametrize("damage", ["lost", "zeros"])
@pytest.mark.parametrize("suffix", ["idx", "term", "fast", "store", "pos", "fieldnorm", "json"])
def test_a_stored_index_with_a_few_damaged_files_is_made_anew(stored, tmp_path, suffix, damage):
    """Files of their full length but without content are what a power failure leaves."""
    folder = shutil.copytree(stored.folder, tmp_path / "cache")
    damaged = [*folder.glob(f"index-*/*.{suffix}")]
    assert damaged
    for path in damaged:
        if damage == "lost":
            path.unlink()
        else:
            path.write_bytes(bytes(path.stat().st_size))
    assert start(stored.tiny, Cache(folder)) == (stored.collection, stored.answers)


def test_an_index_stored_by_another_release_of_its_library_is_made_anew(stored, tmp_path):
    folder = shutil.copytree(stored.folder, tmp_path / "cache")
    found = 0
    for path in filter(Path.is_file, folder.glob("index-*/**/*")):
        content, changed = re.subn(rb'("index_format_version":)\d', rb"\g<1>1", path.read_bytes())
        path.write_bytes(content)
        found += changed
    assert found
    assert start(stored.tiny, Cache(folder)) == (stored.collection, stored.answers)


# The digest of a program


def package(folder: Path, **files: str) -> Path:
    for name, text in {"one.py": "x = 1", "two.txt": "y", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_equal_programs_have_equal_digests_whichever_file_was_written_first(tmp_path):
    one, other = package(tmp_path / "a"), tmp_path / "b"
    other.mkdir()
    for path in sorted(one.iterdir(), reverse=True):
        (other / path.name).write_bytes(path.read_bytes())
    assert code_digest(one) == code_digest(other)


@pytest.mark.parametrize(
    "files",
    [{"one.py": "x = 2"}, {"two.txt": "z"}, {"three.py": ""}, {"one.py": "x = 1two.txt\0y", "two.txt": ""}],
    ids=["code changed", "data file changed", "file added", "text moved"],
)
def test_another_program_has_another_digest(tmp_path, files):
    assert code_digest(package(tmp_path / "a")) != code_digest(package(tmp_path / "b", **files))


def test_what_python_compiled_does_not_count(tmp_path):
    plain = package(tmp_path / "a")
    compiled = package(
        tmp_path / "b", **{"one.pyc": "compiled", "__pycache__/one.cpython-311.pyc": "compiled"}
    )
    assert code_digest(plain) == code_digest(compiled)


def test_the_digest_of_a_collection_names_the_program_too(tiny, tmp_path):
    """Records stored by an older program, with fewer checks, are not taken for ours."""
    shutil.copytree(ROOT / "cmiabot", tmp_path / "cmiabot", ignore=shutil.ignore_patterns("__pycache__"))
    program = LOAD + "print(collection.digest)"
    ours = run_python(program, tiny.data, tmp_path / "cache", package=ROOT)
    assert run_python(program, tiny.data, tmp_path / "cache", package=tmp_path) == ours
    with (tmp_path / "cmiabot" / "corpus" / "checking.py").open("a", encoding="utf-8") as file:
        file.write("# stricter\n")
    assert run_python(program, tiny.data, tmp_path / "cache", package=tmp_path) != ours
