"""What every test may ask for."""

from tests.servers.fixtures import tiny_llama

__all__ = ["tiny_llama"]
