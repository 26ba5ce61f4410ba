"""What authors are told about each mistake, word for word."""

from pathlib import Path

import pytest

from tests.lessonfiles.golden import CASES, FOLDER, report_on, report_path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_author_reads_this_report(case: Path, tmp_path: Path) -> None:
    expected = report_path(case).read_text(encoding="utf-8")

    assert report_on(case, tmp_path) == expected


def test_every_report_belongs_to_a_case() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {case.stem for case in CASES}
