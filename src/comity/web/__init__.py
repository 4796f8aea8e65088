"""Pages for desk, legal, supervisor, counsel, inspector and public, and the look of them.

>>> from comity.web import sign_of
>>> sign = sign_of("do_not")
>>> sign.shape, sign.colour
('octagon', 'red')

A page acts only through the gate. Its templates are stock Django; `{% load comity %}` brings the components.
"""

from comity.web.components import Sign, sign_of

__all__ = ["Sign", "sign_of"]
