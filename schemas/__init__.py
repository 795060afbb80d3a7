"""Shapes and vocabulary: what every stage agrees on. Imports nothing else of this project."""
