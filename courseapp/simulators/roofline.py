"""How fast a model can write at best: bytes moved and arithmetic done for every step.

A step writes one token for each request of the batch. It reads all weights once and every
request's keys and values, and does about two operations a weight and request (attention's own
arithmetic left out). It takes the longer of the two times; real servers stay below. Source of the
model: Williams, Waterman and Patterson, Roofline (Communications of the ACM, 2009).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from courseapp.simulators.parameters import Choice, Number
from courseapp.simulators.pictures import (
    WIDTH,
    Box,
    Curve,
    Label,
    Line,
    Outcome,
    Picture,
    Shape,
    Source,
    Table,
)


@dataclass(frozen=True)
class Page:
    """A maker's own specification."""

    title: str
    url: str


@dataclass(frozen=True)
class Device:
    """`bandwidth` in GB/s and `peak` in TFLOP/s for dense BF16 arithmetic, as `page` gives them;
    without a peak the page states none. `note` says what we worked out of its figures."""

    name: str
    bandwidth: float
    page: Page
    peak: float | None = None
    note: str = ""

    def as_source(self) -> Source:
        peak = f"{self.peak:,g} TFLOP/s in dense BF16" if self.peak else "no peak in dense BF16"
        says = "; ".join(filter(None, (f"{self.bandwidth:,g} GB/s", peak, self.note)))
        return Source(self.name, says, self.page.title, self.page.url, LOOKED_AT)


LOOKED_AT = "24 November 2026"
M4_SERIES = Page(
    "Apple introduces M4 Pro and M4 Max (Apple Newsroom, October 2024)",
    "https://www.apple.com/newsroom/2024/10/apple-introduces-m4-pro-and-m4-max/",
)
HALVED = "half of what the page states with sparsity"
DEVICES = {
    "ddr5": Device(
        "Dual-channel DDR5-5600",
        89.6,
        Page(
            "Intel Core i9-14900K: specifications",
            "https://www.intel.com/content/www/us/en/products/sku/236773/"
            "intel-core-i9-processor-14900k-36m-cache-up-to-6-00-ghz/specifications.html",
        ),
        note="2 channels of 8 bytes, 5,600 million times a second",
    ),
    "m4": Device("Apple M4", 120, M4_SERIES),
    "m4-pro": Device("Apple M4 Pro", 273, M4_SERIES),
    "dgx-spark": Device(
        "NVIDIA DGX Spark",
        273,
        Page(
            "DGX Spark User Guide: hardware overview",
            "https://docs.nvidia.com/dgx/dgx-spark/hardware.html",
        ),
    ),
    "m4-max": Device("Apple M4 Max, 40 GPU cores", 546, M4_SERIES),
    "m5-max": Device(
        "Apple M5 Max, 40 GPU cores",
        614,
        Page(
            "Apple debuts M5 Pro and M5 Max (Apple Newsroom, March 2026)",
            "https://www.apple.com/newsroom/2026/03/"
            "apple-debuts-m5-pro-and-m5-max-to-supercharge-the-most-demanding-pro-workflows/",
        ),
    ),
    "m3-ultra": Device(
        "Apple M3 Ultra",
        819,
        Page("Mac Studio (2025): tech specs", "https://support.apple.com/en-us/122211"),
    ),
    "rtx-4090": Device(
        "NVIDIA RTX 4090",
        1008,
        Page(
            "NVIDIA Ada GPU architecture (whitepaper)",
            "https://images.nvidia.com/aem-dam/Solutions/geforce/ada/"
            "nvidia-ada-gpu-architecture.pdf",
        ),
        peak=165.2,
    ),
    "h100": Device(
        "NVIDIA H100 SXM",
        3350,
        Page("NVIDIA H100: specifications", "https://www.nvidia.com/en-us/data-center/h100/"),
        peak=989,
        note=HALVED,
    ),
    "h200": Device(
        "NVIDIA H200",
        4800,
        Page("NVIDIA H200: specifications", "https://www.nvidia.com/en-us/data-center/h200/"),
        peak=989,
        note=HALVED,
    ),
    "b200": Device(
        "NVIDIA B200",
        8000,
        Page(
            "NVIDIA DGX B200: specifications",
            "https://www.nvidia.com/en-us/data-center/dgx-b200/",
        ),
        note="an eighth of the system’s 64 TB/s",
    ),
}
PARAMETERS = (
    Choice("device", "Device", tuple((slug, d.name) for slug, d in DEVICES.items()), "h100"),
    Number("billions", "Active weights", "billions", 0.1, 1000, 8.03, step=0.01),
    Number("bits", "Bits a weight", "bits", 1, 32, 16, step=0.1),
    Number("context", "Context a request", "tokens", 0, 1_000_000, 1000),
    Number("kv", "Keys and values a token", "KiB", 0, 2000, 128),
    Number("batch", "Requests at once", "", 1, 512, 64),
)
BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


