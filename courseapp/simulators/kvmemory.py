"""The KV cache of the same requests with room reserved for each, and in blocks with a table.

Reserved: every request gets one contiguous piece for the longest it may become, by first fit, as
servers did before 2023. Paged: memory is cut into blocks, a block is handed out when the tokens
before it are full, and a table says which block holds which tokens; answers sampled from one
prompt hold its blocks together, and whoever writes into a shared block copies it first (Kwon et
al., Efficient Memory Management for LLM Serving with PagedAttention, SOSP 2023, sections 3 and 4).
When no block is left, the request that came last gives all of its blocks back, goes to the head
of the queue and computes them again later (section 4.5, recomputation).

Requests are taken in order. A running one writes a token for each of its answers in every step;
reading prompts takes no time. All amounts are tokens unless a name says otherwise.
"""

import random
from bisect import insort
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log


@dataclass(frozen=True)
class Request:
    prompt: int
    answer: int

    @property
    def total(self) -> int:
        return self.prompt + self.answer


@dataclass(frozen=True)
class Held:
    """What a running request holds. `written` counts the tokens of each of its answers.

    Reserved, `places` has the start of each answer's piece and `size` its length. Paged, `shared`
    are the blocks that the prompt fills, `tails` those behind them of each answer, and `copied`
    the ones that were copied before a write.
    """

    request: int
    written: int
    places: tuple[int, ...] = ()
    size: int = 0
    shared: Sequence[int] = ()
    tails: Sequence[Sequence[int]] = ()
    copied: frozenset[int] = frozenset()

    @cached_property
    def tables(self) -> tuple[tuple[int, ...], ...]:
        """The block table of each answer."""
        return tuple((*self.shared, *tail) for tail in self.tails)


@dataclass(frozen=True)
class Shares:
    """What the memory is taken up by. The five make 1.

    `later` is reserved for tokens to come, `internal` was given to a request that will not fill it
    (reserved) or has not filled it (the end of a block), `external` is free in pieces too small
    for the next request in the queue (reserved) or for a block.
    """

    used: float
    later: float
    internal: float
    external: float
    free: float


@dataclass(frozen=True)
class Moment:
    """One policy in one step.

    `refused` could never fit, `preemptions` counts how often a request gave all its blocks back,
    and pieces below `least` are too small to be given to anybody.
    """

    held: tuple[Held, ...]
    shares: Shares
    waiting: int
    ended: int
    refused: int
    least: int
    preemptions: int = 0


LESSON = tuple(
    Request(prompt, answer)
    for prompt, answer in (
        *((40, 60), (120, 30), (300, 90), (16, 200), (64, 64), (200, 20), (90, 10), (33, 150)),
        *((70, 70), (250, 40), (20, 20), (500, 12), (10, 100), (128, 128), (60, 5), (45, 45)),
    )
)
MEASURED = Request(512, 256)


def draw_requests(requests: int, prompt: int, answer: int, seed: int) -> tuple[Request, ...]:
    """Lengths log-uniform from a sixteenth of the longest up to it."""
    random_ = random.Random(seed)  # noqa: S311  a drawing to look at, not a secret

    def draw(longest: int) -> int:
        return round(exp(random_.uniform(log(max(longest / 16, 1)), log(longest))))

    return tuple(Request(draw(prompt), draw(answer)) for _ in range(requests))


def cut(requests: Iterable[Request], maximum: int) -> tuple[Request, ...]:
    """No request longer than `maximum`, as a server ends an answer there."""
    prompts = ((min(each.prompt, maximum - 1), each.answer) for each in requests)
    return tuple(Request(prompt, min(answer, maximum - prompt)) for prompt, answer in prompts)


def reservations(requests: Sequence[Request], maximum: int, *, is_own: bool) -> list[int]:
    """The size of the piece each answer of a request gets.

    Args:
        is_own: whether it is the request's prompt and the longest answer of all.
    """
    if not is_own:
        return [maximum] * len(requests)
    longest = max(request.answer for request in requests)
    return [min(request.prompt + longest, maximum) for request in requests]


