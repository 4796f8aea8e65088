"""What a chart says: its words, its heads, and one number for each head and measure."""

from __future__ import annotations

from dataclasses import dataclass

FILLS = 4  # how many measures can be told apart without colours


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars of one measure, one for each head of the chart; `None` stands for a number that is not shown."""

    name: str
    values: tuple[int | float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers to be drawn as bars; whoever shows a chart sets a table with the same numbers beside it.

    Raises:
        ValueError: if there are no heads, no bars or too many, if a measure has more or fewer values than there are
            heads, or if two measures or two heads bear one name.
    """

    name: str  # told apart from the other charts of its page: letters, digits and hyphens
    title: str
    words: str  # tells the chart to whoever does not see it
    heads: tuple[str, ...]
    bars: tuple[Bars, ...]
    unknown: str = ""  # names a number that is not shown
    lying: bool = False  # bars from the left, for heads that are long

    def __post_init__(self) -> None:
        names = [each.name for each in self.bars]
        if not self.heads or not 1 <= len(names) <= FILLS:
            raise ValueError(f"a chart shows one to {FILLS} measures, not {len(names)}, of one head or more")
        if len({*names, self.unknown}) <= len(names) or len(set(self.heads)) < len(self.heads):
            raise ValueError("each measure and each head of a chart has a name of its own")
        if any(len(each.values) != len(self.heads) for each in self.bars):
            raise ValueError("each measure of a chart has one value for each head")

    @property
    def hides(self) -> bool:
        """Whether there is a number that is not shown."""
        return any(value is None for each in self.bars for value in each.values)
