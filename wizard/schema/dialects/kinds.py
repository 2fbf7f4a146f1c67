"""Which of our kinds a provider's type, format or widget is."""

import re
from collections.abc import Mapping
from typing import Any

from wizard.schema.fields import KINDS, FieldSpec
from wizard.schema.values import text

from .names import Named, plain

CHOICES = frozenset({"select", "radio", "multiselect", "checkboxes"})
TEXTS = frozenset({"text", "textarea", "email", "phone", "url"})

_ALIASES = {
    "text": (
        "string str char varchar textfield shorttext singleline input id reference postcode"
        " textbox singlelinetext symbol slug password uuid guid"
    ),
    "textarea": "longtext multiline multilinetext paragraph longstring richtext html memo",
    "email": "emailaddress mail",
    "phone": "tel telephone phonenumber mobile mobilenumber",
    "url": "uri website link weburl",
    "integer": "int long int32 int64 bigint wholenumber",
    "number": "numeric num",
    "decimal": "float double real",
    "money": "amount price monetary money",
    "percent": "percentage",
    "boolean": "bool yesno toggle switch checkbox truefalse flag",
    "date": "dateonly calendar dob birthdate localdate dateparts datepicker",
    "datetime": "datetimelocal timestamp instant",
    "month": "yearmonth",
    "country": "countrycode iso3166 isocountry",
    "currency": "currencycode iso4217",
    "subdivision": "state province region iso31662",
    "select": (
        "dropdown combobox choiceset enumeration picklist choice singleselect dynamicselect"
        " autocomplete enum lookup singlechoice option options selection symbols"
    ),
    "radio": "radios radiogroup radiobutton radiobuttons radiobuttongroup",
    "multiselect": (
        "multichoice multiplechoice multipicklist multienum multipleselect multipleselects tags"
    ),
    "checkboxes": "selectboxes checkboxgroup checkboxlist checklist",
    "group": (
        "object container struct map record nested nestedobject well formgroup fieldset panel"
        " section"
    ),
    "list": (
        "array collection repeater repeat fieldarray datagrid editgrid paneldynamic table"
        " matrixdynamic dynamiclist"
    ),
    "address": "postaladdress streetaddress",
    "person-name": "personname name fullname",
    "hidden": "constant fixed const",
}
KIND_ALIASES = {other: kind for kind, others in _ALIASES.items() for other in others.split()}
AFFIX = re.compile(r"^(input\.?|control)|(field|input|control|question)$")  # `Input.Text`
# Types that ask for nothing.
SILENT = frozenset(
    {"button", "submit", "reset", "content", "htmlelement", "heading", "divider", "separator"}
    | {"image", "statement", "captcha", "recaptcha", "expression", "welcomescreen", "thankyou"}
    | {"textblock", "richtextblock", "para", "markdown", "markup", "copy", "actions", "spacer"}
    | {"webformactions", "webformmarkup", "controlbutton", "controlhead"}
)
# Types that arrange fields on a page and have no part in the payload.
LAYOUT = frozenset({"panel", "fieldset", "section", "page", "well", "columns", "tabs", "tab"})
FORMATS = {
    "date": "date",
    "datetime": "datetime",
    "time": "time",
    "email": "email",
    "idnemail": "email",
    "uri": "url",
    "url": "url",
    "iri": "url",
    "phone": "phone",
    "tel": "phone",
    "e164": "phone",
    "phonenumber": "phone",
    "textarea": "textarea",
    "multiline": "textarea",
    "country": "country",
    "countrycode": "country",
    "iso31661alpha2": "country",
    "iso3166alpha2": "country",
    "currency": "currency",
    "iso4217": "currency",
}

# What an address or a person's name consists of where the schema does not say.
PARTS = {
    "address": (
        FieldSpec("line_1", "Address line 1", required=True),
        FieldSpec("line_2", "Address line 2"),
        FieldSpec("city", "Town or city", required=True),
        FieldSpec("region", "County, state or region"),
        FieldSpec("postcode", "Postcode"),
        FieldSpec("country", "Country", "country", required=True),
    ),
    "person-name": (
        FieldSpec("first_name", "First name", required=True),
        FieldSpec("middle_name", "Middle name"),
        FieldSpec("last_name", "Last name", required=True),
    ),
}


def kind_of_type(raw: Any) -> str:
    """The kind that a type names, or nothing: `"varchar"`, `"Input.Text"`, `["null", "int"]`."""
    name = type_name(raw)
    return _kind(plain(name)) or _kind(AFFIX.sub("", plain(name)))


def _kind(word: str) -> str:
    kind = KIND_ALIASES.get(word, word)
    return kind if kind in KINDS and kind != "alternatives" else ""


def type_name(raw: Any) -> str:
    """The type as the provider calls it; of several the one that is not null."""
    if isinstance(raw, list):
        raw = next((item for item in raw if item != "null"), None)
    return text(raw).lower()


def kind_of(named: Named) -> tuple[str, str]:
    """The kind of a field, and the name of its type where that is not known.

    Of several types the one that says more counts: `{"type": "input", "inputType": "date"}`.
    """
    types = [name for raw in named.all("type") if (name := type_name(raw))]
    kinds = [kind for name in types if (kind := kind_of_type(name))]
    if not types and named.children:
        return "group", ""
    kind = next((kind for kind in kinds if kind != "text"), "text")
    if kind == "number" and "integer" in kinds:
        kind = "integer"
    if not kinds and isinstance(named.get("items"), Mapping):
        return "list", ""
    if kind == "text":
        kind = kind_of_format(named.get("format")) or kind
    if kind == "currency" and named.get("scale") is not None:  # an amount, not a code
        kind = "money"
    if named.get("options"):
        kind = _kind_of_choice(kind, kinds, [plain(name) for name in types])
    return _repeated(kind, named.several), "" if kinds or not types else types[0]


def _kind_of_choice(kind: str, kinds: list[str], types: list[str]) -> str:
    """Of what has options: the widget says more than `enumeration`; a checkbox is several."""
    if kind == "select":
        kind = next((each for each in kinds if each in CHOICES - {"select"}), kind)
    if types and "checkbox" in types and (kind == "select" or types[0] == "checkbox"):
        return "checkboxes"
    return kind


def _repeated(kind: str, several: bool | None) -> str:
    if several is True:
        return {"select": "multiselect", "radio": "checkboxes", "group": "list"}.get(kind, kind)
    if several is False:
        return {"multiselect": "select", "checkboxes": "radio"}.get(kind, kind)
    return kind


def kind_of_format(format_: Any) -> str:
    """The kind that a format names, or nothing: `"email"`, `"date-time"`."""
    return FORMATS.get(plain(text(format_)), "")
