"""What the components say: signs of verdicts, and moments in words."""

from comity.web.components.moments import Countdown, countdown, day_text, due_text, moment_text
from comity.web.components.signs import Sign, sign_of

__all__ = ["Countdown", "Sign", "countdown", "day_text", "due_text", "moment_text", "sign_of"]
