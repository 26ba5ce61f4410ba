"""The icons in static/icons, all drawn from the mark in static/favicon.svg.

Home screens get the mark on a tile of ink. Beside a link to this site others show `card.png`: it
holds no words, for it stands for every course, in every language, under whatever name.
"""

import shutil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

STATIC = Path(__file__).parent.parent.parent / "static"
INK = "#1c1a22"
SAFE = 0.62
"""The mark's share of a tile: a launcher may cut a tile to the circle of 0.8 in its middle."""


def mark(size: float, x: float, y: float) -> str:
    """The mark in a square of a size, its upper left corner at a point."""
    drawing = (STATIC / "favicon.svg").read_text(encoding="utf-8")
    return drawing.replace("<svg ", f'<svg x="{x}" y="{y}" width="{size}" height="{size}" ', 1)


def on_ink(width: int, height: int, corner: float) -> str:
    """The mark in the middle of a rectangle of ink."""
    side = height * SAFE
    ground = f'<rect width="{width}" height="{height}" rx="{corner}" fill="{INK}"/>'
    opening = f'<svg width="{width}" height="{height}" style="position:fixed;inset:0">'
    return opening + ground + mark(side, (width - side) / 2, (height - side) / 2) + "</svg>"


def draw(browser: Browser, name: str, width: int, height: int, corner: float = 0) -> None:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark")
    page.set_content(on_ink(width, height, corner))
    page.screenshot(path=STATIC / "icons" / f"{name}.png", omit_background=True)
    page.close()


def draw_all() -> None:
    (STATIC / "icons").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        draw(browser, "icon-192", 192, 192, corner=42)
        draw(browser, "icon-512", 512, 512, corner=112)
        draw(browser, "maskable-512", 512, 512)
        draw(browser, "apple-touch-icon", 180, 180)
        draw(browser, "card", 1200, 630)
        browser.close()
