"""A map of places as one picture: real borders, discs as large as the uncertainty, no pins and no network.

A place known only as a country tints the country; a province or area is a dashed disc; a town a solid dot in its disc.
"""

import html
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from math import cos, radians
from typing import TYPE_CHECKING, Any

from tidings.claim import Place
from tidings.places.borders import CREDIT as BORDER_CREDIT
from tidings.places.borders import Ring, Shape, world
from tidings.places.gazetteer import CREDIT
from tidings.places.geometry import distance_km

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Spot", "draw_html", "draw_png", "spots"]

_LAND, _SEA, _LINE, _INK, _MARK = "#f4f1ea", "#e6edf0", "#b5ada0", "#2b2a28", "#9c3d2a"
_MOST_LABELS, _MOST_OUT = 40, 6
_MOST_OF, _FAR_TIMES = 0.9, 4.0
"""A place beyond four times the reach of nine tenths of all mentions is named below the map and not shown on it."""
_WIDE_KM = 300.0
"""Places wider than this do not widen the map where it shows finer ones."""
_KM = 111.2
"""Kilometres in a degree of latitude."""


@dataclass
class Spot:
    """One place on the map, how often it is named, and under which names."""

    name: str
    level: str | None
    country: str | None
    latitude: float
    longitude: float
    radius_km: float
    count: int = 1
    texts: set[str] = field(default_factory=set)


def spots(places: Iterable[Place]) -> list[Spot]:
    """Places put together by point and name, the most named first; those without a point are left out."""
    found: dict[tuple[Any, ...], Spot] = {}
    for place in places:
        if place.latitude is None or place.longitude is None:
            continue
        key = (place.name, place.level, place.latitude, place.longitude)
        if key not in found:
            name, radius = place.name or place.text, place.radius_km or 0.0
            found[key] = Spot(name, place.level, place.country, place.latitude, place.longitude, radius, 0)
        found[key].count += 1
        found[key].texts.add(place.text)
    return sorted(found.values(), key=lambda s: (-s.count, s.name))


class _View:
    """The window of the world that holds the spots, its middle chosen so that the date line cuts nothing."""

    def __init__(self, marks: Sequence[Spot], own: Sequence[Shape]) -> None:
        small = [s for s in marks if s.level != "country" and s.radius_km <= _WIDE_KM] or list(marks)
        small = _together(small)
        points = [(s.longitude, s.latitude, min(s.radius_km, 2 * _WIDE_KM)) for s in small]
        points += [(x, y, 0.0) for shape in own for ring in shape.rings for x, y in ring]
        self.middle = _middle([p[0] for p in points]) if points else 0.0
        low_x = low_y = 180.0
        high_x = high_y = -180.0
        for x, y, km in points:
            wide = km / _KM / max(0.05, cos(radians(y)))
            x = self.turned(x)
            low_x, high_x = min(low_x, x - wide), max(high_x, x + wide)
            low_y, high_y = min(low_y, y - km / _KM), max(high_y, y + km / _KM)
        if not points:
            low_x, high_x, low_y, high_y = -180.0, 180.0, -60.0, 80.0
        self.squeeze = max(0.1, cos(radians(max(-85.0, min(85.0, (low_y + high_y) / 2)))))
        self._widen(low_x, high_x, low_y, high_y)

    def _widen(self, low_x: float, high_x: float, low_y: float, high_y: float) -> None:
        """Air around the spots, at least 60 km, in a frame of 3 to 2."""
        tall = max((high_y - low_y) * 1.25, 120 / _KM, (high_x - low_x) * 1.25 * self.squeeze / 1.5)
        tall = min(tall, 170.0)
        wide = min(360.0, tall * 1.5 / self.squeeze)
        x, y = (low_x + high_x) / 2, max(-90 + tall / 2, min(90 - tall / 2, (low_y + high_y) / 2))
        self.x, self.y = (x - wide / 2, x + wide / 2), (y - tall / 2, y + tall / 2)

    def holds(self, spot: Spot) -> bool:
        """Whether a spot's point lies in the window."""
        return self.x[0] < self.turned(spot.longitude) < self.x[1] and self.y[0] < spot.latitude < self.y[1]

    def turned(self, longitude: float) -> float:
        """A longitude within half a turn of the middle."""
        return self.middle + (longitude - self.middle + 180.0) % 360.0 - 180.0

    def ring(self, ring: Ring) -> list[Ring]:
        """A ring in this window's turn of the globe; a ring across its edge is drawn on both sides."""
        xs = [self.turned(ring[0][0])]
        for (x0, _), (x1, _) in itertools.pairwise(ring):
            xs.append(xs[-1] + (x1 - x0 + 180.0) % 360.0 - 180.0)
        shifts = [s for s in (-360.0, 0.0, 360.0) if max(xs) + s > self.x[0] and min(xs) + s < self.x[1]]
        return [[(x + s, y) for x, (_, y) in zip(xs, ring, strict=True)] for s in shifts]


