"""Which of our kinds a provider's type, format or widget is."""

from typing import Any

from .fields import FieldSpec
from .names import plain
from .values import text

CHOICES = frozenset({"select", "radio", "multiselect", "checkboxes"})

_ALIASES = {
    "text": "string str char varchar textfield shorttext singleline input id reference postcode",
    "textarea": "longtext multiline multilinetext paragraph longstring richtext html",
    "email": "emailaddress mail",
    "phone": "tel telephone phonenumber mobile mobilenumber",
    "url": "uri website link weburl",
    "integer": "int long int32 int64 bigint wholenumber",
    "number": "numeric num",
    "decimal": "float double real",
    "money": "amount price monetary",
    "percent": "percentage",
    "boolean": "bool yesno toggle switch checkbox truefalse flag",
    "date": "dateonly calendar dob birthdate localdate",
    "datetime": "datetimelocal timestamp instant",
    "month": "yearmonth",
    "country": "countrycode iso3166 isocountry",
    "currency": "currencycode iso4217",
    "subdivision": "state province region iso31662",
    "select": (
        "dropdown combobox enumeration picklist choice singleselect dynamicselect autocomplete enum"
        " lookup singlechoice option options selection symbols"
    ),
    "radio": "radios radiogroup radiobutton radiobuttons radiobuttongroup",
    "multiselect": "multichoice multiplechoice multipicklist multienum multipleselect tags",
    "checkboxes": "checkboxgroup checkboxlist checklist",
    "group": (
        "object container struct map record nested nestedobject well formgroup fieldset panel"
        " section"
    ),
    "list": (
        "array collection repeater repeat fieldarray datagrid editgrid paneldynamic table"
        " matrixdynamic"
    ),
    "address": "postaladdress streetaddress",
    "person-name": "personname name fullname",
    "hidden": "constant fixed const",
}
KIND_ALIASES = {other: kind for kind, others in _ALIASES.items() for other in others.split()}
# Types that ask for nothing.
SILENT = frozenset(
    {"button", "submit", "reset", "content", "htmlelement", "heading", "divider", "separator"}
    | {"image", "statement", "captcha", "recaptcha", "expression", "welcomescreen", "thankyou"}
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


def kind_of_format(format_: Any) -> str:
    """The kind that a format names, or nothing: `"email"`, `"date-time"`."""
    return FORMATS.get(plain(text(format_)), "")
