"""A model of another shape, for the tests of exports."""

from tiny_model import tiny_export, tiny_model  # noqa: F401
