"""One evaluation: what was run, on what, and what came of every cell."""
