"""Aurore: from an author's books to a small model that writes in their manner."""

__version__ = "0.1.0"
