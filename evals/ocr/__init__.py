"""Forms as they come out of OCR: rendered, photographed badly, and read by real programs."""
