"""The words of field errors, made from the field's own label.

They follow the GOV.UK Design System: say what to do, no "please", no "invalid".
"""

PLURALS = (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"))


def noun(label: str) -> str:
    """The label inside a sentence: "Company number" -> "company number", "VAT number" stays."""
    first = label.split(" ", 1)[0]
    if len(first) > 1 and first[1:] != first[1:].lower():
        return label
    return label[:1].lower() + label[1:]


def title(label: str) -> str:
    return label[:1].upper() + label[1:]


def enter(label: str) -> str:
    return f"Enter {noun(label)}"


def select(label: str) -> str:
    return f"Select {noun(label)}"


def too_long(label: str, limit: int) -> str:
    return f"{title(label)} must be {limit} characters or less"


def too_short(label: str, limit: int) -> str:
    return f"{title(label)} must be {limit} characters or more"


def wrong_format(label: str, example: str = "") -> str:
    like = f", like {example}" if example else ""
    return f"Enter {noun(label)} in the correct format{like}"


def not_a_number(label: str) -> str:
    return f"{title(label)} must be a number"


def not_whole(label: str) -> str:
    return f"{title(label)} must be a whole number"


def too_small(label: str, limit: object) -> str:
    return f"{title(label)} must be {limit} or more"


def too_large(label: str, limit: object) -> str:
    return f"{title(label)} must be {limit} or less"


def not_a_date(label: str) -> str:
    return f"{title(label)} must be a real date"


def incomplete_date(label: str, missing: list[str]) -> str:
    return f"{title(label)} must include a {' and '.join(missing)}"


def too_early(label: str, limit: str) -> str:
    return f"{title(label)} must be on or after {limit}"


def too_late(label: str, limit: str) -> str:
    return f"{title(label)} must be on or before {limit}"


def item_name(label: str) -> str:
    """One of a repeated group: "Directors" -> "Director"."""
    for plural, singular in PLURALS:
        if label.endswith(plural):
            return label.removesuffix(plural) + singular
    return label if label.endswith("ss") else label.removesuffix("s")


def how_many(label: str, least: int, most: int | None) -> str:
    """The limits of a repeated group; that one item is needed goes without saying."""
    several = noun(label)
    if most == 1:
        return "" if least else f"You can add 1 {noun(item_name(label))}"
    if most is not None and least >= most:
        return f"Add {most} {several}"
    if least > 1:
        return f"Add {least} to {most} {several}" if most else f"Add at least {least} {several}"
    return f"You can add up to {most} {several}" if most else ""
