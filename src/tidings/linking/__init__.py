"""Claims -> events: which claims, of whichever reports, are about one thing that happened.

`items(claims, report)` reduces claims to what linking compares; an item is stored beside its claim as JSON. `cluster`
puts items into groups of one event each, whatever order they come in; `explain` says why two are one. `blocks` and
`rank` say where a claim must be looked for: two claims are compared where they stand at most `WIDTH` apart, by rank, in
a shared block. `copies` finds reports that are one text. `title` names an event.
"""

from tidings.linking import copies
from tidings.linking.blocks import WIDTH, blocks, rank
from tidings.linking.clusters import Edge, cluster, partition
from tidings.linking.items import Item, Spot, item, items
from tidings.linking.similarity import Part, Score, explain, log_odds, similarity, weights
from tidings.linking.titles import title
from tidings.linking.types import kind

__all__ = [
    "WIDTH",
    "Edge",
    "Item",
    "Part",
    "Score",
    "Spot",
    "blocks",
    "cluster",
    "copies",
    "explain",
    "item",
    "items",
    "kind",
    "log_odds",
    "partition",
    "rank",
    "similarity",
    "title",
    "weights",
]
