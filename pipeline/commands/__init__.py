"""What the commands do; :mod:`pipeline.cli` only parses their arguments."""
