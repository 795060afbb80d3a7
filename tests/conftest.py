"""What every test may ask for."""

from tests.servers.fixtures import new_postgres, postgres, tiny_llama

__all__ = ["new_postgres", "postgres", "tiny_llama"]
