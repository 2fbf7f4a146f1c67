"""README tells every setting, as the code has it."""

import io
import re

from django.conf import settings
from django.core.management import call_command

from wizard import configuration

README = (settings.BASE_DIR / "README.md").read_text()


def test_the_table_is_the_one_that_the_code_has() -> None:
    out = io.StringIO()
    call_command("doctor", "--settings-table", stdout=out)

    start = README.index("| setting | meaning | default |")
    assert README[start:].partition("\n\n")[0] == out.getvalue().strip()


def test_every_variable_that_is_read_is_in_the_table() -> None:
    text = (settings.BASE_DIR / "config" / "settings.py").read_text()
    read = set(re.findall(r'(?:\benv\.\w+|\bsecret)\(\s*"([A-Z_]+)"', text))

    assert len(read) > 30
    assert read == set(configuration.SETTINGS)
