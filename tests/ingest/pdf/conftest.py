"""A real browser prints what is read."""

from tests.review.browser.conftest import chromium

__all__ = ["chromium"]
