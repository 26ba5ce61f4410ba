"""Decision lists against scenarios."""

from hypothesis import given
from hypothesis import strategies as st

from courseapp.deciding.grading import Half, Report, Scenario, Score, grade
from courseapp.deciding.lists import Condition, DecisionList, Rule
from tests.deciding.test_lists import lists, values_of_scenarios


def scenario(
    name: str, load: float, pick: str, *acceptable: str, half: Half = "practice"
) -> Scenario:
    return Scenario(name, name, half, 1, "…", {"load": load}, pick, acceptable, "load", "Because.")


FEW = DecisionList((Rule("How many?", (Condition("load", "at-most", (4.0,)),), "small"),), "large")


def test_each_scenario_is_right_acceptable_or_missed() -> None:
    pile = [
        scenario("one", 1, "small"),
        scenario("four", 4, "large", "small"),
        scenario("five", 5, "small"),
        scenario("crowd", 300, "large", half="held-back"),
    ]
    report = grade(FEW, pile)
    found = [(one.scenario.id, one.pick, one.rule, one.outcome) for one in report.graded]
    assert found == [
        ("one", "small", 0, "right"),
        ("four", "small", 0, "acceptable"),
        ("five", "large", None, "missed"),
        ("crowd", "large", None, "right"),
    ]
    assert report.score == Score(right=2, acceptable=1, missed=1)
    assert report.half("held-back").score == Score(1, 0, 0)
    assert Report(()).score.total == 0


scenarios = st.builds(
    Scenario,
    id=st.just("s"),
    name=st.just("S"),
    half=st.sampled_from(["practice", "held-back"]),
    difficulty=st.integers(1, 3),
    description=st.just("…"),
    values=values_of_scenarios,
    pick=st.sampled_from("ABCD"),
    acceptable=st.lists(st.sampled_from("ABCD"), max_size=2).map(tuple),
    settled_by=st.just("q"),
    reason=st.just("r"),
)


@given(lists, st.lists(scenarios, max_size=8))
def test_totals_add_up(decision_list: DecisionList, pile: list[Scenario]) -> None:
    report = grade(decision_list, pile)
    score, halves = report.score, [report.half("practice").score, report.half("held-back").score]
    assert score.total == len(pile) == sum(half.total for half in halves)
    assert score.right == sum(half.right for half in halves)
    right = sum(one.pick == one.scenario.pick for one in report.graded)
    assert score.right == right
