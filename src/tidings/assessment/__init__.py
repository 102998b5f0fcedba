"""What an event's claims say together: sides, independent sources, agreement and contradiction, toll, grade, history.

    assessment = assess(claims, reports, policy="ucdp-low-best-high", as_of=None)

Every value leads back to the claims that give it. There is no score of truth: a grade tells how well something is
reported, by a rule that is told with it.
"""

from tidings.assessment.assess import assess, toll
from tidings.assessment.models import (
    Assessment,
    Conceded,
    Count,
    FieldView,
    Grade,
    Position,
    Range,
    Relation,
    Side,
    Step,
    TollReading,
    Voice,
)
from tidings.assessment.policies import DEFAULT, names, policy
from tidings.assessment.relations import relations
from tidings.assessment.tolls import Case, Policy

__all__ = [
    "DEFAULT",
    "Assessment",
    "Case",
    "Conceded",
    "Count",
    "FieldView",
    "Grade",
    "Policy",
    "Position",
    "Range",
    "Relation",
    "Side",
    "Step",
    "TollReading",
    "Voice",
    "assess",
    "names",
    "policy",
    "relations",
    "toll",
]