def blocks_needed(request: Request, written: int, samples: int, block: int) -> int:
    """Full blocks of the prompt are held once, all behind them by each answer."""
    shared = request.prompt // block
    return shared + samples * (-(-(request.prompt + written) // block) - shared)


def count_fitting(needs: Iterable[int], capacity: int) -> int:
    """How many fit at once, in order up to the first that does not. Who never fits is refused."""
    count, left = 0, capacity
    for need in needs:
        if need > capacity:
            continue
        if need > left:
            break
        count, left = count + 1, left - need
    return count


def average_unfilled(requests: Sequence[Request], block: int) -> float:
    """The empty end of the last block at full length; (block - 1) / 2 for lengths at random."""
    return sum(-request.total % block for request in requests) / len(requests)


class Holes:
    """The free pieces of a memory, by place."""

    def __init__(self, memory: int) -> None:
        self.pieces = [(0, memory)]

    def take(self, size: int) -> int | None:
        """The start of the first piece large enough, or None."""
        for index, (start, free) in enumerate(self.pieces):
            if free >= size:
                rest = [(start + size, free - size)] if free > size else []
                self.pieces[index : index + 1] = rest
                return start
        return None

    def give(self, start: int, size: int) -> None:
        """Makes one piece of it and its free neighbours."""
        before = [piece for piece in self.pieces if sum(piece) == start]
        after = [piece for piece in self.pieces if piece[0] == start + size]
        for piece in before + after:
            self.pieces.remove(piece)
        start = before[0][0] if before else start
        insort(self.pieces, (start, size + sum(free for _, free in before + after)))


def reserve(
    requests: Sequence[Request], sizes: Sequence[int], memory: int, samples: int, step: int
) -> Moment:
    """Contiguous pieces by first fit, in step `step` (the first is 1)."""
    waiting = deque(n for n, size in enumerate(sizes) if samples * size <= memory)
    refused = len(requests) - len(waiting)
    holes = Holes(memory)
    running: dict[int, tuple[int, tuple[int, ...]]] = {}
    ends: defaultdict[int, list[int]] = defaultdict(list)
    for now in range(1, step + 1):
        for number in ends[now]:
            for place in running.pop(number)[1]:
                holes.give(place, sizes[number])
        while waiting and (places := _place(holes, sizes[waiting[0]], samples)):
            number = waiting.popleft()
            running[number] = now, places
            ends[now + requests[number].answer].append(number)
    held = tuple(
        Held(number, step - start + 1, places, sizes[number])
        for number, (start, places) in running.items()
    )
    least = sizes[waiting[0]] if waiting else 0
    external = sum(free for _, free in holes.pieces if free < least)
    free = sum(free for _, free in holes.pieces) - external
    shares = _reserved_shares(requests, held, external, free, memory)
    ended = len(requests) - refused - len(waiting) - len(running)
    return Moment(held, shares, len(waiting), ended, refused, least)


def _place(holes: Holes, size: int, samples: int) -> tuple[int, ...]:
    """A piece for each of the samples, or none at all."""
    places: list[int] = []
    while len(places) < samples:
        place = holes.take(size)
        if place is None:
            for taken in places:
                holes.give(taken, size)
            return ()
        places.append(place)
    return tuple(places)


def _reserved_shares(
    requests: Sequence[Request], held: Sequence[Held], external: int, free: int, memory: int
) -> Shares:
    used = later = internal = 0
    for each in held:
        request, pieces = requests[each.request], len(each.places)
        used += pieces * (request.prompt + each.written)
        later += pieces * (request.answer - each.written)
        internal += pieces * (each.size - request.total)
    return Shares(*(tokens / memory for tokens in (used, later, internal, external, free)))


class Pool:
    """Blocks by number. A block may stand in several tables; it is free when it stands in none."""

    def __init__(self, blocks: int, block: int) -> None:
        self.block = block
        self.blocks = blocks
        self.fresh = 0
        self.returned: list[int] = []
        self.others: dict[int, int] = {}

    @property
    def free(self) -> int:
        return self.blocks - self.fresh + len(self.returned)

    def claim(self, count: int) -> list[int]:
        """Blocks given back come first, the last one foremost. `count` is at most `free`."""
        kept = max(len(self.returned) - count, 0)
        again = self.returned[kept:][::-1]
        del self.returned[kept:]
        first, self.fresh = self.fresh, self.fresh + count - len(again)
        return [*again, *range(first, self.fresh)]

    def fork(self, table: list[int], times: int) -> list[list[int]]:
        """More tables of the same blocks. Nothing is copied yet."""
        if times:
            for number in table:
                self.others[number] = self.others.get(number, 0) + times
        return [list(table) for _ in range(times)]

    def write(self, table: list[int], held: int, tokens: int) -> int | None:
        """Room for `tokens` behind the `held`; the block that was copied for it, if one was.

        The last block is copied when it has room left and stands in another table too.
        """
        copied = None
        if held % self.block and self.others.get(table[-1]):
            self.release([table.pop()])
            (copied,) = self.claim(1)
            table.append(copied)
        table += self.claim(-(-(held + tokens) // self.block) - len(table))
        return copied

    def release(self, table: Iterable[int]) -> None:
        if not self.others:
            self.returned += table
            return
        for number in table:
            if number not in self.others:
                self.returned.append(number)
            elif self.others[number] > 1:
                self.others[number] -= 1
            else:
                del self.others[number]


@dataclass
class _Group:
    """The answers of one running request. `before` were written before it last came in.

    `shared` are the blocks that its prompt fills, and nobody writes into those; `tails` are the
    blocks behind them of each answer. It has no tails once it has left.
    """

    request: int
    start: int
    before: int
    shared: list[int]
    tails: list[list[int]]
    copied: frozenset[int]


class _Server:
    """Blocks, queue and running requests from step to step.

    `phases` has the running requests by when their last block is full: in every step whose
    number leaves that remainder when divided by the size of a block.
    """

    def __init__(self, requests: Sequence[Request], pool: Pool, samples: int) -> None:
        needs = (blocks_needed(each, each.answer, samples, pool.block) for each in requests)
        self.waiting = deque((n, 0) for n, need in enumerate(needs) if need <= pool.blocks)
        self.requests, self.pool, self.samples = requests, pool, samples
        self.running: dict[int, _Group] = {}
        self.ends: defaultdict[int, list[_Group]] = defaultdict(list)
        self.phases: list[list[_Group]] = [[] for _ in range(pool.block)]
        self.preemptions = 0

    def play(self, now: int) -> None:
        for group in self.ends[now]:
            if group.tails:
                self._leave(group)
        self._grow(now)
        while self.waiting and self._admit(*self.waiting[0], now):
            self.waiting.popleft()

    def _leave(self, group: _Group) -> None:
        del self.running[group.request]
        for blocks in (*group.tails, group.shared):
            self.pool.release(reversed(blocks))
        group.tails = []

    def _grow(self, now: int) -> None:
        """The next block for every answer whose last is full; who came last makes room."""
        phase = self.phases[now % self.pool.block]
        phase[:] = [group for group in phase if group.tails]
        while self.pool.free < len(phase) * self.samples:
            last = self.running[next(reversed(self.running))]
            if phase[-1] is last:
                phase.pop()
            self._leave(last)
            self.waiting.appendleft((last.request, last.before + now - last.start))
            self.preemptions += 1
        tails = [tail for group in phase for tail in group.tails]
        for tail, number in zip(tails, self.pool.claim(len(tails)), strict=True):
            tail.append(number)

    def _admit(self, number: int, before: int, now: int) -> bool:
        request, block = self.requests[number], self.pool.block
        if blocks_needed(request, before + 1, self.samples, block) > self.pool.free:
            return False
        full, rest = divmod(request.prompt, block)
        shared, tail = self.pool.claim(full), self.pool.claim(1 if rest else 0)
        tails = [tail, *self.pool.fork(tail, self.samples - 1)]
        copies = [self.pool.write(each, rest, before + 1) for each in tails]
        copied = frozenset(copy for copy in copies if copy is not None)
        group = _Group(number, now, before, shared, tails, copied)
        self.running[number] = group
        room = -(request.prompt + before + 1) % block
        self.phases[(now + room + 1) % block].append(group)
        self.ends[now + request.answer - before].append(group)
        return True


def page(requests: Sequence[Request], memory: int, block: int, samples: int, step: int) -> Moment:
    """Blocks handed out as they are needed, in step `step` (the first is 1)."""
    pool = Pool(memory // block, block)
    server = _Server(requests, pool, samples)
    refused = len(requests) - len(server.waiting)
    for now in range(1, step + 1):
        server.play(now)
    held = tuple(_held(group, step) for group in server.running.values())
    waiting = len(server.waiting)
    ended = len(requests) - refused - waiting - len(held)
    shares = _paged_shares(requests, held, pool, memory)
    return Moment(held, shares, waiting, ended, refused, block, server.preemptions)


def _held(group: _Group, step: int) -> Held:
    written = group.before + step - group.start + 1
    return Held(group.request, written, shared=group.shared, tails=group.tails, copied=group.copied)


def _paged_shares(
    requests: Sequence[Request], held: Sequence[Held], pool: Pool, memory: int
) -> Shares:
    used = 0
    for each in held:
        prompt = requests[each.request].prompt
        shared = prompt - prompt % pool.block
        used += shared + len(each.tails) * (prompt + each.written - shared)
    internal = (pool.blocks - pool.free) * pool.block - used
    external, free = memory % pool.block, pool.free * pool.block
    return Shares(*(tokens / memory for tokens in (used, 0, internal, external, free)))
