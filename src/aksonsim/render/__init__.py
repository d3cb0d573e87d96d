"""Documents in every medium: terminal, HTML, workbook, CSV, Markdown; language and rounding are decided here."""
