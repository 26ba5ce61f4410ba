"""The roofline beside the worked numbers of the course's facts, and its own laws."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courseapp.simulators import roofline
from courseapp.simulators.pictures import Outcome
from courseapp.simulators.roofline import DEVICES, Model, Step, step, turning_point

MAKERS = {
    "www.intel.com",
    "www.apple.com",
    "support.apple.com",
    "www.nvidia.com",
    "docs.nvidia.com",
    "images.nvidia.com",
}


def of_8b(batch: int, device: str = "h100") -> Step:
    """An 8-billion-weight model in BF16 with 1,000 tokens of context a request."""
    return step(DEVICES[device], Model(8.03, bits=16, context=1000, kv=128), batch)


@pytest.mark.parametrize(
    ("batch", "milliseconds", "tokens"),
    [
        (1, 4.83, 207),
        (8, 5.11, 1566),
        (64, 7.30, 8769),
        (128, 9.80, 13058),
        (256, 14.81, 17285),
        (512, 24.83, 20623),
    ],
)
def test_the_worked_numbers_of_the_course_come_out(
    batch: int, milliseconds: float, tokens: float
) -> None:
    found = of_8b(batch)
    assert found.seconds * 1e3 == pytest.approx(milliseconds, abs=0.006)
    assert found.tokens_per_second == pytest.approx(tokens, rel=0.001)


@pytest.mark.parametrize(
    ("device", "tokens"),
    [
        ("m4", 24),
        ("m4-pro", 55),
        ("m4-max", 111),
        ("m5-max", 125),
        ("m3-ultra", 167),
        ("rtx-4090", 205),
        ("h100", 681),
        ("ddr5", 18),
    ],
)
def test_one_user_with_a_four_bit_file_gets_bandwidth_over_size(device: str, tokens: float) -> None:
    """Llama-3.1-8B in Q4_K_M is 4.92 GB, 4.9 bits a weight."""
    bits = 4.92e9 * 8 / 8.03e9
    found = step(DEVICES[device], Model(8.03, bits, context=0, kv=0), batch=1)
    assert found.tokens_per_second == pytest.approx(tokens, abs=0.7)


def test_without_context_arithmetic_takes_over_at_the_ridge() -> None:
    """989 TFLOP/s over 3.35 TB/s is 295 operations a byte; a 16-bit weight does one a byte."""
    assert turning_point(DEVICES["h100"], Model(8.03, bits=16, context=0, kv=0)) == 296
    assert turning_point(DEVICES["h100"], Model(8.03, bits=16, context=1000, kv=128)) is None


LAYERS, HIDDEN, HEADS, KV_HEADS, INNER, WORDS = 32, 4096, 32, 8, 14336, 128_256
"""Llama-3.1-8B's shape."""


def tensors() -> Iterator[int]:
    """How many weights each matrix of the model has."""
    head = HIDDEN // HEADS
    for _ in range(LAYERS):
        yield from (HIDDEN * HEADS * head, HIDDEN * KV_HEADS * head, HIDDEN * KV_HEADS * head)
        yield HEADS * head * HIDDEN
        yield from (HIDDEN * INNER, HIDDEN * INNER, INNER * HIDDEN)
        yield from (HIDDEN, HIDDEN)
    yield from (WORDS * HIDDEN, WORDS * HIDDEN, HIDDEN)


