"""What a field's key, label, pattern and format say about its input: attributes, never rules.

A field is understood by whole words at the end of its key's last part (`head_office.postCode` is a
postcode, `email_verified` is no e-mail address), else of its label. What is recognised changes the
keyboard, the spelling help and the autofill token; what is entered stays the schema's to judge.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from .fields import FieldSpec

Attributes = dict[str, str]
TEXTS = {"text", "textarea"}
OWN_MEANING = {"email", "phone", "url", "country", "currency"}  # kinds

AS_TYPED = {"spellcheck": "false", "autocapitalize": "none"}
CAPITALS = {"spellcheck": "false", "autocapitalize": "characters"}
NAME = {"spellcheck": "false", "autocapitalize": "words"}
DIGITS = {"inputmode": "numeric"}


class Meaning(NamedTuple):
    attributes: Attributes
    token: str = ""  # of HTML's autofill
    code: bool = False  # separators are only for the eye


MEANINGS = {
    "email": Meaning({"type": "email", **AS_TYPED}, "email"),
    "phone": Meaning({"type": "tel"}, "tel"),
    "url": Meaning({"type": "url", **AS_TYPED}, "url"),
    "date": Meaning({"spellcheck": "false"}),
    "birthday": Meaning({"spellcheck": "false"}, "bday"),
    "birth-day": Meaning({**AS_TYPED, **DIGITS}, "bday-day"),
    "birth-month": Meaning(AS_TYPED, "bday-month"),  # may be a name
    "birth-year": Meaning({**AS_TYPED, **DIGITS}, "bday-year"),
    "country": Meaning(NAME, "country-name"),
    "birthplace": Meaning(NAME),  # no part of an address
    "country-code": Meaning(CAPITALS, "country"),
    "currency": Meaning(CAPITALS, "transaction-currency"),
    "postcode": Meaning(CAPITALS, "postal-code"),
    "code": Meaning(CAPITALS, code=True),
    "digits": Meaning({**AS_TYPED, **DIGITS}, code=True),
    "given-name": Meaning(NAME, "given-name"),
    "middle-name": Meaning(NAME, "additional-name"),
    "family-name": Meaning(NAME, "family-name"),
    "person": Meaning(NAME, "name"),
    "organisation": Meaning(NAME, "organization"),
    "address": Meaning({}, "street-address"),
    "line-1": Meaning({}, "address-line1"),
    "line-2": Meaning({}, "address-line2"),
    "line-3": Meaning({}, "address-line3"),
    "city": Meaning({"autocapitalize": "words"}, "address-level2"),
    "region": Meaning({"autocapitalize": "words"}, "address-level1"),
}

# Words, in the order of "date of birth" and of "birth date" alike (see `words`).
PHRASES = {
    "email": "email, e mail, email address, e mail address",
    "phone": "phone, telephone, tel, mobile, fax, cellphone, phone number, fax number, "
    "telephone number, mobile number, mobile phone, cell phone, contact number, telephone no",
    "url": "url, uri, website, web site, homepage, home page, web address, website address",
    "date": "date",
    "birthday": "birth date, dob, birthdate, birthday",
    "birth-day": "birth day, dob day, birth date day",
    "birth-month": "birth month, dob month, birth date month",
    "birth-year": "birth year, dob year, birth date year, yob",
    "country": "country, country name",
    "birthplace": "birthplace, birth place, birth country, birth city, birth town, birth state, "
    "nationality, citizenship",
    "country-code": "country code, country iso, iso country",
    "currency": "currency, currency code",
    "postcode": "postcode, post code, postal code, postalcode, zip, zip code, zipcode, pin code, "
    "eircode, postal zip",
    "code": "company number, registration number, registered number, reg number, reg no, crn, "
    "company registration number, company no, registration no, company id, registration id, "
    "company code, tax number, tax id, tax code, tin, ein, vat, vat number, vat id, vat no, gst, "
    "gstin, gst number, utr, ssn, lei, duns, duns number, siren, siret, cnpj, cpf, ico, abn, acn, "
    "iban, bic, swift, swift code, bic code, bic swift, swift bic, bank code, branch code, bsb, "
    "clabe, ifsc, ifsc code, account number, account no, bank account number, iban number, "
    "licence number, license number, passport number, document number, id number, "
    "identification number, identity number, national insurance number, social security number, "
    "charity number, insurance number, security number",
    "digits": "sort code, sortcode, routing number, aba, aba number",
    "given-name": "first name, given name, given names, firstname, forename, forenames, "
    "first names, givenname, name first, name given",
    "middle-name": "middle name, middle names, middlename, additional name, name middle",
    "family-name": "last name, family name, surname, lastname, surnames, familyname, last names, "
    "name last, name family",
    "person": "full name, fullname, person name, contact name, contact person, holder name, "
    "account holder, account holder name, director name, owner name, your name, signatory",
    "organisation": "organisation, organization, company, company name, organisation name, "
    "organization name, business name, legal name, trading name, registered name, trade name, "
    "entity name, legal entity name, employer, charity name",
    "address": "address",
    "line-1": "line 1, address 1, address line 1, street 1, street line 1, address line, street, "
    "street name",
    "line-2": "line 2, address 2, address line 2, street 2, street line 2",
    "line-3": "line 3, address 3, address line 3, street 3, street line 3",
    "city": "city, town, locality, town or city, city or town, post town, city name, municipality",
    "region": "region, state, province, county, prefecture, state or region, state or province, "
    "county state or region",
}
BY_WORDS = {
    tuple(each.split()): name for name, all_ in PHRASES.items() for each in all_.split(", ")
}
LONGEST = max(map(len, BY_WORDS))

LOWER = r"[^\W\d_A-Z]"
WORD = re.compile(rf"[A-Z]+(?!{LOWER})|[A-Z]?{LOWER}+|\d+")
# Digits, and separators that may be left out.
ONLY_DIGITS = re.compile(
    r"\^?(?:(?:\[0-9\]|\\d)(?:[*+?]|\{\d+(?:,\d*)?\})?|(?:[ -]|\\[s.-]|\[[ .-]+\])[?*])+\$?"
)


def attributes(spec: FieldSpec, *, autofill: bool = False) -> Attributes:
    """The attributes of a spec's text input."""
    found = meaning(spec)
    made = dict(found.attributes) if found else {}
    if spec.pattern and not made:  # a code: no spelling help
        made |= AS_TYPED
    if spec.kind in TEXTS and _only_digits(spec):
        made |= DIGITS
    if spec.kind == "textarea":
        made = {name: value for name, value in made.items() if name not in {"type", "inputmode"}}
    return {**made, "autocomplete": token(spec, autofill=autofill)}


