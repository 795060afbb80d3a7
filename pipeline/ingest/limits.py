"""How much of one file is read. A file beyond a limit is refused with a line that says so."""

from __future__ import annotations

# Text; a file of a format with pictures in it may be larger.
MAX_TEXT_BYTES = 16 * 1024 * 1024
MAX_BYTES = 256 * 1024 * 1024
# What a packed file (.docx, .xlsx) may unpack to, all of its parts together.
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
# Of its parts that are taken apart, and how many parts there are.
MAX_XML_BYTES = 128 * 1024 * 1024
MAX_PARTS = 20_000
MAX_PAGES = 1_000
# Of one picture: A3 at 600 dots per inch has 70 million.
MAX_PIXELS = 80_000_000
# Cells of one table, the longest of published forms having some hundreds.
MAX_CELLS = 200_000
# Tables within tables.
MAX_NESTING = 20
# Cells that a workbook writes down, the empty ones that only have a format included.
MAX_STORED_CELLS = 1_000_000
# Time for one page, and memory of the process that takes a file apart.
PAGE_SECONDS = 60.0
# Time for LibreOffice to convert one file, in which it cannot say how far it is.
CONVERSION_SECONDS = 0.8 * PAGE_SECONDS
MAX_MEMORY_BYTES = 4 * 1024 * 1024 * 1024
# Of one PDF page: glyphs, and drawn objects with their corners. A page of a newspaper has 20,000 glyphs,
# a map some 100,000 corners.
MAX_GLYPHS = 200_000
MAX_SHAPES = 300_000
