"""Seeded models of what conversion and OCR do to a text, and labels that stay honest under them."""