def token(spec: FieldSpec, *, autofill: bool) -> str:
    """The autofill token, only where it is asked for: what is entered is about somebody else."""
    if not autofill or spec.sensitive:
        return "off"
    found = meaning(spec)
    if found is MEANINGS["country"] and spec.kind == "country":
        return "country"  # the code, not the name
    if found is MEANINGS["address"] and spec.kind != "textarea":  # a token for several lines
        return "off"
    return (found and found.token) or "off"


def date_tokens(autocomplete: str) -> Attributes:
    """The tokens of the inputs of a date by part: a birthday is one that browsers know."""
    parts = ("day", "month", "year")
    return {part: f"bday-{part}" for part in parts} if autocomplete == "bday" else {}


def meaning(spec: FieldSpec) -> Meaning | None:
    """What the field asks for, as far as it is known."""
    name = _named(spec.format) or _named(spec.key) or _named(spec.label)
    if spec.kind in OWN_MEANING and name != "birthplace":
        name = spec.kind
    return MEANINGS.get(name)


@lru_cache(4096)
def _named(text: str) -> str:
    """The meaning of the longest phrase at the end of a key or label."""
    *before, last = text.split(".")
    found = words(last)
    within = [*words(before[-1]), *found] if before else found
    for each in (found, within, found[:-1] if last[-1:].isdigit() else ()):
        for length in range(min(len(each), LONGEST), 0, -1):
            if name := BY_WORDS.get(tuple(each[-length:])):
                return name
    return ""


def words(text: str) -> list[str]:
    """["birth", "date"] of `dateOfBirth`, `date-of-birth` and "Date of birth"."""
    found = [word.lower() for word in WORD.findall(text)]
    if "of" in found[1:-1]:
        at = found.index("of", 1)
        found = [*found[at + 1 :], *found[:at]]
    return found


def _only_digits(spec: FieldSpec) -> bool:
    whole = not spec.unanchored or (spec.pattern.startswith("^") and spec.pattern.endswith("$"))
    return bool(spec.pattern) and whole and ONLY_DIGITS.fullmatch(spec.pattern) is not None
