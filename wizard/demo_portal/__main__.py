"""`python -m wizard.demo_portal`: listens until it is killed. `manage.py demo` starts it."""

import os

from wizard.demo_portal.server import Portal

if __name__ == "__main__":
    named = {name: os.environ[f"PORTAL_{name}"] for name in ("PORT", "WIZARD", "KEY")}
    Portal(int(named["PORT"]), named["WIZARD"], named["KEY"]).serve_forever()
