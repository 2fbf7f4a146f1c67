"""A portal that embeds the wizard, for `make demo` and for tests."""
