"""Reserved pieces and blocks beside published numbers, brute force and their own laws."""

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.simulators import paging
from courseapp.simulators.kvmemory import (
    LESSON,
    MEASURED,
    Holes,
    Moment,
    Pool,
    Request,
    average_unfilled,
    blocks_needed,
    count_fitting,
    cut,
    page,
    reservations,
    reserve,
)
from courseapp.simulators.parameters import read_settings
from courseapp.simulators.pictures import WIDTH, Box, Outcome

REQUESTS = st.lists(st.builds(Request, st.integers(1, 40), st.integers(1, 25)), max_size=14).map(
    lambda requests: [Request(3, 4), *requests]
)
MEMORY, BLOCK = st.integers(16, 300), st.integers(1, 20)
SAMPLES, STEP = st.integers(1, 3), st.integers(1, 40)


def played(
    requests: list[Request], memory: int, block: int, samples: int, step: int
) -> tuple[list[int], int, int]:
    """Who runs in a step, in order, with the blocks in use and preemptions: token by token."""

    def blocks(number: int, written: int) -> int:
        """Blocks as the set of (answer, block) that hold a token, the prompt's full ones once."""
        prompt = requests[number].prompt
        places = {(a, t // block) for a in range(samples) for t in range(prompt + written)}
        return len({(0 if b < prompt // block else a, b) for a, b in places})

    total = memory // block
    waiting = [(n, 0) for n, r in enumerate(requests) if blocks(n, r.answer) <= total]
    running: list[list[int]] = []
    preemptions = 0
    for _ in range(step):
        running = [[n, w] for n, w in running if w < requests[n].answer]
        index = 0
        while index < len(running):
            number, written = running[index]
            others = sum(blocks(n, w) for n, w in running if n != number)
            if others + blocks(number, written + 1) > total:
                last, done = running.pop()
                waiting.insert(0, (last, done - (last in [n for n, _ in running[:index]])))
                preemptions += 1
                continue
            running[index][1] += 1
            index += 1
        while waiting:
            number, written = waiting[0]
            if sum(blocks(n, w) for n, w in running) + blocks(number, written + 1) > total:
                break
            running.append([waiting.pop(0)[0], written + 1])
    in_use = sum(blocks(n, w) for n, w in running)
    return [n for n, _ in running], in_use, preemptions


@given(REQUESTS, MEMORY, BLOCK, SAMPLES, STEP)
def test_paging_runs_who_a_server_played_token_by_token_runs(
    requests: list[Request], memory: int, block: int, samples: int, step: int
) -> None:
    found = page(requests, memory, block, samples, step)
    running, in_use, preemptions = played(requests, memory, block, samples, step)
    assert [held.request for held in found.held] == running
    assert len(blocks_of(found)) == in_use
    assert found.preemptions == preemptions


def blocks_of(found: Moment) -> set[int]:
    return {number for held in found.held for table in held.tables for number in table}


@given(REQUESTS, MEMORY, SAMPLES, STEP, st.booleans())
def test_reserving_runs_who_first_fit_over_single_tokens_runs(
    requests: list[Request], memory: int, samples: int, step: int, is_own: bool
) -> None:
    sizes = reservations(requests, 70, is_own=is_own)
    tokens: list[int | None] = [None] * memory
    waiting = [n for n, size in enumerate(sizes) if size * samples <= memory]
    left: dict[int, int] = {}
    for _ in range(step):
        left = {number: steps - 1 for number, steps in left.items()}
        tokens = [None if t is None or not left[t] else t for t in tokens]
        left = {number: steps for number, steps in left.items() if steps}
        while waiting:
            number, tried = waiting[0], list(tokens)
            for _ in range(samples):
                size = sizes[number]
                starts = range(memory - size + 1)
                free = [s for s in starts if tried[s : s + size] == [None] * size]
                if not free:
                    break
                tried[free[0] : free[0] + size] = [number] * size
            if tried.count(number) < samples * sizes[number]:
                break
            tokens, left[waiting.pop(0)] = tried, requests[number].answer
    found = reserve(requests, sizes, memory, samples, step)
    assert {held.request for held in found.held} == set(left)
    for held in found.held:
        for place in held.places:
            assert tokens[place : place + held.size] == [held.request] * held.size
    least = sizes[waiting[0]] if waiting else 0
    holes = [len(list(run)) for owner, run in groupby(tokens) if owner is None]
    small = sum(hole for hole in holes if hole < least)
    assert found.shares.external == pytest.approx(small / memory)
    assert found.shares.free == pytest.approx((sum(holes) - small) / memory)


@given(REQUESTS, MEMORY, BLOCK, SAMPLES, STEP, st.booleans())
def test_shares_are_between_nothing_and_all_and_make_one(
    requests: list[Request], memory: int, block: int, samples: int, step: int, is_own: bool
) -> None:
    sizes = reservations(requests, 70, is_own=is_own)
    for found in (
        page(requests, memory, block, samples, step),
        reserve(requests, sizes, memory, samples, step),
    ):
        s = found.shares
        parts = (s.used, s.later, s.internal, s.external, s.free)
        assert all(0 <= part <= 1 for part in parts)
        assert sum(parts) == pytest.approx(1)
        assert len(found.held) + found.waiting + found.ended + found.refused == len(requests)


@given(REQUESTS, MEMORY, SAMPLES, STEP)
def test_blocks_of_one_token_leave_nothing_empty(
    requests: list[Request], memory: int, samples: int, step: int
) -> None:
    shares = page(requests, memory, 1, samples, step).shares
    assert shares.internal == shares.external == shares.later == 0


@given(REQUESTS, MEMORY, BLOCK, SAMPLES, st.integers(4, 20))
def test_paging_admits_at_least_as_many_as_reserving(
    requests: list[Request], memory: int, block: int, samples: int, blocks: int
) -> None:
    """Wherever a reservation is a whole number of blocks; else a block may be the larger waste."""
    maximum = block * blocks
    short = cut(requests, maximum)
    reserved = count_fitting([maximum * samples] * len(short), memory)
    needs = [blocks_needed(each, each.answer, samples, block) for each in short]
    assert count_fitting(needs, memory // block) >= reserved
    first = reserve(short, [maximum] * len(short), memory, samples, 1)
    assert len(page(short, memory, block, samples, 1).held) >= len(first.held)


@given(REQUESTS, MEMORY, BLOCK, SAMPLES, STEP)
def test_no_block_is_in_two_tables_unless_it_is_shared(
    requests: list[Request], memory: int, block: int, samples: int, step: int
) -> None:
    found = page(requests, memory, block, samples, step)
    seen: set[int] = set()
    for held in found.held:
        shared = requests[held.request].prompt // block
        assert len({table[:shared] for table in held.tables}) == 1
        blocks = [*held.tables[0][:shared], *(n for t in held.tables for n in t[shared:])]
        assert len(blocks) == len(set(blocks))
        assert not seen & set(blocks)
        seen |= set(blocks)
    assert seen <= set(range(memory // block))


@given(REQUESTS, MEMORY, BLOCK, SAMPLES)
def test_all_memory_is_free_once_all_have_ended(
    requests: list[Request], memory: int, block: int, samples: int
) -> None:
    step = sum(request.answer for request in requests) + 1
    for found in (
        page(requests, memory, block, samples, step),
        reserve(requests, reservations(requests, 70, is_own=True), memory, samples, step),
    ):
        assert not found.held
        assert not found.waiting
        tail = memory % block if found.least == block else 0
        assert found.shares.free == pytest.approx(1 - tail / memory)


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 3)), min_size=1, max_size=12))
def test_giving_back_every_block_gives_back_everything(groups: list[tuple[int, int]]) -> None:
    pool = Pool(200, 4)
    tables = []
    for tokens, samples in groups:
        first = pool.claim(-(-tokens // 4))
        family = [first, *pool.fork(first, samples - 1)]
        for table in family:
            pool.write(table, tokens, 5)
        tables += family
    for table in tables:
        pool.release(table)
    assert pool.free == 200
    assert sorted(pool.claim(200)) == list(range(200))
    assert not pool.others


def test_a_block_with_room_is_copied_by_all_but_the_last_who_write_into_it() -> None:
    pool = Pool(10, 4)
    first = pool.claim(2)
    second, third = pool.fork(first, 2)
    assert first == second == third == [0, 1]
    assert [pool.write(table, 6, 1) for table in (first, second, third)] == [2, 3, None]
    assert (first, second, third) == ([0, 2], [0, 3], [0, 1])


def test_full_blocks_are_shared_without_a_copy() -> None:
    pool = Pool(10, 4)
    first = pool.claim(2)
    (second,) = pool.fork(first, 1)
    assert pool.write(first, 8, 1) is None
    assert pool.write(second, 8, 1) is None
    assert (first, second) == ([0, 1, 2], [0, 1, 3])


@given(st.lists(st.integers(1, 9), min_size=1, max_size=10), st.randoms())
def test_holes_grow_together_again(sizes: list[int], order: object) -> None:
    holes = Holes(100)
    taken = [(holes.take(size), size) for size in sizes]
    order.shuffle(taken)  # type: ignore[attr-defined]
    for start, size in taken:
        assert start is not None
        holes.give(start, size)
    assert holes.pieces == [(0, 100)]


def test_requests_that_end_leave_holes_too_small_for_the_next() -> None:
    requests = [Request(10, 2), Request(10, 9), Request(10, 2), Request(30, 9)]
    sizes = reservations(requests, 100, is_own=True)
    assert sizes == [19, 19, 19, 39]
    found = reserve(requests, sizes, 60, samples=1, step=3)
    assert [(held.request, held.places) for held in found.held] == [(1, (19,))]
    assert found.shares.external == pytest.approx(41 / 60)


def test_a_hole_for_one_of_two_answers_is_not_too_small() -> None:
    shares = reserve([Request(4, 3), Request(4, 3)], [10, 10], 30, samples=2, step=1).shares
    assert shares.external == 0
    assert shares.free == pytest.approx(1 / 3)


def test_the_lessons_sixteen_requests_fit_as_often_as_published() -> None:
    """Facts, section 11: 4 reservations waste 58.2 %; 11 requests in all of 128 blocks, 4.4 %."""
    reserved = LESSON[: count_fitting([512] * 16, 2048)]
    needs = [blocks_needed(each, each.answer, 1, 16) for each in LESSON]
    paged = LESSON[: count_fitting(needs, 128)]
    assert (len(reserved), len(paged), sum(needs[:11])) == (4, 11, 128)
    assert 1 - sum(each.total for each in reserved) / 2048 == pytest.approx(0.582, abs=5e-4)
    assert 1 - sum(each.total for each in paged) / 2048 == pytest.approx(0.044, abs=5e-4)


@pytest.mark.parametrize(
    ("block", "waste"),
    [(1, 0), (8, 1.4), (16, 3.7), (32, 7.5), (64, 13.5), (128, 22.1), (256, 38.5)],
)
def test_waste_by_block_size_is_as_published(block: int, waste: float) -> None:
    whole = sum(blocks_needed(each, each.answer, 1, block) for each in LESSON) * block
    unfilled = average_unfilled(LESSON, block) * len(LESSON)
    assert 100 * unfilled / whole == pytest.approx(waste, abs=0.05)


def test_what_was_measured_comes_out() -> None:
    """449,968 tokens on one H100: 54 requests reserved at 8,192, 585 of 768 at full length."""
    requests = [MEASURED] * 1100
    assert count_fitting([8192] * 1100, 449_968) == 54
    needs = [blocks_needed(each, each.answer, 1, 16) for each in requests]
    assert count_fitting(needs, 449_968 // 16) == 585
    assert len(reserve(requests, [8192] * 1100, 449_968, 1, 1).held) == 54


def test_more_run_than_fit_at_full_length_and_the_surplus_is_preempted() -> None:
    """Measured: 822 seen running, 226 preemptions. Here prompts take no time: 852 at first."""
    requests = [MEASURED] * 1100
    assert len(page(requests, 449_968, 16, 1, 1).held) == 449_968 // 16 // 33
    late = page(requests, 449_968, 16, 1, 256)
    assert len(late.held) == 585
    assert late.preemptions == 449_968 // 16 // 33 - 585


@pytest.mark.parametrize("block", [1, 8, 16, 64, 256])
def test_lengths_at_random_leave_half_a_block_empty(block: int) -> None:
    requests = [Request(1, answer) for answer in range(1, 4 * block + 1)]
    assert average_unfilled(requests, block) == (block - 1) / 2


def test_who_could_never_fit_is_refused_and_stops_nobody() -> None:
    requests = [Request(10, 5), Request(90, 20), Request(10, 5)]
    assert count_fitting([15, 110, 15], 100) == 2
    found = page(requests, 100, 5, 1, 1)
    assert ([held.request for held in found.held], found.refused) == ([0, 2], 1)


def test_no_request_is_longer_than_allowed() -> None:
    assert cut([Request(9, 9), Request(30, 1), Request(2, 3)], 10) == (
        Request(9, 1),
        Request(9, 1),
        Request(2, 3),
    )


def shown(**texts: str) -> Outcome:
    settings = read_settings(paging.PARAMETERS, texts)
    assert not settings.has_errors
    return paging.show(**settings.values)


def test_what_is_shown_leads_with_both_counts() -> None:
    found = shown()
    assert found.says[0] == (
        "At full length 11 of 16 requests fit at once in blocks of 16 tokens, "
        "and 4 with room reserved for each."
    )
    assert [row[:2] for row in found.tables[0].rows] == [("Reserved", "4"), ("Paged", "11")]
    assert len(found.pictures) == 4


def test_two_answers_show_blocks_shared_and_the_one_copied() -> None:
    """Request 4 has a prompt of 16 tokens; in blocks of 5 the fourth block is not full."""
    found = shown(samples="2", block="5", step="2", chosen="4")
    table = found.tables[-1]
    assert table.head == ("Place", "Tokens", "Answer 1", "Answer 2")
    assert all(first == second for _, _, first, second in table.rows[:3])
    assert table.rows[3][1:] == ("3", f"{table.rows[3][2].split(',')[0]}, copied", table.rows[3][3])
    looks = [getattr(shape, "look", "") for shape in found.pictures[-1].shapes]
    assert (looks.count("shared"), looks.count("hit"), looks.count("a")) == (6, 1, 1)


def test_a_request_without_blocks_is_said_to_have_none() -> None:
    found = shown(step="64", chosen="11")
    assert found.says[-1].startswith("Request 11 holds no block in step 64")


@pytest.mark.parametrize("step", [1, 20, 40])
def test_maps_show_the_shares_that_the_table_has(step: int) -> None:
    found = shown(memory="1000", block="7", reserve="own", step=str(step), chosen="2")
    sizes = reservations(LESSON, 512, is_own=True)
    moments = (reserve(LESSON, sizes, 1000, 1, step), page(LESSON, 1000, 7, 1, step))
    for picture, moment in zip(found.pictures[1:3], moments, strict=True):
        tokens = dict.fromkeys(paging.MEANS, 0.0)
        for box in (shape for shape in picture.shapes if isinstance(shape, Box)):
            tokens[box.look] += box.width / paging.INNER * 125
        shares = moment.shares
        assert tokens["used"] + tokens["a"] == pytest.approx(1000 * shares.used)
        assert tokens["b"] == pytest.approx(1000 * shares.later)
        assert tokens["waste"] == pytest.approx(1000 * shares.internal)
        assert tokens["c"] == pytest.approx(1000 * shares.external)
        assert tokens["idle"] == pytest.approx(1000 * shares.free)


def test_no_box_leaves_the_picture() -> None:
    for texts in ({}, {"memory": "4096", "block": "1"}, {"samples": "3", "block": "256"}):
        for picture in shown(**texts).pictures:
            for box in (s for s in picture.shapes if isinstance(s, Box)):
                assert box.x >= 0
                assert box.x + box.width <= WIDTH
                assert box.y + box.height <= picture.height
