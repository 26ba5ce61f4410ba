"""Pure algorithms behind interactive figures, by name. No Django.

Each takes named parameters with bounds and units and gives an Outcome: pictures, the same in
tables and sentences.
"""

from collections.abc import Callable
from dataclasses import dataclass

from courseapp.simulators import batching, paging, payback, radix, roofline
from courseapp.simulators.parameters import Parameter
from courseapp.simulators.pictures import Outcome


@dataclass(frozen=True)
class Simulator:
    """`show` takes the parameters' values by name."""

    slug: str
    title: str
    asks: str
    parameters: tuple[Parameter, ...]
    show: Callable[..., Outcome]


SIMULATORS = {
    simulator.slug: simulator
    for simulator in (
        Simulator(
            "batching",
            "Static and continuous batching",
            "Who waits for whom when answers differ in length?",
            batching.PARAMETERS,
            batching.show,
        ),
        Simulator(
            "paging",
            "The KV cache as virtual memory",
            "How many requests fit if memory is reserved, and how many in blocks?",
            paging.PARAMETERS,
            paging.show,
        ),
        Simulator(
            "radix",
            "A radix tree of prompts",
            "How much of a prompt was read before, and which cache finds it?",
            radix.PARAMETERS,
            radix.show,
        ),
        Simulator(
            "roofline",
            "How fast at best",
            "How many tokens a second do memory and arithmetic allow?",
            roofline.PARAMETERS,
            roofline.show,
        ),
        Simulator(
            "payback",
            "Tune once, serve long",
            "After how many days has a faster set-up paid for itself?",
            payback.PARAMETERS,
            payback.show,
        ),
    )
}
