"""Golden pairs: `case.md` is a lesson, `case/` the files of a course, `case.txt` the report.

`python -m tests.lessonfiles.golden` writes all reports anew; read the difference before you keep
it.
"""

import os
import shutil
import tempfile
from pathlib import Path

from courseapp.lessonfiles.problems import format_problems
from courseapp.lessonfiles.reading import read_course
from tests.lessonfiles.courses import write_course

FOLDER = Path(__file__).parent / "golden"
CASES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".txt")


def report_path(case: Path) -> Path:
    return case.with_suffix(".txt")


def report_on(case: Path, root: Path) -> str:
    """What an author reads, with paths as seen from `root`, where the course is written."""
    if case.is_dir():
        shutil.copytree(case, root / "course")
    else:
        write_course(root, {"phase/lesson.md": case.read_bytes()})
    before = Path.cwd()
    os.chdir(root)
    try:
        report = format_problems(read_course(Path("course")).problems)
    finally:
        os.chdir(before)
    return f"{report or 'no problems'}\n"


if __name__ == "__main__":
    for case in CASES:
        with tempfile.TemporaryDirectory() as root:
            report_path(case).write_text(report_on(case, Path(root)), encoding="utf-8")