def _together(marks: list[Spot]) -> list[Spot]:
    """The spots without the few far away ones that would shrink all others to a speck."""
    total = sum(s.count for s in marks)
    home = max(marks, key=lambda s: s.count, default=None)
    if home is None:
        return marks
    by_distance = sorted(marks, key=lambda s: distance_km((home.latitude, home.longitude), (s.latitude, s.longitude)))
    reached, kept = 0, []
    for spot in by_distance:
        if reached >= _MOST_OF * total:
            break
        reached += spot.count
        kept.append(spot)
    far, near = (
        distance_km((home.latitude, home.longitude), (s.latitude, s.longitude)) for s in (by_distance[-1], kept[-1])
    )
    return kept if far > _FAR_TIMES * (near + 100.0) else marks


def _middle(longitudes: list[float]) -> float:
    """The middle of the shortest stretch that holds all longitudes."""
    turns = sorted({x % 360.0 for x in longitudes})
    gaps = [(b - a, b) for a, b in zip(turns, [*turns[1:], turns[0] + 360.0], strict=True)]
    gap, start = max(gaps)
    middle = start + (360.0 - gap) / 2
    return (middle + 180.0) % 360.0 - 180.0


def _figure(marks: Sequence[Spot], own: Sequence[Shape], title: str | None) -> "Figure":
    from matplotlib.figure import Figure

    view = _View(marks, own)
    figure = Figure(figsize=(9.6, 6.8), facecolor="white")
    axes = figure.add_axes((0.02, 0.06, 0.96, 0.88 if title else 0.92))
    axes.set_facecolor(_SEA)
    axes.set_xlim(*view.x)
    axes.set_ylim(*view.y)
    axes.set_aspect(1 / view.squeeze)
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_edgecolor(_LINE)
    _land(axes, view, [*world(), *own], {s.country for s in marks if s.level == "country"})
    _discs(axes, view, marks)
    _scale(axes, view)
    if title:
        figure.text(0.02, 0.955, title, fontsize=13, color=_INK, family="serif", va="bottom")
    credit = f"{CREDIT}. {BORDER_CREDIT}. A disc holds the place; it is not a position."
    if out := [s.name.replace("$", r"\$") for s in marks if s.level != "country" and not view.holds(s)]:
        more = f" and {len(out) - _MOST_OUT} more" if len(out) > _MOST_OUT else ""
        credit = f"Beyond this map: {', '.join(out[:_MOST_OUT])}{more}.\n{credit}"
    figure.text(0.02, 0.012, credit, fontsize=7.5, color="#6b655c")
    return figure


def _land(axes: "Axes", view: _View, shapes: Iterable[Shape], tinted: set[str | None]) -> None:
    for shape in shapes:
        chosen = shape.code is not None and shape.code in tinted
        for ring in (turned for outline in shape.rings if len(outline) > 1 for turned in view.ring(outline)):
            xs, ys = zip(*ring, strict=True)
            if min(ys) > view.y[1] or max(ys) < view.y[0]:
                continue
            axes.fill(xs, ys, facecolor="#f0ddd3" if chosen else _LAND, edgecolor=_LINE, linewidth=0.7, zorder=1)


def _discs(axes: "Axes", view: _View, marks: Sequence[Spot]) -> None:
    from matplotlib.patches import Ellipse

    for spot in marks:
        x, y = view.turned(spot.longitude), spot.latitude
        if spot.level == "country":
            continue
        high = 2 * spot.radius_km / _KM
        size = (high / max(0.05, cos(radians(y))), high)
        exact = spot.level in ("town", "quarter")
        dashes: Any = "-" if exact else (0, (4, 3))
        axes.add_patch(Ellipse((x, y), *size, facecolor=_MARK, alpha=0.15, edgecolor="none", zorder=3))
        axes.add_patch(Ellipse((x, y), *size, fill=False, edgecolor=_MARK, linewidth=0.9, linestyle=dashes, zorder=4))
        if exact:
            axes.plot([x], [y], "o", color=_MARK, markersize=3.2, zorder=5)
    _labels(axes, view, sorted(marks, key=lambda s: (s.level not in ("town", "quarter"), -s.count)))


