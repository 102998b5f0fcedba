"""Groups out of weighted pairs: whatever the pairs, people's decisions hold and order changes nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tidings.linking import partition

IDS = [f"c{n:02d}" for n in range(12)]
pairs = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda p: p[0] != p[1])


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[tuple[str, str, float]], list[tuple[str, str]], list[tuple[str, str]]]:
    found = draw(st.dictionaries(pairs.map(lambda p: tuple(sorted(p))), st.integers(0, 60), max_size=30))
    edges = [(a, b, w / 10) for (a, b), w in found.items()]
    return edges, draw(st.lists(pairs, max_size=4)), draw(st.lists(pairs, max_size=6))


def joined(must: list[tuple[str, str]]) -> list[list[str]]:
    """What `must` alone puts together."""
    return partition(IDS, [], must, [], 0.0)


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_every_claim_is_in_one_group_and_decisions_hold(graph: tuple) -> None:
    edges, must, cannot = graph
    groups = partition(IDS, edges, must, cannot, 0.0)
    assert sorted(c for g in groups for c in g) == IDS
    home = {c: n for n, g in enumerate(groups) for c in g}
    assert all(home[a] == home[b] for a, b in must)
    units = {c: n for n, g in enumerate(joined(must)) for c in g}
    # `must` wins where both say something, also through others: what it joins cannot be parted.
    assert all(home[a] != home[b] for a, b in cannot if units[a] != units[b])


@settings(max_examples=100, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_changes_nothing(graph: tuple, random: object) -> None:
    edges, must, cannot = graph
    first = partition(IDS, edges, must, cannot, 0.0)
    shuffled = [list(x) for x in (IDS, edges, must, cannot)]
    for listed in shuffled:
        random.shuffle(listed)  # type: ignore[attr-defined]
    turned = [(b, a, w) for a, b, w in shuffled[1]]
    again = partition(shuffled[0], turned, shuffled[2], [(b, a) for a, b in shuffled[3]], 0.0)
    assert again == first


def test_one_pair_between_two_groups_does_not_join_them() -> None:
    left, right = IDS[:3], IDS[3:6]
    edges = [(a, b, 3.0) for g in (left, right) for n, a in enumerate(g) for b in g[n + 1 :]]
    bridge = [(left[0], right[0], 2.5)]
    assert partition(IDS[:6], edges + bridge) == [left, right]


def test_a_large_group_keeps_together_though_most_pairs_were_never_compared() -> None:
    ids = [f"c{n:03d}" for n in range(400)]
    edges = [(a, b, 4.0) for n, a in enumerate(ids) for b in ids[n + 1 : n + 17]]
    assert partition(ids, edges) == [ids]


def test_acts_of_speech_join_no_events() -> None:
    """Two events, each with a denial: the denials agree with everything, and yet the events stay two."""
    one, other, first, second = IDS[:2], IDS[2:4], IDS[4], IDS[5]
    own = [(*one, 3.0), (*other, 3.0)]
    spoken = [(c, d, 5.0) for c in (*one, *other) for d in (first, second)] + [(first, second, 1.0)]
    told = [*own, *spoken, (one[0], first, 9.0), (other[0], second, 9.0)]
    groups = partition(IDS[:6], told, follow={first, second})
    assert not any(set(g) & set(one) and set(g) & set(other) for g in groups)
    assert any(len(g) == 6 for g in partition(IDS[:6], told)), "as they would without that rule"


def test_acts_of_speech_keep_no_event_apart() -> None:
    """Reports agree on what happened; what is said about it in each has nothing to do with the other report."""
    one, other = IDS[0], IDS[1]
    talk = [(one, d, 2.0) for d in IDS[2:5]] + [(other, d, 2.0) for d in IDS[5:8]]
    assert partition(IDS[:8], [(one, other, 1.0), *talk], follow=set(IDS[2:8])) == [IDS[:8]]


def test_weak_pairs_make_no_group() -> None:
    assert partition(["a", "b", "c"], [("a", "b", 0.4)], threshold=0.5) == [["a"], ["b"], ["c"]]


def test_a_denial_goes_to_the_event_of_its_report_before_it_meets_another_denial() -> None:
    edges = [("strike", "denial", 3.0), ("siege", "denial again", 3.0), ("denial", "denial again", 6.0)]
    ids = ["denial", "denial again", "siege", "strike"]
    groups = partition(ids, edges, follow={"denial", "denial again"})
    assert groups == [["denial", "strike"], ["denial again", "siege"]]
    alone = partition(["denial", "denial again"], [edges[2]], follow={"denial", "denial again"})
    assert alone == [["denial", "denial again"]], "with no event to follow they stand together"
