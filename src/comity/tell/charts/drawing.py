"""Draws a chart as SVG, with altair and Vega: real text, no style attribute, no script, no address.

A strict page may hold it (`default-src 'self'`). Bars differ by pattern and by lightness, so that neither print nor
colour-blindness hides which is which (WCAG 2.2, 1.4.1 and 1.4.11); the same chart is the same bytes.
"""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from comity.tell.charts.chart import Chart

if TYPE_CHECKING:
    import altair

INK, RULE = "#1b1b1b", "#a9aeb1"
# In pixels: the drawing, its columns, its letters; a column and a lying bar at most; the length of a hidden one.
WIDTH, TALL, SIZE, BROAD, THICK, GAP, HIDDEN = 720, 220, 13, 56, 17, 16, 12
HEAD = 30  # letters of a head in one line
_KEPT = 64  # charts kept as they were drawn
_FILLS = (  # dark or patterned, and as dark as the text of the page where they are not white
    ("#1b4f72", ""),
    ("#8a3b12", '<path d="M-2 2l4-4M0 8l8-8M6 10l4-4" stroke="{}" stroke-width="3"/>'),
    ("#1d6b4f", '<circle cx="4" cy="4" r="2.4" fill="{}"/>'),
    ("#5b2a86", '<path d="M0 0v8M0 0h8" stroke="{}" stroke-width="3"/>'),
)
_OPENING = re.compile(r'<svg [^>]*?(viewBox="[^"]*")[^>]*>')
_BAR = re.compile(r'<path aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="bar" ([^>]*)/>')
_NOISE = re.compile(r' (?:role|class|aria-[a-z]+|pointer-events)="[^"]*"')  # a picture has no parts to be read apart
_EMPTY = re.compile(r'<path d=""(?: display="none")?/>')


@lru_cache(maxsize=_KEPT)
def drawn(chart: Chart) -> str:
    """The chart as SVG that may stand in a page as it is: every text in it is escaped."""
    import vl_convert  # noqa: PLC0415 - half a second, which no command that draws nothing should wait for

    whole = vl_convert.vegalite_to_svg(_grammar(chart).to_dict(), allowed_base_urls=[])
    return _told(chart, whole)


def _grammar(chart: Chart) -> altair.LayerChart:
    """The chart in Vega-Lite's grammar of graphics."""
    import altair as alt  # noqa: PLC0415 - as above

    shown = alt.Chart(alt.InlineData(values=_rows(chart, shown=True))).mark_bar()
    layers = [_placed(shown, chart).encode(**_length(chart))]
    if chart.hides:  # drawn alike for every number that is not shown
        hidden = alt.Chart(alt.InlineData(values=_rows(chart, shown=False))).mark_bar()
        layers.append(_placed(hidden, chart).encode(**_short(chart)))
    tall = len(chart.heads) * (len(chart.bars) * THICK + GAP) if chart.lying else TALL
    text: dict[str, Any] = {"labelFont": "sans-serif", "labelFontSize": SIZE, "labelColor": INK, "title": None}
    whole: altair.LayerChart = (
        alt.layer(*layers, width=WIDTH, height=tall, background="transparent", padding=_air(chart))
        .properties(autosize=alt.AutoSizeParams(type="fit-x", contains="padding"))
        .configure_view(stroke=None)
        .configure_bar(stroke=INK, strokeWidth=1)
        .configure_axis(**text, gridColor=RULE, ticks=False, domain=False, labelPadding=6, labelLimit=WIDTH)
        .configure_legend(**text, orient="top", symbolSize=150, labelLimit=WIDTH, columnPadding=28)
    )
    return whole


def _air(chart: Chart) -> dict[str, int]:
    """The air around the drawing: the reader's letters may be broader than those it was measured with."""
    return {"left": 36 if chart.lying else 10, "right": 10, "top": 2, "bottom": 2}


def _rows(chart: Chart, *, shown: bool) -> list[dict[str, object]]:
    """The numbers that are shown, or the places of those that are not."""
    return [
        {
            "head": _wrapped(head),
            "measure": bars.name,
            "kind": bars.name if shown else chart.unknown,
            "value": value,
            "told": f"{head}, {bars.name}: {chart.unknown if value is None else value}",
        }
        for bars in chart.bars
        for head, value in zip(chart.heads, bars.values, strict=True)
        if (value is not None) is shown
    ]


