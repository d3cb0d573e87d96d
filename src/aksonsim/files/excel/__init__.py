"""Scenario files as workbooks that a reviewer can edit, and results as workbooks to read; needs the extra ``excel``."""
