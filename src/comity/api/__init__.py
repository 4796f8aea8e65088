"""The same verbs for other programs: described, signed for by a token, done once however often they are asked for.

>>> from comity.api import given
>>> from comity.gate import commands
>>> sorted(given(commands.WriteNote, leaving=("matter",)).model_json_schema()["properties"])
['text']

What a program sends and gets has the form of the gate's own commands and states, made from them by `shapes`; which
command stands at which address is the table in `verbs`. A token acts in one role, by the same table as the pages.
"""

from comity.api.shapes import given, made, told

__all__ = ["given", "made", "told"]