def _placed(drawing: altair.Chart, chart: Chart) -> altair.Chart:
    """Where a bar stands, and how it is told from its neighbours."""
    import altair as alt  # noqa: PLC0415 - as above

    names = [bars.name for bars in chart.bars]
    heads = alt.Scale(domain=[_wrapped(head) for head in chart.heads], **_apart(chart))
    beside = alt.Scale(domain=names, paddingInner=0.08)
    kinds = [*names, chart.unknown] if chart.hides else names
    fills = [_fill(chart, number) for number in range(len(names))] + ["#ffffff"] * chart.hides
    dashes = [[1, 0]] * len(names) + [[3, 2]] * chart.hides
    key: dict[str, Any] = {} if len(kinds) > 1 else {"legend": None}
    placed = drawing.encode(
        fill=alt.Fill("kind:N", sort=None, scale=alt.Scale(domain=kinds, range=fills), **key),
        strokeDash=alt.StrokeDash("kind:N", sort=None, scale=alt.Scale(domain=kinds, range=dashes), **key),
        description=alt.Description("told:N"),
    )
    axis = alt.Axis(grid=False, labelAngle=0, labelExpr="split(datum.label, '\\n')")
    if chart.lying:
        return placed.encode(y=alt.Y("head:N", scale=heads, axis=axis), yOffset=alt.YOffset("measure:N", scale=beside))
    return placed.encode(x=alt.X("head:N", scale=heads, axis=axis), xOffset=alt.XOffset("measure:N", scale=beside))


def _apart(chart: Chart) -> dict[str, Any]:
    """The air between the heads: columns are at most so broad, however few there are."""
    slot = WIDTH / len(chart.heads)
    full = (len(chart.bars) * THICK) / (len(chart.bars) * THICK + GAP)
    taken = full if chart.lying else min(0.8, len(chart.bars) * BROAD / slot)
    return {"paddingInner": round(1 - taken, 4), "paddingOuter": round((1 - taken) / 2, 4)}


def _wrapped(head: str) -> str:
    """A long head in lines."""
    return "\n".join(textwrap.wrap(head, HEAD)) or head


def _length(chart: Chart) -> dict[str, Any]:
    """How long a bar is; a scale of whole numbers has no halves."""
    import altair as alt  # noqa: PLC0415 - as above

    values = [value for bars in chart.bars for value in bars.values if value is not None]
    told: dict[str, Any] = {"axis": alt.Axis(tickCount=5)}
    if all(isinstance(value, int) for value in values):
        most = int(max([1, *values]))
        few: dict[str, Any] = (
            {"values": list(range(most + 1))} if most <= 5 else {}
        )  # else the steps between would be halves
        top: dict[str, Any] = (
            {"domainMax": most} if most == 1 else {}
        )  # a scale of nothing but zeros has an end as well
        told = {"axis": alt.Axis(tickCount=5, format="d", **few), "scale": alt.Scale(domainMin=0, **top)}
    return {"x": alt.X("value:Q", **told)} if chart.lying else {"y": alt.Y("value:Q", **told)}


def _short(chart: Chart) -> dict[str, Any]:
    """The length of a bar whose number is not shown."""
    import altair as alt  # noqa: PLC0415 - as above

    ends = ("x", "x2", 0, HIDDEN) if chart.lying else ("y", "y2", TALL - HIDDEN, TALL)
    return {ends[0]: alt.value(ends[2]), ends[1]: alt.value(ends[3])}


def _fill(chart: Chart, number: int) -> str:
    colour, pattern = _FILLS[number]
    return f"url(#{_pattern_name(chart, number)})" if pattern else colour


def _pattern_name(chart: Chart, number: int) -> str:
    return f"chart-{chart.name}-fill-{number}"


def _patterns(chart: Chart) -> str:
    """The patterns of the measures after the first, each on white."""
    return "".join(
        f'<pattern id="{_pattern_name(chart, number)}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="#ffffff"/>{pattern.format(colour)}</pattern>'
        for number, (colour, pattern) in enumerate(_FILLS[: len(chart.bars)])
        if pattern
    )


def _told(chart: Chart, whole: str) -> str:
    """The drawing as one picture with a title and a description, in which each bar says its number to a pointer."""
    found = _OPENING.match(whole)
    assert found, "vega begins a drawing with its view box"
    inside = _BAR.sub(r"<path \2><title>\1</title></path>", whole[found.end() :])
    inside = _EMPTY.sub("", _NOISE.sub("", inside))
    title, words = f"chart-{chart.name}-title", f"chart-{chart.name}-words"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{title} {words}" class="comity-chart" '
        f'{found[1]}><title id="{title}">{escape(chart.title)}</title><desc id="{words}">{escape(chart.words)}</desc>'
        f"<defs>{_patterns(chart)}</defs>{inside}"
    )
