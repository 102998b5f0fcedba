"""What is said hangs on a verb of saying that stands behind it ("Shells fell, the army said"), as UD English has it.

The treebanks hold little of this order, which news is full of; the parser takes such a verb for a clause of its own.
"""

from collections.abc import Sequence

import numpy as np

from tidings.language.decoding import Ints

LOOSE = ("advcl", "parataxis")
MARKS = frozenset((",", "”", '"', "''"))


def governed(words: Sequence[str], head: Ints, relation: Ints, names: Sequence[str], saying: frozenset[str]) -> None:
    """Mend `head` (a root is its own) and `relation` (rows of `names`) in place."""
    root, ccomp, punct, subject = (names.index(name) for name in ("ROOT", "ccomp", "punct", "nsubj"))
    for i in map(int, np.flatnonzero(np.isin(relation, [names.index(name) for name in LOOSE]))):
        said = int(head[i])
        if words[i].lower() not in saying or relation[said] != root or said > i:
            continue
        mark = next((k for k in range(i - 1, said, -1) if words[k] in MARKS), said)
        speaker = np.arange(mark + 1, i)
        inside = (head[speaker] > mark) & (head[speaker] <= i)
        if mark == said or not inside.all() or subject not in relation[speaker][head[speaker] == i]:
            continue
        head[said], relation[said] = i, ccomp
        head[i], relation[i] = i, root
        moved = np.flatnonzero((head == said) & (relation == punct) & (np.arange(len(head)) >= mark))
        head[moved] = i