def _labels(axes: "Axes", view: _View, marks: Sequence[Spot]) -> None:
    """Names beside their places, the finest first, as far as there is room."""
    tall, wide = view.y[1] - view.y[0], view.x[1] - view.x[0]
    taken: list[tuple[float, float, float, float]] = []
    for spot in marks:
        x, y = view.turned(spot.longitude), spot.latitude
        text = spot.name + (f" ({spot.count})" if spot.count > 1 else "")
        width, height = 0.0085 * wide * len(text), 0.026 * tall
        for side, lift in ((1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1)):
            low_x = x + 0.006 * wide if side > 0 else x - 0.006 * wide - width
            box = (low_x, y + (lift - 0.5) * height, low_x + width, y + (lift + 0.5) * height)
            inside = view.x[0] < box[0] and box[2] < view.x[1] and view.y[0] < box[1] and box[3] < view.y[1]
            if inside and not any(_overlap(box, other) for other in taken) and len(taken) < _MOST_LABELS:
                taken.append(box)
                style = "normal" if spot.level in ("town", "quarter", "admin2") else "italic"
                where = (box[0] if side > 0 else box[2], (box[1] + box[3]) / 2)
                align: Any = "left" if side > 0 else "right"
                label = text.replace("$", r"\$")
                axes.text(*where, label, ha=align, va="center", fontsize=8.5, color=_INK, fontstyle=style, zorder=6)
                break


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _scale(axes: "Axes", view: _View) -> None:
    """A bar of round kilometres at the lower left."""
    tall, wide = view.y[1] - view.y[0], view.x[1] - view.x[0]
    room = wide * view.squeeze * _KM * 0.2
    km = next((k for k in (2000, 1000, 500, 200, 100, 50, 20, 10, 5) if k <= room), 5)
    x, y = view.x[0] + 0.03 * wide, view.y[0] + 0.04 * tall
    axes.plot([x, x + km / _KM / view.squeeze], [y, y], color=_INK, linewidth=1.4, zorder=6, solid_capstyle="butt")
    axes.text(x, y + 0.012 * tall, f"{km} km", fontsize=7.5, color=_INK, zorder=6)


def draw_png(marks: Sequence[Spot], own: Sequence[Shape] = (), title: str | None = None) -> bytes:
    """The map as PNG."""
    out = BytesIO()
    _figure(marks, own, title).savefig(out, format="png", dpi=150, metadata={"Software": "Tidings"})
    return out.getvalue()


def draw_html(marks: Sequence[Spot], own: Sequence[Shape] = (), title: str | None = None) -> str:
    """The map as one HTML page: a drawing that scales and a table of its places; no script, nothing from outside."""
    out = StringIO()
    _figure(marks, own, title).savefig(out, format="svg", metadata={"Date": None})
    drawing = out.getvalue()
    drawing = drawing[drawing.index("<svg") :]
    heading = html.escape(title or "Places")
    return _PAGE.format(title=heading, drawing=drawing, rows="".join(map(_row, marks)), credit=html.escape(CREDIT))


def _row(spot: Spot) -> str:
    cells = [
        spot.name,
        ", ".join(sorted(spot.texts)),
        spot.level or "",
        spot.country or "",
        f"{spot.latitude:.4f}, {spot.longitude:.4f}",
        f"{spot.radius_km:g}",
        str(spot.count),
    ]
    return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>\n"


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>body{{font:15px/1.5 Georgia,serif;color:#2b2a28;max-width:62rem;margin:2rem auto;padding:0 1rem}}
svg{{width:100%;height:auto}}table{{border-collapse:collapse;width:100%;font-size:.9rem}}
td,th{{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd6ca}}small{{color:#6b655c}}</style></head>
<body><h1>{title}</h1>
{drawing}
<table><thead><tr><th>Place</th><th>Words</th><th>Level</th><th>Country</th><th>Latitude, longitude</th>
<th>Radius, km</th><th>Named</th></tr></thead>
<tbody>{rows}</tbody></table>
<p><small>{credit}. Borders: Natural Earth. A disc holds the place; it is not a position.</small></p></body></html>
"""
