"""The KV cache as virtual memory: reserved pieces and paged blocks, drawn in one step.

What is drawn is worked out in kvmemory.py, which names its source.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from courseapp.simulators import kvmemory
from courseapp.simulators.kvmemory import (
    LESSON,
    MEASURED,
    Held,
    Moment,
    Request,
    Shares,
    average_unfilled,
    blocks_needed,
    count_fitting,
    cut,
    draw_requests,
    page,
    reservations,
)
from courseapp.simulators.parameters import Choice, Number
from courseapp.simulators.pictures import WIDTH, Box, Label, Outcome, Picture, Shape, Table

PARAMETERS = (
    Choice(
        "lengths",
        "Requests",
        (
            ("lesson", "Sixteen of many lengths"),
            ("measured", "All 512 in, 256 out"),
            ("drawn", "Drawn"),
        ),
        "lesson",
    ),
    Number("requests", "At most", "requests", 1, 600, 16),
    Number("prompt", "Longest prompt, if drawn", "tokens", 1, 1000, 400),
    Number("answer", "Longest answer, if drawn", "tokens", 1, 1000, 200),
    Number("seed", "Lengths drawn", "", 0, 999, 7),
    Number("memory", "Memory", "tokens", 16, 450_000, 2048),
    Number("maximum", "Longest allowed", "tokens", 2, 10_000, 512),
    Choice(
        "reserve",
        "Reserve for each",
        (("maximum", "The longest allowed"), ("own", "Its prompt, the longest answer")),
        "maximum",
    ),
    Number("block", "Block", "tokens", 1, 256, 16),
    Number("samples", "Answers to each prompt", "", 1, 3, 1),
    Number("step", "Step to look at", "", 1, 64, 24),
    Number("chosen", "Request to look at", "", 1, 600, 4),
)
LEFT, INNER, ROWS, ROW = 8, WIDTH - 16, 8, 22
MAPPED, TOLD_APART, WINDOW = 4096, 256, 6
BLOCKS = (1, 8, 16, 32, 64, 128, 256)
MEANS = {
    "used": "tokens held",
    "a": "tokens of the request you look at",
    "shared": "prompt held once for all its answers",
    "hit": "prompt’s last block, copied to write into it",
    "b": "reserved for tokens to come",
    "waste": "given away, left empty",
    "c": "free, in pieces too small",
    "idle": "free",
}


@dataclass(frozen=True)
class Setting:
    """What both policies are given; `sizes` is only for pieces, `block` only for pages."""

    requests: tuple[Request, ...]
    sizes: list[int]
    memory: int
    block: int
    samples: int

    def reserved_fit(self) -> int:
        return count_fitting([self.samples * size for size in self.sizes], self.memory)

    def paged_fit(self, block: int) -> int:
        needs = (blocks_needed(r, r.answer, self.samples, block) for r in self.requests)
        return count_fitting(needs, self.memory // block)


@dataclass(frozen=True)
class _Stretch:
    """Neighbouring tokens of a memory that look the same."""

    start: int
    size: int
    look: str
    says: str = ""


def show(
    *,
    lengths: str,
    requests: int,
    prompt: int,
    answer: int,
    seed: int,
    memory: int,
    maximum: int,
    reserve: str,
    block: int,
    samples: int,
    step: int,
    chosen: int,
) -> Outcome:
    """The same requests under both policies, in one step."""
    wanted = _requests(lengths, requests, prompt, answer, seed)
    taken = cut(wanted, maximum)
    sizes = reservations(taken, maximum, is_own=reserve == "own")
    setting = Setting(taken, sizes, memory, block, samples)
    reserved = _reserve(setting, step)
    paged = page(taken, memory, block, samples, step)
    looked_at = min(chosen, len(taken)) - 1
    held = next((each for each in paged.held if each.request == looked_at), None)
    pictures = [_bars(reserved, paged, step)]
    if memory <= MAPPED:
        pictures += _maps(setting, reserved, paged, looked_at)
    tables = [_policies(setting, reserved, paged), _block_sizes(setting)]
    if held:
        pictures.append(_tables_picture(setting, held))
        tables.append(_block_table(setting, held))
    says = _says(setting, paged, is_cut=taken != wanted)
    if not held:
        where = f"holds no block in step {step}: it waits, has ended or is refused."
        says = (*says, f"Request {looked_at + 1} {where}")
    looks = {getattr(shape, "look", "") for picture in pictures for shape in picture.shapes}
    legend = tuple((look, means) for look, means in MEANS.items() if look in looks)
    return Outcome(says, tuple(pictures), tuple(tables), legend)


def _requests(
    lengths: str, requests: int, prompt: int, answer: int, seed: int
) -> tuple[Request, ...]:
    if lengths == "drawn":
        return draw_requests(requests, prompt, answer, seed)
    return LESSON[:requests] if lengths == "lesson" else (MEASURED,) * requests


def _reserve(setting: Setting, step: int) -> Moment:
    return kvmemory.reserve(setting.requests, setting.sizes, setting.memory, setting.samples, step)


def _says(setting: Setting, paged: Moment, *, is_cut: bool) -> tuple[str, ...]:
    block, fit = setting.block, setting.paged_fit(setting.block)
    tokens = "token" if block == 1 else "tokens"
    says = [
        f"At full length {fit:,} of {len(setting.requests):,} requests fit at once in blocks of "
        f"{block} {tokens}, and {setting.reserved_fit():,} with room reserved for each.",
        "Requests are taken in order, reading prompts takes no time, and each answer grows by a "
        "token a step. Blocks are handed out as they are needed, so more may run than would fit "
        "at full length. When none is left, the last to come gives its own back and goes on "
        f"later: {paged.preemptions:,} times by this step.",
    ]
    if setting.samples == 1:
        says.append("With two answers to each prompt the answers share the prompt’s blocks.")
    if is_cut:
        says.append("Requests above the longest allowed are cut there.")
    return tuple(says)


def _bars(reserved: Moment, paged: Moment, step: int) -> Picture:
    shapes: list[Shape] = []
    for top, name, moment in ((0, "Reserved", reserved), (64, "Paged", paged)):
        count = f"{name}: {len(moment.held):,} run, {moment.shares.used:.0%} used"
        shapes.append(Label(LEFT, top + 20, count))
        shapes += _bar(moment.shares, top + 28)
    title = (
        f"Memory in step {step}. Reserved: {reserved.shares.used:.0%} holds tokens of "
        f"{len(reserved.held)} requests. Paged: {paged.shares.used:.0%} of {len(paged.held)}."
    )
    return Picture(title, 128, tuple(shapes))


def _bar(shares: Shares, y: float) -> list[Shape]:
    x = float(LEFT)
    shapes: list[Shape] = []
    looks = ("used", "b", "waste", "c", "idle")
    values = (shares.used, shares.later, shares.internal, shares.external, shares.free)
    for look, share in zip(looks, values, strict=True):
        if share > 0:
            says = f"{MEANS[look]}: {share:.1%}"
            shapes.append(Box(x, y, share * INNER, 26, look, says[0].upper() + says[1:]))
        x += share * INNER
    return shapes


def _maps(setting: Setting, reserved: Moment, paged: Moment, chosen: int) -> list[Picture]:
    """Both memories from their first token to their last, cut into rows."""
    pieces = _reserved_stretches(setting, reserved, chosen)
    blocks = _paged_stretches(setting, paged, chosen)
    return [
        _map("Where the reserved pieces lie", pieces, setting.memory),
        _map(f"Where the blocks of {setting.block} lie", blocks, setting.memory),
    ]


def _reserved_stretches(setting: Setting, moment: Moment, chosen: int) -> list[_Stretch]:
    stretches: list[_Stretch] = []
    end = 0
    places = {place: held for held in moment.held for place in held.places}
    for place in sorted({*places, setting.memory}):
        if place > end:
            look = "c" if place - end < moment.least else "idle"
            stretches.append(_Stretch(end, place - end, look))
        if held := places.get(place):
            stretches += _piece(setting.requests[held.request], held, place, chosen)
            end = place + held.size
    return stretches


def _piece(request: Request, held: Held, place: int, chosen: int) -> list[_Stretch]:
    name = f"Request {held.request + 1}"
    tokens, rest = request.prompt + held.written, held.size - request.total
    look = "a" if held.request == chosen else "used"
    later = request.answer - held.written
    return [
        _Stretch(place, tokens, look, f"{name}: {tokens} tokens held"),
        _Stretch(place + tokens, later, "b", f"{name}: {later} tokens to come"),
        _Stretch(place + request.total, rest, "waste", f"{name}: {rest} never used"),
    ]


def _paged_stretches(setting: Setting, moment: Moment, chosen: int) -> list[_Stretch]:
    block, blocks = setting.block, setting.memory // setting.block
    stretches = [_Stretch(n * block, block, "idle") for n in range(blocks)]
    parts: dict[int, list[_Stretch]] = {}
    for held in moment.held:
        for table in held.tables:
            for index, number in enumerate(table):
                if number not in parts:
                    parts[number] = _block(setting, held, index, number, chosen)
    merged = [part for n, idle in enumerate(stretches) for part in parts.get(n, [idle])]
    merged.append(_Stretch(blocks * block, setting.memory % block, "c"))
    return merged if blocks <= TOLD_APART else _merge(merged)


def _block(setting: Setting, held: Held, index: int, number: int, chosen: int) -> list[_Stretch]:
    block, request = setting.block, setting.requests[held.request]
    filled = _filled(setting, held, index)
    look = "a" if held.request == chosen else "used"
    if setting.samples > 1 and index < request.prompt // block:
        look = "shared"
    says = f"Block {number}: {filled} of {block} tokens of request {held.request + 1}"
    start = number * block
    return [
        _Stretch(start, filled, look, says),
        _Stretch(start + filled, block - filled, "waste", says),
    ]


def _filled(setting: Setting, held: Held, index: int) -> int:
    tokens = setting.requests[held.request].prompt + held.written
    return min(tokens - index * setting.block, setting.block)


def _merge(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Neighbours that look alike as one, where single blocks are too small to be told apart."""
    merged: list[_Stretch] = []
    for each in stretches:
        if merged and merged[-1].look == each.look:
            last = merged.pop()
            each = _Stretch(last.start, last.size + each.size, last.look)
        if each.size:
            merged.append(each)
    return merged


