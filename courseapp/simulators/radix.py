"""Finding a prompt's beginning again: a radix tree beside block hashes and whole prompts.

The tree keeps every prompt it has seen as runs of tokens, cuts a run where prompts part, and
gives up the leaf that was used longest ago when its tokens exceed the budget (RadixAttention;
Zheng et al., SGLang, NeurIPS 2024, section 3). Block hashes keep full blocks by a hash of the
block and of all before it, and give up the block used longest ago, the last of a prompt first
(vLLM, design page "Automatic Prefix Caching"). Whole prompts are found only if all of it is the
same as one before.

Words stand for tokens. Only prompts are kept, not answers, and they come one after another. A hit
counts every token found; an engine still computes the last one anew when it found all.
"""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Protocol

from courseapp.simulators.parameters import Choice, Lines, Number
from courseapp.simulators.pictures import WIDTH, Box, Label, Line, Outcome, Picture, Shape, Table

Prompt = Sequence[str]


class Cache(Protocol):
    """Takes prompts in order and says how many tokens of each it found."""

    def serve(self, prompt: Prompt) -> int: ...

    @property
    def size(self) -> int:
        """The tokens it keeps now."""


@dataclass
class Node:
    """A run of tokens below `parent`, by first token in its `children`.

    `used` is the number of the last prompt that ran through it, `found` how many found it.
    """

    tokens: tuple[str, ...]
    parent: "Node | None" = None
    used: int = 0
    found: int = 0
    children: dict[str, "Node"] = field(default_factory=dict)

    def below(self) -> Iterator["Node"]:
        """All nodes below it, each before its own children."""
        for child in self.children.values():
            yield child
            yield from child.below()


class RadixTree:
    """Every beginning it keeps is a path from the root."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.root = Node(())
        self.served = 0
        self.size = 0

    def serve(self, prompt: Prompt) -> int:
        """Tokens found. The rest is kept as far as it fits; the prompt's own path stays."""
        self.served += 1
        kept = tuple(prompt[: self.budget])
        node, found = self._follow(kept)
        if found < len(kept):
            rest = Node(kept[found:], node, self.served)
            node.children[rest.tokens[0]] = rest
            self.size += len(rest.tokens)
        while self.size > self.budget:
            self._drop(min(self._leaves(), key=lambda leaf: leaf.used))
        return found

    def _follow(self, prompt: tuple[str, ...]) -> tuple[Node, int]:
        """The last node on the prompt's path, cut where the prompt parts, and the path's length."""
        node, found = self.root, 0
        while child := node.children.get(prompt[found]) if found < len(prompt) else None:
            common = common_length(child.tokens, prompt[found:])
            node = child if common == len(child.tokens) else self._split(child, common)
            node.used = self.served
            node.found += 1
            found += common
        return node, found

    def _split(self, node: Node, length: int) -> Node:
        """A new node for the first `length` tokens, above what is left of the old one."""
        assert node.parent  # noqa: S101  the root is never split
        upper = Node(node.tokens[:length], node.parent, node.used, node.found)
        node.parent.children[upper.tokens[0]] = upper
        node.tokens, node.parent = node.tokens[length:], upper
        upper.children[node.tokens[0]] = node
        return upper

    def _leaves(self) -> Iterator[Node]:
        return (node for node in self.root.below() if not node.children)

    def _drop(self, leaf: Node) -> None:
        assert leaf.parent  # noqa: S101  the root is no leaf while anything is kept
        del leaf.parent.children[leaf.tokens[0]]
        self.size -= len(leaf.tokens)


class BlockHashes:
    """Full blocks by chained hash, the one used longest ago first."""

    def __init__(self, budget: int, block: int) -> None:
        self.blocks, self.block = budget // block, block
        self.kept: OrderedDict[int, None] = OrderedDict()

    @property
    def size(self) -> int:
        return len(self.kept) * self.block

    def serve(self, prompt: Prompt) -> int:
        chain = list(chained_hashes(prompt, self.block))
        found = sum(1 for _ in takewhile(self.kept.__contains__, chain))
        for link in reversed(chain):
            self.kept[link] = None
            self.kept.move_to_end(link)
        while len(self.kept) > self.blocks:
            self.kept.popitem(last=False)
        return found * self.block


