"""Words and numbers as people read them: English in the code, other languages from a gettext catalogue."""
