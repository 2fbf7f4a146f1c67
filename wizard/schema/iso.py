"""Countries, subdivisions and currencies of the ISO lists, as options in a language."""

import gettext
import unicodedata
from functools import lru_cache
from typing import Any

import pycountry

from .fields import Option

# Where a language goes by another name in the catalogues than as a Django setting.
CATALOGUES = {
    "zh": "zh_CN",
    "zh-hans": "zh_CN",
    "zh-hant": "zh_TW",
    "nb": "nb_NO",
    "no": "nb_NO",
    "sr-latn": "sr@latin",
}


@lru_cache(32)
def countries(language: str = "") -> tuple[Option, ...]:
    """All of ISO 3166-1, by name."""
    names = _catalogue("iso3166-1", language)
    return _by_name(
        Option(c.alpha_2, names.gettext(getattr(c, "common_name", c.name)))
        for c in pycountry.countries
    )


@lru_cache(32)
def country_codes(language: str = "") -> tuple[Option, ...]:
    """The same with the codes of three letters as well."""
    alpha_3 = {c.alpha_2: c.alpha_3 for c in pycountry.countries}
    named = countries(language)
    return (*named, *(Option(alpha_3[str(each.value)], each.label) for each in named))


@lru_cache(1)
def country_names() -> dict[str, str]:
    """English name by alpha-2 code."""
    return {str(option.value): option.label for option in countries()}


@lru_cache(32)
def currencies(language: str = "") -> tuple[Option, ...]:
    """All of ISO 4217, by code."""
    names = _catalogue("iso4217", language)
    return _by_name(
        Option(c.alpha_3, f"{c.alpha_3} – {names.gettext(c.name)}") for c in pycountry.currencies
    )


@lru_cache(1)
def currency_codes() -> frozenset[str]:
    return frozenset(c.alpha_3 for c in pycountry.currencies)


@lru_cache(1024)
def subdivisions(country: str, language: str = "") -> tuple[Option, ...]:
    """ISO 3166-2 of one country, by name; empty for an unknown country."""
    rows: Any = pycountry.subdivisions
    rows = rows.get(country_code=country) or () if country else ()
    names = _catalogue("iso3166-2", language)
    return _by_name(Option(s.code, names.gettext(s.name)) for s in rows)


def labelled(options: tuple[Option, ...], names: tuple[Option, ...]) -> tuple[Option, ...]:
    """A provider's options with names from a list where it gives only codes.

    The order stays the provider's, unless it was that of the codes.
    """
    if not any(option.label == option.value for option in options):
        return options
    known = {option.value: option.label for option in names}
    named = tuple(
        Option(o.value, known.get(o.value, o.label)) if o.label == o.value else o for o in options
    )
    codes = [str(option.value) for option in options]
    return _by_name(named) if named != options and codes == sorted(codes) else named


def _by_name(options: Any) -> tuple[Option, ...]:
    return tuple(sorted(options, key=lambda option: (folded(option.label), option.label)))


def folded(text: str) -> str:
    """Without case and accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _catalogue(domain: str, language: str) -> gettext.NullTranslations:
    """The catalogue of a language, or one that says all in English."""
    name = language.lower()
    base, _, region = name.partition("-")
    tried = [CATALOGUES.get(name), f"{base}_{region.upper()}" if region else "", base]
    languages = [each for each in (*tried, CATALOGUES.get(base)) if each and base != "en"]
    return gettext.translation(domain, pycountry.LOCALES_DIR, languages, fallback=True)
