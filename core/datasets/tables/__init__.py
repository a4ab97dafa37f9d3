"""Tables from files of text (CSV, TSV) and from the clipboard."""
