"""Slugs and question keys: names that last, since addresses and answers hang on them."""

import re

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_NAME = 80
RULE = f"Use lower-case letters, digits and single hyphens, at most {LONGEST_NAME} characters"

RESERVED = {"glossary": "glossary", "pick": "picker"}
"""What stands where a lesson's slug would stand in an address, and of what it is the address."""


def is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and NAME.fullmatch(text) is not None


def suggest_name(text: str) -> str:
    """The nearest well-formed name, or an empty text when nothing of it can be kept."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:LONGEST_NAME].strip("-")


def name_hint(text: str) -> str:
    bare = text.removesuffix(".md")
    if bare != text and is_name(bare):
        return f"Write it without .md: {bare}."
    suggestion = suggest_name(text)
    return f"{RULE}: {suggestion}." if suggestion else f"{RULE}."


def reserved_hint(name: str) -> str:
    return f"Call it otherwise; the course's {RESERVED[name]} has that address."
