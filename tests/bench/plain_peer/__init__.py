"""The same wizard as the documentation of django-formtools suggests it, to compare ours with."""
