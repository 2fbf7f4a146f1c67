"""What no wizard can be cheaper than: a page with a session, a page with a form, without any of it."""
