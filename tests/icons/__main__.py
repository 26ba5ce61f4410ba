"""Renews the pictures in static/icons: `python -m tests.icons`."""

from tests.icons.drawing import draw_all

if __name__ == "__main__":
    draw_all()