def _map(title: str, stretches: Iterable[_Stretch], memory: int) -> Picture:
    row = -(-memory // ROWS)
    shapes: list[Shape] = [Label(LEFT, 20, title)]
    for each in stretches:
        start, end = each.start, each.start + each.size
        while start < end:
            stop = min(end, (start // row + 1) * row)
            x, y = LEFT + start % row / row * INNER, 30 + start // row * (ROW + 3)
            shapes.append(Box(x, y, (stop - start) / row * INNER, ROW, each.look, each.says))
            start = stop
    says = f"{title}, {memory:,} tokens in {ROWS} rows; the tables below have the numbers."
    return Picture(says, 32 + ROWS * (ROW + 3), tuple(shapes))


def _window(setting: Setting, held: Held) -> range:
    """Blocks by place in the table: those about the prompt's end, if not all can be shown."""
    length = len(held.tables[0])
    first = setting.requests[held.request].prompt // setting.block - WINDOW // 2
    first = max(0, min(first, length - WINDOW))
    return range(first, min(length, first + WINDOW))


def _tables_picture(setting: Setting, held: Held) -> Picture:
    window = _window(setting, held)
    drawn: list[Shape] = [Label(LEFT, 20, _table_name(setting, held))]
    for row, table in enumerate(held.tables):
        y = 34 + row * 36
        drawn.append(Label(LEFT, y + 22, f"Answer {row + 1}"))
        for column, index in enumerate(window):
            drawn += _table_box(setting, held, index, table[index], 120 + column * 92, y)
    title = f"{_table_name(setting, held)}, by number: the block table of each answer."
    return Picture(title, 40 + len(held.tables) * 36, tuple(drawn))


def _table_box(
    setting: Setting, held: Held, index: int, number: int, x: float, y: float
) -> list[Shape]:
    filled = _filled(setting, held, index)
    is_shared = len(held.tables) > 1 and all(number == table[index] for table in held.tables)
    look = "shared" if is_shared else "hit" if number in held.copied else "a"
    says = f"Block {number}: {filled} of {setting.block} tokens"
    width = 84.0
    return [
        Box(x, y, width * filled / setting.block, 30, look),
        Box(x, y, width, 30, "idle", says, str(number)),
    ]


def _table_name(setting: Setting, held: Held) -> str:
    window, length = _window(setting, held), len(held.tables[0])
    part = f", places {window.start + 1} to {window.stop} of {length}"
    return f"Blocks of request {held.request + 1}{part if len(window) < length else ''}"


def _policies(setting: Setting, reserved: Moment, paged: Moment) -> Table:
    counts = ("Fit at full length", "Run", "Wait", "Ended", "Refused")
    parts = ("Held tokens", "Reserved for later", "Empty inside", "Free, too small", "Free")
    fits = (setting.reserved_fit(), setting.paged_fit(setting.block))
    moments = (("Reserved", reserved, fits[0]), ("Paged", paged, fits[1]))
    rows = tuple((name, *_policy(moment, fit)) for name, moment, fit in moments)
    return Table("Both policies in this step", ("Policy", *counts, *parts), rows)


def _policy(moment: Moment, fit: int) -> tuple[str, ...]:
    shares = moment.shares
    counts = (fit, len(moment.held), moment.waiting, moment.ended, moment.refused)
    parts = (shares.used, shares.later, shares.internal, shares.external, shares.free)
    return (*(f"{count:,}" for count in counts), *(f"{part:.1%}" for part in parts))


def _block_sizes(setting: Setting) -> Table:
    rows = []
    for block in sorted({*BLOCKS, setting.block}):
        needs = (blocks_needed(r, r.answer, 1, block) for r in setting.requests)
        whole = sum(needs) * block
        unfilled = average_unfilled(setting.requests, block)
        share = unfilled * len(setting.requests) / whole
        cells = (f"{setting.paged_fit(block):,}", f"{unfilled:.1f} tokens", f"{share:.1%}")
        rows.append((f"{block}", *cells, f"{(block - 1) / 2:g} tokens"))
    head = ("Block", "Fit at once", "Unfilled end, average", "Of the blocks", "Lengths at random")
    return Table("All requests at full length, by block size", head, tuple(rows))


def _block_table(setting: Setting, held: Held) -> Table:
    head = ("Place", "Tokens", *(f"Answer {n + 1}" for n in range(len(held.tables))))
    rows = []
    for index in _window(setting, held):
        cells = []
        for table in held.tables:
            cells.append(f"{table[index]}{', copied' if table[index] in held.copied else ''}")
        rows.append((f"{index + 1}", f"{_filled(setting, held, index)}", *cells))
    return Table(f"{_table_name(setting, held)}", head, tuple(rows))