class WholePrompts:
    """Prompts as they are, each with all of its tokens, the one used longest ago first."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.size = 0
        self.kept: OrderedDict[tuple[str, ...], None] = OrderedDict()

    def serve(self, prompt: Prompt) -> int:
        whole = tuple(prompt)
        if whole in self.kept:
            self.kept.move_to_end(whole)
            return len(whole)
        if len(whole) <= self.budget:
            self.kept[whole] = None
            self.size += len(whole)
        while self.size > self.budget:
            self.size -= len(self.kept.popitem(last=False)[0])
        return 0


def common_length(one: Prompt, other: Prompt) -> int:
    """How many tokens both begin with."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def chained_hashes(prompt: Prompt, block: int) -> Iterator[int]:
    """A hash for each full block of it and all before it."""
    link = 0
    for end in range(block, len(prompt) + 1, block):
        link = hash((link, tuple(prompt[end - block : end])))
        yield link


def hit_rate(hits: Sequence[int], prompts: Sequence[Prompt]) -> float:
    """Of all tokens of all prompts."""
    return sum(hits) / sum(map(len, prompts))


def _turns(*parts: str) -> list[str]:
    """Each turn with all before it."""
    return [" ".join(parts[: n + 1]) for n in range(len(parts))]


_DESK = "You are the help desk of a small bank. Answer in two short sentences and be kind."
_PLAN = "Plan a trip of three days and name what it costs."
PRESETS = {
    "shared": [
        f"{_DESK} {question}"
        for question in (
            "How do I block my card?",
            "How do I raise my limit?",
            "Where is the nearest branch?",
            "What does a transfer abroad cost?",
            "How do I block my card?",
            "Can my daughter open an account?",
            "Why was my payment refused?",
            "How do I close an account?",
        )
    ],
    "turns": [
        turn
        for pair in zip(
            _turns(
                "User: Why does bread rise?",
                "Bot: Yeast makes gas. User: And without yeast?",
                "Bot: Use baking soda and something sour. User: How much?",
                "Bot: A teaspoon for a loaf. User: Thank you!",
            ),
            _turns(
                "User: My bicycle squeaks when I brake.",
                "Bot: Clean the rims first. User: I did so.",
                "Bot: Then turn the pads in a little. User: Which way?",
                "Bot: The front edge touches first. User: It is quiet now.",
            ),
            strict=True,
        )
        for turn in pair
    ],
    "branches": [
        f"{_PLAN} {where} {how}"
        for where in ("Go to the sea, by train.", "Go to the hills, on foot.")
        for how in (
            "Two grown-ups, no children.",
            "Two grown-ups, one dog.",
            "A class of twenty.",
            "One person with little money.",
        )
    ],
    "none": [
        "Write a poem about rain on a tin roof.",
        "Translate this letter into plain English.",
        "How many moons has Jupiter?",
        "Sort these names by length.",
        "Is seven thousand and one a prime number?",
        "Explain what a mortgage is to a child.",
        "Give me a recipe for lentil soup.",
        "Who painted the ceiling in Rome?",
    ],
}
OWN = "the cat sat on the mat\nthe cat sat on the sofa\nthe cat ran away\na dog sat on the mat"

PARAMETERS = (
    Choice(
        "preset",
        "Prompts",
        (
            ("branches", "A tree of branches"),
            ("shared", "One shared system prompt"),
            ("turns", "Two chats, turn by turn"),
            ("none", "Nothing shared"),
            ("own", "My own list"),
        ),
        "branches",
    ),
    Number("budget", "Room in the cache", "tokens", 1, 3000, 300),
    Number("block", "Block", "tokens", 1, 64, 4),
    Lines("prompts", "My own list, one prompt a line", OWN, most=24),
)
LEFT, INNER, ROW, RUNS, INDENT = 8, WIDTH - 16, 34, 20, 28


def show(*, preset: str, budget: int, block: int, prompts: tuple[str, ...]) -> Outcome:
    """The same prompts through all three caches, and the tree they leave."""
    texts = prompts if preset == "own" else PRESETS[preset]
    served = [text.split() for text in texts]
    tree, blocks, whole = RadixTree(budget), BlockHashes(budget, block), WholePrompts(budget)
    caches: dict[str, Cache] = {
        "Radix tree": tree,
        f"Blocks of {block}": blocks,
        "Whole prompts": whole,
    }
    hits = {name: [cache.serve(prompt) for prompt in served] for name, cache in caches.items()}
    rates = {name: hit_rate(found, served) for name, found in hits.items()}
    return Outcome(
        says=_says(rates, budget, is_own=preset == "own"),
        pictures=(_rates_picture(rates), _tree_picture(tree)),
        tables=(_caches_table(caches, hits, rates), _prompts_table(texts, served, hits)),
        legend=(
            ("hit", "found again; in the tree, by a later prompt"),
            ("miss", "not found again so far"),
        ),
    )


