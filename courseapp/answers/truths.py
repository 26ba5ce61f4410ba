"""What is true of a revision by the key that is right today, in the revision's own letters.

A revision that corrects another may list the same choices in another order; an answer holds the
letters it was given.
"""

from typing import Any

from django.utils.html import strip_tags

from courseapp.models import Revision


def truth_of(revision: Revision) -> dict[str, Any]:
    """What the solution that counts shows; shapes as in the models.

    Args:
        revision: with its solution, and with the one that corrects it.
    """
    shown: dict[str, Any] = revision.truth.solution.shown
    own, theirs = _letters(revision), _letters(revision.truth)
    if own == theirs:
        return shown
    letters = {letter: own[words] for words, letter in theirs.items()}
    turned: dict[str, Any] = {"whys": {letters[key]: why for key, why in shown["whys"].items()}}
    if "right" in shown:
        turned["right"] = letters[shown["right"]]
    if "order" in shown:
        turned["order"] = [letters[key] for key in shown["order"]]
    return shown | turned


def _letters(revision: Revision) -> dict[str, str]:
    """The letter of each choice, by its plain words."""
    choices = revision.asked.get("options") or revision.asked.get("items") or ()
    return {" ".join(strip_tags(choice["html"]).split()): choice["key"] for choice in choices}
