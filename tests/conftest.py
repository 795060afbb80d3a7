"""What every test may ask for."""

from tests.servers.fixtures import postgres, postgres_url, tiny_llama

__all__ = ["postgres", "postgres_url", "tiny_llama"]
