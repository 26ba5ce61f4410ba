"""The radix tree beside brute force, published numbers and its rivals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.simulators import radix
from courseapp.simulators.parameters import read_settings
from courseapp.simulators.pictures import WIDTH, Box, Label, Outcome
from courseapp.simulators.radix import (
    PRESETS,
    BlockHashes,
    Cache,
    Node,
    RadixTree,
    WholePrompts,
    common_length,
    hit_rate,
)

PROMPTS = st.lists(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=12), min_size=1, max_size=25
)
BUDGET, BLOCK, PLENTY = st.integers(1, 60), st.integers(1, 6), 10**6


def serve(cache: Cache, prompts: list[list[str]]) -> list[int]:
    return [cache.serve(prompt) for prompt in prompts]


def longest_before(prompts: list[list[str]], block: int = 1) -> list[int]:
    """The longest beginning in whole blocks that any earlier prompt has too, by comparing all."""
    found = []
    for number, prompt in enumerate(prompts):
        lengths = range(block, len(prompt) + 1, block)
        earlier = prompts[:number]
        known = [n for n in lengths if any(prompt[:n] == other[:n] for other in earlier)]
        found.append(max(known, default=0))
    return found


@given(PROMPTS)
def test_the_tree_finds_the_longest_beginning_of_all_earlier_prompts(
    prompts: list[list[str]],
) -> None:
    assert serve(RadixTree(PLENTY), prompts) == longest_before(prompts)


@given(PROMPTS, BLOCK)
def test_block_hashes_find_the_longest_beginning_in_whole_blocks(
    prompts: list[list[str]], block: int
) -> None:
    assert serve(BlockHashes(PLENTY, block), prompts) == longest_before(prompts, block)


@given(PROMPTS)
def test_blocks_of_one_token_find_what_the_tree_finds(prompts: list[list[str]]) -> None:
    assert serve(BlockHashes(PLENTY, 1), prompts) == serve(RadixTree(PLENTY), prompts)


@given(PROMPTS, BLOCK)
def test_with_room_for_all_the_tree_finds_most_and_whole_prompts_least(
    prompts: list[list[str]], block: int
) -> None:
    """Whole prompts may beat blocks by the tokens behind the last full block, never by more."""
    tree = serve(RadixTree(PLENTY), prompts)
    blocks = serve(BlockHashes(PLENTY, block), prompts)
    whole = serve(WholePrompts(PLENTY), prompts)
    for prompt, by_tree, by_block, by_whole in zip(prompts, tree, blocks, whole, strict=True):
        assert by_tree >= by_block >= by_tree - block + 1
        assert by_tree >= by_whole
        assert by_block >= by_whole - len(prompt) % block


@given(PROMPTS)
def test_every_prompt_is_found_again_with_room_for_all(prompts: list[list[str]]) -> None:
    for cache in (RadixTree(PLENTY), BlockHashes(PLENTY, 1), WholePrompts(PLENTY)):
        serve(cache, prompts)
        assert serve(cache, prompts) == [len(prompt) for prompt in prompts]


@given(PROMPTS, BUDGET, BLOCK)
def test_no_cache_ever_keeps_more_than_its_budget(
    prompts: list[list[str]], budget: int, block: int
) -> None:
    for cache in (RadixTree(budget), BlockHashes(budget, block), WholePrompts(budget)):
        for prompt in prompts:
            cache.serve(prompt)
            assert 0 <= cache.size <= budget


@given(PROMPTS, BUDGET)
def test_the_tree_stays_a_radix_tree_while_leaves_go(prompts: list[list[str]], budget: int) -> None:
    tree = RadixTree(budget)
    for prompt in prompts:
        tree.serve(prompt)
        nodes = list(tree.root.below())
        assert sum(len(node.tokens) for node in nodes) == tree.size
        for node in [tree.root, *nodes]:
            assert all(child.tokens[0] == first for first, child in node.children.items())
            assert all(child.parent is node for child in node.children.values())
            assert all(child.used <= node.used or node is tree.root for child in node.below())


@given(PROMPTS, BUDGET)
def test_the_prompt_just_served_is_kept_as_far_as_it_fits(
    prompts: list[list[str]], budget: int
) -> None:
    tree, blocks = RadixTree(budget), BlockHashes(budget, 1)
    for prompt in prompts:
        for cache in (tree, blocks):
            cache.serve(prompt)
            assert cache.serve(prompt) == min(len(prompt), budget)


@given(PROMPTS, BUDGET, BLOCK)
def test_more_room_never_finds_less_in_blocks(
    prompts: list[list[str]], budget: int, block: int
) -> None:
    """Least recently used keeps a part of what more room keeps (Mattson et al., 1970)."""
    small = serve(BlockHashes(budget, block), prompts)
    large = serve(BlockHashes(budget + block, block), prompts)
    assert all(less <= more for less, more in zip(small, large, strict=True))


@given(PROMPTS, BUDGET, st.integers(0, 20))
def test_without_eviction_the_hit_rate_never_falls_with_the_budget(
    prompts: list[list[str]], budget: int, more: int
) -> None:
    """Once nothing is given up, more room changes nothing, and no less room finds more."""
    unlimited = RadixTree(PLENTY)
    most = serve(unlimited, prompts)
    assert serve(RadixTree(unlimited.size + more), prompts) == most
    less = serve(RadixTree(budget), prompts)
    assert all(few <= many for few, many in zip(less, most, strict=True))


def words(length: int, name: str) -> list[str]:
    return [f"{name}{number}" for number in range(length)]


S, A, B, C, D, E = (
    words(length, name)
    for length, name in ((8, "s"), (6, "a"), (5, "b"), (4, "c"), (10, "d"), (3, "e"))
)
TRACED = [S + A, S + B, S + A + C, D, S + B + E, S + A]


@pytest.mark.parametrize(
    ("cache", "traced"),
    [
        (RadixTree(100), [(0, 14), (8, 19), (14, 23), (0, 33), (13, 36), (14, 36)]),
        (RadixTree(30), [(0, 14), (8, 19), (14, 23), (0, 28), (8, 26), (8, 22)]),
        (BlockHashes(100, 4), [(0, 12), (8, 16), (12, 20), (0, 28), (12, 32), (12, 32)]),
        (BlockHashes(30, 4), [(0, 12), (8, 16), (12, 20), (0, 28), (12, 28), (12, 28)]),
    ],
)
def test_a_traced_run_is_as_published(cache: Cache, traced: list[tuple[int, int]]) -> None:
    """Facts, section 12: (found, kept) after each prompt. There the last token never counts as
    found, so the sixth finds 13 of 14 in the tree that gave nothing up."""
    assert [(cache.serve(prompt), cache.size) for prompt in TRACED] == traced


def test_a_tree_of_prompts_is_found_as_far_as_published() -> None:
    """Facts, section 12: 4 × 4 × 4 prompts of 160 tokens; tree 91.6 %, blocks of 16 85.3 %."""
    root, count = words(100, "r"), range(4)
    prompts = [
        [*root, *words(41, f"b{b}-"), *words(13, f"t{b}{t}-"), *words(6, f"l{b}{t}{n}-")]
        for b in count
        for t in count
        for n in count
    ]
    assert hit_rate(serve(RadixTree(PLENTY), prompts), prompts) == pytest.approx(0.916, abs=5e-4)
    blocks = hit_rate(serve(BlockHashes(PLENTY, 16), prompts), prompts)
    assert blocks == pytest.approx(0.853, abs=5e-4)


@pytest.mark.parametrize("block", [16, 64])
def test_a_header_loses_what_is_behind_its_last_full_block(block: int) -> None:
    """Facts, section 12: 203 tokens lose 11 to blocks of 16 and of 64 alike."""
    header = words(203, "h")
    prompts = [header + words(40, f"q{number}-") for number in range(41)]
    found = serve(BlockHashes(PLENTY, block), prompts)
    assert found == [0] + [192] * 40
    assert serve(RadixTree(PLENTY), prompts) == [0] + [203] * 40


def test_prompts_part_in_the_middle_of_a_run() -> None:
    tree = RadixTree(PLENTY)
    assert serve(tree, [list("abcd"), list("abxy"), list("ab")]) == [0, 2, 2]
    (upper,) = tree.root.children.values()
    assert (upper.tokens, upper.found) == (("a", "b"), 2)
    assert [(n.tokens, n.found) for n in upper.children.values()] == [
        (("c", "d"), 0),
        (("x", "y"), 0),
    ]


def test_the_leaf_used_longest_ago_goes_first() -> None:
    tree = RadixTree(6)
    serve(tree, [list("abc"), list("abd"), list("xy"), list("abc")])
    assert tree.serve(["z"]) == 0
    assert {node.tokens for node in tree.root.below()} == {("a", "b"), ("c",), ("x", "y"), ("z",)}


def test_whole_prompts_are_found_only_whole() -> None:
    cache = WholePrompts(7)
    assert serve(cache, [list("abc"), list("abcd"), list("abc"), list("xyz"), list("abcd")]) == [
        0,
        0,
        3,
        0,
        0,
    ]


def test_how_much_two_prompts_share() -> None:
    assert common_length("abcd", "abx") == 2
    assert common_length("ab", "ab") == 2
    assert common_length("a", "b") == 0


def shown(**texts: str) -> Outcome:
    settings = read_settings(radix.PARAMETERS, texts)
    assert not settings.has_errors
    return radix.show(**settings.values)


def test_what_is_shown_leads_with_all_three_rates() -> None:
    found = shown(preset="own", prompts="a b c d\na b c d\na b x", block="2", budget="20")
    assert found.says[0] == (
        "The radix tree finds 55% of all tokens again, block hashes 55% and whole prompts 36%, "
        "each with room for 20."
    )
    assert found.tables[0].rows == (
        ("Radix tree", "6", "54.5%", "5"),
        ("Blocks of 2", "6", "54.5%", "4"),
        ("Whole prompts", "4", "36.4%", "7"),
    )
    assert found.tables[1].rows[2] == ("3. a b x", "3", "2 (67%)", "2 (67%)", "0 (0%)")


def test_the_own_list_is_used_only_when_chosen() -> None:
    assert shown(prompts="a\nb").tables[1] == shown(prompts="c").tables[1]
    assert len(shown(preset="own", prompts="a\nb").tables[1].rows) == 2


def test_presets_are_what_they_are_called() -> None:
    """With room for all: nothing, or more in the tree than in blocks, and whole prompts last."""
    for name, texts in PRESETS.items():
        prompts = [text.split() for text in texts]
        tree, blocks, whole = (
            hit_rate(serve(cache, prompts), prompts)
            for cache in (RadixTree(PLENTY), BlockHashes(PLENTY, 4), WholePrompts(PLENTY))
        )
        assert (tree > blocks > whole) if name != "none" else (tree == blocks == whole == 0)


def test_the_tree_is_drawn_with_hits_marked_and_children_indented() -> None:
    picture = shown(preset="own", prompts="a b c\na b d").pictures[1]
    boxes = [shape for shape in picture.shapes if isinstance(shape, Box)]
    assert [(box.look, box.says) for box in boxes] == [
        ("hit", "2 tokens, found by 1 later: a b"),
        ("miss", "1 token, not found again: c"),
        ("miss", "1 token, not found again: d"),
    ]
    assert boxes[0].x < boxes[1].x == boxes[2].x


@pytest.mark.parametrize("preset", PRESETS)
def test_nothing_leaves_the_picture(preset: str) -> None:
    deep = "\n".join(" ".join(words(4 * n, "w")) for n in range(1, 13))
    for found in (shown(preset=preset), shown(preset="own", prompts=deep)):
        for picture in found.pictures:
            for shape in picture.shapes:
                if isinstance(shape, Box):
                    assert shape.x + shape.width <= WIDTH
                    assert shape.y + shape.height <= picture.height
                if isinstance(shape, Label):
                    assert shape.x + 13 * len(shape.text) <= WIDTH
                    assert shape.y <= picture.height


def test_a_large_tree_is_cut_and_says_so() -> None:
    prompts = "\n".join(f"p{number} q" for number in range(24))
    labels = [
        s.text
        for s in shown(preset="own", prompts=prompts).pictures[1].shapes
        if isinstance(s, Label)
    ]
    assert labels[-1] == "and 4 more runs"


def test_a_node_lists_all_below_it() -> None:
    assert list(Node(("a",)).below()) == []
