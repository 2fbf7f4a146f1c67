"""The walker of the wizard's own tests."""

from tests.wizard.conftest import walk

__all__ = ["walk"]