def _says(rates: dict[str, float], budget: int, *, is_own: bool) -> tuple[str, ...]:
    tree, blocks, whole = rates.values()
    says = [
        f"The radix tree finds {tree:.0%} of all tokens again, block hashes {blocks:.0%} and "
        f"whole prompts {whole:.0%}, each with room for {budget:,}.",
        "Words stand for tokens, and answers are not kept. When the room is used up, what was "
        "used longest ago goes: a leaf of the tree, a block, a whole prompt.",
    ]
    if not is_own:
        says.append("Your own list is used once you choose it under Prompts.")
    return tuple(says)


def _rates_picture(rates: dict[str, float]) -> Picture:
    shapes: list[Shape] = []
    for row, (name, rate) in enumerate(rates.items()):
        y = row * 62
        shapes.append(Label(LEFT, y + 22, f"{name}: {rate:.0%} found"))
        found = rate * INNER
        shapes.append(Box(LEFT, y + 30, found, 24, "hit"))
        shapes.append(Box(LEFT + found, y + 30, INNER - found, 24, "miss"))
    parts = ", ".join(f"{name} {rate:.0%}" for name, rate in rates.items())
    return Picture(f"Tokens found again: {parts}.", len(rates) * 62, tuple(shapes))


def _tree_picture(tree: RadixTree) -> Picture:
    rows = list(_rows(tree.root, 0))
    indent = min(INDENT, WIDTH / 3 / (max((depth for _, depth in rows), default=0) + 1))
    tokens = "token" if tree.size == 1 else "tokens"
    shapes: list[Shape] = [Label(LEFT, 22, f"The tree keeps {tree.size:,} {tokens}")]
    places = {id(tree.root): (0.0, 0.0)}
    for number, (node, depth) in enumerate(rows[:RUNS]):
        x, y = LEFT + depth * indent, 34.0 + number * ROW
        places[id(node)] = x, y
        if depth:
            shapes += _branch(*places[id(node.parent)], x, y)
        shapes += _run(node, x, y)
    left = len(rows) - RUNS
    if left > 0:
        shapes.append(Label(LEFT, 56.0 + RUNS * ROW, f"and {left} more runs"))
    found = sum(node.found > 0 for node, _ in rows)
    title = (
        f"The tree after the last prompt: {len(rows)} runs of words, {found} of them found again "
        "by a later prompt, each drawn below the run it continues."
    )
    height = 40 + (min(len(rows), RUNS) + (left > 0)) * ROW
    return Picture(title, height, tuple(shapes))


def _rows(node: Node, depth: int) -> Iterator[tuple[Node, int]]:
    for child in node.children.values():
        yield child, depth
        yield from _rows(child, depth + 1)


def _branch(x1: float, y1: float, x2: float, y2: float) -> list[Shape]:
    """Down from the parent's box and across to the child's."""
    trunk, middle = x1 + 6, y2 + 13
    return [Line(trunk, y1 + 26, trunk, middle), Line(trunk, middle, x2, middle)]


def _run(node: Node, x: float, y: float) -> list[Shape]:
    """A box as long as the run has tokens, their number and the first words."""
    length = len(node.tokens)
    width = min(max(4.0 * length, 14.0), 120.0)
    room = int((WIDTH - x - width - 16) / 13)
    times = f"found by {node.found} later" if node.found else "not found again"
    words = " ".join(node.tokens)
    says = f"{length} {'token' if length == 1 else 'tokens'}, {times}: {words}"
    label = _shorten(f"{length}: {words}", room)
    look = "hit" if node.found else "miss"
    return [Box(x, y, width, 26, look, says), Label(x + width + 8, y + 21, label)]


def _shorten(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _end(text: str, length: int) -> str:
    """Where prompts with one beginning differ."""
    return text if len(text) <= length else f"…{text[1 - length :].lstrip()}"


def _caches_table(
    caches: dict[str, Cache], hits: dict[str, list[int]], rates: dict[str, float]
) -> Table:
    rows = tuple(
        (name, f"{sum(hits[name]):,}", f"{rates[name]:.1%}", f"{cache.size:,}")
        for name, cache in caches.items()
    )
    head = ("Cache", "Tokens found", "Of all tokens", "Tokens kept at the end")
    return Table("The three caches with the same room", head, rows)


def _prompts_table(
    texts: Sequence[str], prompts: Sequence[Prompt], hits: dict[str, list[int]]
) -> Table:
    rows = tuple(
        (f"{number + 1}. {_end(text, 24)}", f"{len(prompt)}", *_found(hits, number, prompt))
        for number, (text, prompt) in enumerate(zip(texts, prompts, strict=True))
    )
    return Table("Tokens found of each prompt", ("Prompt", "Tokens", *hits), rows)


def _found(hits: dict[str, list[int]], number: int, prompt: Prompt) -> Iterator[str]:
    for found in hits.values():
        yield f"{found[number]} ({found[number] / len(prompt):.0%})"
