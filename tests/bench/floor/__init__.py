"""What no wizard can be cheaper than: a page with a session, and a page with a form."""
