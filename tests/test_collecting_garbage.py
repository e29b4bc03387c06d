"""The collector of garbage rests while the program starts, and works while it runs."""

from tests.auxil.loaded_collections import FROZEN_DATA
from tests.auxil.python_process import run_python


def test_it_works_once_the_engine_is_loaded_and_passes_over_what_was_loaded(tmp_path):
    program = """
import gc, sys
from pathlib import Path
from cmiabot.app import load_engine
from cmiabot.settings import load_settings
gc.disable()
load_engine(load_settings({"CMIABOT_DATA": sys.argv[1], "CMIABOT_CACHE": sys.argv[2]}, Path(), Path()))
print(gc.isenabled(), gc.get_freeze_count() > 10_000, gc.get_threshold()[0] > 10_000)
"""
    assert run_python(program, FROZEN_DATA, tmp_path / "cache", folder=tmp_path) == "True True True\n"


def test_it_works_after_a_command_that_loads_no_engine(tmp_path):
    program = """
import gc
from cmiabot.cli import main
code = main(["corpus", "stats"])
print(code, gc.isenabled())
"""
    assert run_python(program, folder=tmp_path).splitlines()[-1] == "0 True"
