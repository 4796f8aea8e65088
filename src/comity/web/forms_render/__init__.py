"""Draws forms in the markup of the design system: `FORM_RENDERER = "comity.web.forms_render.Renderer"`.

Whoever made a form, comity or the sign-in, it is drawn from `comity/forms/`; what has no template there is Django's.
"""

from comity.web.forms_render.renderer import Renderer
from comity.web.forms_render.widgets import Day, ManyTiles, Moment, Tiles

__all__ = ["Day", "ManyTiles", "Moment", "Renderer", "Tiles"]