def moved_one_by_one(bits: int, contexts: list[int]) -> int:
    """The bytes of a step: each matrix once, and key and value of each layer, head and token."""
    moved = sum(weights * bits // 8 for weights in tensors())
    for context in contexts:
        for _ in range(context):
            moved += LAYERS * KV_HEADS * (HIDDEN // HEADS) * 2 * 2
    return moved


@pytest.mark.parametrize("bits", [4, 8, 16])
@pytest.mark.parametrize(("batch", "context"), [(1, 0), (3, 700), (64, 40)])
def test_a_step_moves_what_its_matrices_keys_and_values_weigh(
    bits: int, batch: int, context: int
) -> None:
    weights = sum(tensors())
    assert weights / 1e9 == pytest.approx(8.03, abs=0.005)
    model = Model(weights / 1e9, bits, context, kv=128)
    assert model.bytes_moved(batch) == pytest.approx(moved_one_by_one(bits, [context] * batch))


MODELS = {
    "billions": st.floats(0.1, 100),
    "bits": st.floats(1, 16),
    "context": st.integers(0, 10_000),
    "kv": st.floats(0, 500),
}


@given(device=st.sampled_from(sorted(DEVICES)), **MODELS)
def test_arithmetic_takes_over_where_trying_every_batch_finds_it(
    device: str, billions: float, bits: float, context: int, kv: float
) -> None:
    model, chosen = Model(billions, bits, context, kv), DEVICES[device]
    bound = [
        batch
        for batch in range(1, 513)
        if chosen.peak
        and 2 * billions * 1e9 * batch / (chosen.peak * 1e12)
        > model.bytes_moved(batch) / (chosen.bandwidth * 1e9)
    ]
    turn = turning_point(chosen, model)
    assert bound == ([] if turn is None else list(range(turn, 513)))


@given(device=st.sampled_from(sorted(DEVICES)), batch=st.integers(1, 512), **MODELS)
def test_less_to_move_never_takes_longer(
    device: str, batch: int, billions: float, bits: float, context: int, kv: float
) -> None:
    whole = step(DEVICES[device], Model(billions, bits, context, kv), batch)
    for lighter in (
        Model(billions / 2, bits, context, kv),
        Model(billions, bits / 2, context, kv),
        Model(billions, bits, context // 2, kv),
        Model(billions, bits, context, kv / 2),
    ):
        assert step(DEVICES[device], lighter, batch).seconds <= whole.seconds


@given(batch=st.integers(1, 512), **MODELS)
def test_more_bandwidth_with_the_same_peak_is_never_slower(
    batch: int, billions: float, bits: float, context: int, kv: float
) -> None:
    model = Model(billions, bits, context, kv)
    h100, h200 = (step(DEVICES[name], model, batch) for name in ("h100", "h200"))
    assert DEVICES["h100"].peak == DEVICES["h200"].peak
    assert h200.seconds <= h100.seconds


@given(
    st.integers(1, 511),
    st.floats(0.1, 100),
    st.floats(1, 16),
    st.integers(0, 10_000),
    st.sampled_from(sorted(DEVICES)),
)
def test_a_larger_batch_writes_more_together_and_less_for_each(
    batch: int, billions: float, bits: float, context: int, device: str
) -> None:
    model = Model(billions, bits, context, kv=128)
    small = step(DEVICES[device], model, batch)
    large = step(DEVICES[device], model, batch + 1)
    assert large.tokens_per_second >= small.tokens_per_second * (1 - 1e-9)
    assert large.seconds >= small.seconds * (1 - 1e-9)


def shown(device: str) -> Outcome:
    return roofline.show(device=device, billions=8, bits=4.9, context=0, kv=128, batch=1)


def test_a_device_without_a_peak_says_so() -> None:
    found = shown("m4")
    assert found.says[1] == (
        "Drawn from bandwidth alone: the source for Apple M4 states no peak in BF16."
    )
    assert found.sources[0].says == "120 GB/s; no peak in dense BF16"


@pytest.mark.parametrize("device", DEVICES)
def test_every_device_names_its_makers_page(device: str) -> None:
    found = shown(device)
    assert found.sources[0].what == DEVICES[device].name
    assert {source.what for source in found.sources} == {d.name for d in DEVICES.values()}
    for source in found.sources:
        assert source.title
        assert source.looked_at
        assert urlsplit(source.url).hostname in MAKERS


def test_what_was_worked_out_of_a_page_is_said() -> None:
    (h100,) = (source for source in shown("m4").sources if source.what == "NVIDIA H100 SXM")
    assert h100.says == (
        "3,350 GB/s; 989 TFLOP/s in dense BF16; half of what the page states with sparsity"
    )
