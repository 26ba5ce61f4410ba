"""Rows as a measurement file gives them, as dull as possible."""

from typing import Any

from courseapp.evidence.exhibits import Exhibit, Row


def make_row(framework: str, users: int, value: float, **changes: Any) -> Row:
    """One run's tokens a second; `changes` go over its columns or its fields."""
    columns: dict[str, Any] = {
        "metric": "speed",
        "unit": "tokens/s",
        "value": value,
        "repetitions": 1,
        "least": value,
        "most": value,
    }
    fields = {
        "framework": framework,
        "version": "1.0",
        "model_shape": "a small model",
        "hardware": "one GPU",
        "date": "2026-11-24",
        "users": str(users),
    }
    own = {name: value for name, value in changes.items() if name in columns}
    more = {name: value for name, value in changes.items() if name not in columns}
    return Row(**columns | own, fields=fields | more)


ROWS = (
    make_row("Alpha", 1, 100),
    make_row("Alpha", 16, 800),
    make_row("Alpha", 256, 8084, repetitions=3, least=7063.1, most=8100),
    make_row("Beta", 1, 50),
    make_row("Beta", 256, 1000),
)


def make_exhibit(*rows: Row, **changes: Any) -> Exhibit:
    """Lines of speed by users; `changes` go over its columns."""
    columns: dict[str, Any] = {
        "file": "runs.json",
        "title": "Speed by users",
        "kind": "lines",
        "x": ("users",),
        "series": ("framework",),
        "names": {},
        "notes": (),
        "not_measured": (),
        "rows": rows or ROWS,
    }
    return Exhibit(**columns | changes)
