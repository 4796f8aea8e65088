"""Template tags: `{% load comity %}`."""
