"""Our own measurement file: made of its raw records, with the numbers that lessons name."""

import subprocess
import sys
from pathlib import Path

import pytest

from courseapp.lessonfiles.measurements import Measurements, read_measurements
from courseapp.lessonfiles.problems import Findings

FOLDER = Path(__file__).parents[2] / "lessons/llm-serving-frameworks/measurements"
FILE = FOLDER / "h100-2026-11.json"


@pytest.fixture(scope="module")
def ours() -> Measurements:
    findings = Findings(FILE.name)
    found = read_measurements(FILE.read_text(encoding="utf-8"), findings)
    assert found, findings.problems
    return found


def values(ours: Measurements, metric: str, **fields: str) -> list[float]:
    return [
        row.value
        for row in ours.rows
        if row.metric == metric and fields.items() <= row.fields.items()
    ]


def test_the_script_makes_the_file_of_the_raw_records(tmp_path: Path) -> None:
    made = tmp_path / "made.json"
    script = FOLDER / "scripts/collect.py"
    subprocess.run([sys.executable, script, made], check=True, capture_output=True)
    assert made.read_bytes() == FILE.read_bytes()


def test_every_row_tells_the_command_and_the_day(ours: Measurements) -> None:
    assert len(ours.rows) == 516
    assert all(row.fields["command"] for row in ours.rows)
    assert {row.fields["date"] for row in ours.rows} == {"2026-11-24"}


@pytest.mark.parametrize(
    ("metric", "fields", "value"),
    [
        ("output_tok_s", {"framework": "vLLM", "concurrency": "64", "variant": "default"}, 5377),
        ("output_tok_s", {"variant": "default CPU sampling", "concurrency": "64"}, 894),
        ("output_tok_s", {"experiment": "mixed-continuous"}, 4513),
        ("output_tok_s", {"experiment": "mixed-static"}, 2329),
        ("output_tok_s", {"experiment": "mixed-padded"}, 1858),
        ("kv_cache_tokens", {"server": "vllm-cold"}, 449968),
        ("peak_running", {}, 822),
        ("preemptions", {}, 226),
    ],
)
def test_it_holds_the_numbers_that_lessons_name(
    ours: Measurements, metric: str, fields: dict[str, str], value: float
) -> None:
    found = values(ours, metric, **fields)
    assert round(found[0]) == value


@pytest.mark.parametrize(("cache", "times"), [("prefix caching", 2.3), ("radix cache", 2.5)])
def test_the_cache_speeds_the_job_up(ours: Measurements, cache: str, times: float) -> None:
    (with_it,) = values(ours, "wall_s", variant=f"{cache} on")
    (without,) = values(ours, "wall_s", variant=f"{cache} off")
    assert without / with_it == pytest.approx(times, abs=0.05)
