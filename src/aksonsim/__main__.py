"""``python -m aksonsim``."""

from aksonsim.cli import main

main()
