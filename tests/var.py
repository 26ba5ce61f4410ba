"""A folder for the project's data that is gone once the process is."""

import atexit
import os
from shutil import rmtree
from tempfile import mkdtemp


def var_folder(prefix: str) -> str:
    """What HUNCH_VAR says, for a child that inherits it; else a new folder, removed at exit."""
    if folder := os.environ.get("HUNCH_VAR"):
        return folder
    folder = mkdtemp(prefix=prefix)
    atexit.register(rmtree, folder, ignore_errors=True)
    return folder