@dataclass(frozen=True)
class Model:
    """What is read: active weights in thousands of millions, bits a weight, tokens of context a
    request, KiB of keys and values a token."""

    billions: float
    bits: float
    context: int
    kv: float

    def bytes_moved(self, batch: int) -> float:
        return self.billions * 1e9 * self.bits / 8 + batch * self.context * self.kv * 1024


@dataclass(frozen=True)
class Step:
    """One step at a batch size: seconds for moving bytes and for arithmetic (None if unknown)."""

    batch: int
    moving: float
    computing: float | None

    @property
    def seconds(self) -> float:
        return max(self.moving, self.computing or 0)

    @property
    def tokens_per_second(self) -> float:
        """Of all requests together."""
        return self.batch / self.seconds

    @property
    def is_compute_bound(self) -> bool:
        return self.computing is not None and self.computing > self.moving


def step(device: Device, model: Model, batch: int) -> Step:
    """One step's two times."""
    work = 2 * model.billions * 1e9 * batch
    computing = work / (device.peak * 1e12) if device.peak else None
    return Step(batch, model.bytes_moved(batch) / (device.bandwidth * 1e9), computing)


def turning_point(device: Device, model: Model) -> int | None:
    """The first batch size up to 512 at which arithmetic takes longer; None if none does."""
    sizes = range(1, BATCHES[-1] + 1)
    return next((n for n in sizes if step(device, model, n).is_compute_bound), None)


def show(
    *, device: str, billions: float, bits: float, context: int, kv: float, batch: int
) -> Outcome:
    """Ceilings over batch sizes, the chosen one picked out."""
    chosen = DEVICES[device]
    model = Model(billions, bits, context, kv)
    steps = [step(chosen, model, size) for size in BATCHES]
    here = step(chosen, model, batch)
    return Outcome(
        says=(
            f"At most {here.tokens_per_second:,.0f} tokens a second with {batch} at once: "
            f"{here.tokens_per_second / batch:,.1f} for each.",
            _turn(chosen, turning_point(chosen, model)),
            "A ceiling, not a forecast: it counts only the bytes of weights, keys and values, and "
            "two operations a weight and token.",
        ),
        pictures=(_picture(chosen, steps, here),),
        tables=(_table(steps),),
        sources=(chosen.as_source(), *(d.as_source() for d in DEVICES.values() if d != chosen)),
    )


def _turn(device: Device, turn: int | None) -> str:
    if device.peak is None:
        return f"Drawn from bandwidth alone: the source for {device.name} states no peak in BF16."
    if turn is None:
        return "Memory sets the pace at every batch size up to 512."
    return f"From {turn} requests at once arithmetic sets the pace, below that memory."


TOP, BOTTOM, LEFT, RIGHT = 40, 300, 70, 20


def _picture(device: Device, steps: Sequence[Step], here: Step) -> Picture:
    highest = max(s.tokens_per_second for s in (*steps, here))

    def place(one: Step) -> tuple[float, float]:
        x = LEFT + (WIDTH - LEFT - RIGHT) * log(one.batch) / log(BATCHES[-1])
        return x, BOTTOM - (BOTTOM - TOP) * one.tokens_per_second / highest

    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, steps))
    x, y = place(here)
    shapes: list[Shape] = [
        Label(LEFT, 20, "Tokens a second, all together"),
        Line(LEFT, BOTTOM, WIDTH - RIGHT, BOTTOM),
        Line(LEFT, TOP, LEFT, BOTTOM),
        Label(LEFT - 6, TOP + 6, f"{highest:,.0f}", "end"),
        Label(LEFT - 6, BOTTOM, "0", "end"),
        *(Label(place(s)[0], BOTTOM + 22, str(s.batch), "middle") for s in steps[::3]),
        Label(WIDTH / 2, BOTTOM + 50, "Requests at once", "middle"),
        Curve(points, "ceiling"),
        Box(x - 6, y - 6, 12, 12, "used", f"{here.batch} at once"),
    ]
    title = (
        f"Ceiling on {device.name}: {steps[0].tokens_per_second:,.0f} tokens a second for one "
        f"request, {steps[-1].tokens_per_second:,.0f} for 512 together."
    )
    return Picture(title, BOTTOM + 62, tuple(shapes))


def _table(steps: Sequence[Step]) -> Table:
    head = ("Requests at once", "Step", "Tokens/s, all", "Tokens/s, each", "Pace set by")
    rows = tuple(
        (
            str(one.batch),
            f"{one.seconds * 1e3:,.2f} ms",
            f"{one.tokens_per_second:,.0f}",
            f"{one.tokens_per_second / one.batch:,.1f}",
            "arithmetic" if one.is_compute_bound else "memory",
        )
        for one in steps
    )
    return Table("Ceilings by batch size", head, rows)
