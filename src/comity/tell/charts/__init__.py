"""Charts: numbers as bars that are read on a screen, on paper, aloud, and without colours.

>>> from comity.tell import Bars, Chart, drawn
>>> chart = Chart("asks", "Answers", "Yes: 3. No: 9.", ("Yes", "No"), (Bars("March", (3, 9)),))
>>> drawn(chart).startswith('<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="chart-asks-title')
True
"""

from comity.tell.charts.chart import FILLS, Bars, Chart
from comity.tell.charts.drawing import drawn

__all__ = ["FILLS", "Bars", "Chart", "drawn"]
