"""The parts of text output for people, laid out with rich.

Text of documents and names of files are not ours: they go through
:func:`pipeline.export.visible.visible` and become ``rich.text.Text``, never markup.
"""
