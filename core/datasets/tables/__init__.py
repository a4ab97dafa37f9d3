"""Tables from files of text (CSV, TSV) and from the clipboard."""

from core.datasets.tables.paste import PASTED, save_pasted, title_of
from core.datasets.tables.previews import ColumnPreview, Preview, preview
from core.datasets.tables.read import read_table

__all__ = ["PASTED", "ColumnPreview", "Preview", "preview", "read_table", "save_pasted", "title_of"]
