"""`python -m comity` is the `comity` command."""

from comity.site.command import main

main()
