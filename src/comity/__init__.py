"""comity: what the law in force that day says when an outside agency asks about a person a city holds."""

__version__ = "0.1.0.dev0"
