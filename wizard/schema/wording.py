"""The words of field errors, made from the field's own label.

They follow the GOV.UK Design System: say what to do, no "please", no "invalid".
"""

CHOOSE = "Select what you want to enter"
TODAY = "today"
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


def refused(label: str, character: str) -> str:
    return f"{title(label)} must not include {'spaces' if character == ' ' else character}"


def hidden(label: str) -> str:
    return f"{title(label)} must not include hidden characters"


def wrong_format(label: str, example: str = "") -> str:
    like = f", like {example}" if example else ""
    return f"Enter {noun(label)} in the correct format{like}"


def not_a_number(label: str) -> str:
    return f"{title(label)} must be a number"


def not_whole(label: str) -> str:
    return f"{title(label)} must be a whole number"


def too_many_digits(label: str, limit: int) -> str:
    return f"{title(label)} must have {limit} digits or fewer"


def too_small(label: str, limit: object) -> str:
    return f"{title(label)} must be {limit} or more"


def too_large(label: str, limit: object) -> str:
    return f"{title(label)} must be {limit} or less"


def not_above(label: str, limit: object) -> str:
    return f"{title(label)} must be more than {limit}"


def not_below(label: str, limit: object) -> str:
    return f"{title(label)} must be less than {limit}"


def not_a_multiple(label: str, step: object) -> str:
    return f"{title(label)} must be a multiple of {step}"


def too_few_selected(label: str, limit: int) -> str:
    return f"Select at least {limit} {noun(label)}"


def too_many_selected(label: str, limit: int) -> str:
    return f"Select {limit} {noun(label)} or fewer"


def not_a_date(label: str) -> str:
    return f"{title(label)} must be a real date"


def not_a_time(label: str) -> str:
    return f"{title(label)} must be a real time, like 14:30"


def incomplete_date(label: str, missing: list[str]) -> str:
    return f"{title(label)} must include a {listed(missing)}"


def too_early(label: str, limit: str) -> str:
    """`limit` is a date in words, or `today`."""
    on = "today or in the future" if limit == TODAY else f"on or after {limit}"
    return f"{title(label)} must be {on}"


def too_late(label: str, limit: str) -> str:
    on = "today or in the past" if limit == TODAY else f"on or before {limit}"
    return f"{title(label)} must be {on}"


def not_after(label: str, limit: str) -> str:
    on = "in the future" if limit == TODAY else f"after {limit}"
    return f"{title(label)} must be {on}"


def not_before(label: str, limit: str) -> str:
    on = "in the past" if limit == TODAY else f"before {limit}"
    return f"{title(label)} must be {on}"


def listed(words: list[str], last: str = "and") -> str:
    """["day", "month", "year"] -> "day, month and year"."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def item_name(label: str) -> str:
    """One of a repeated group: "Directors" -> "Director"."""
    for plural, singular in PLURALS:
        if label.endswith(plural):
            return label.removesuffix(plural) + singular
    return label if label.endswith("ss") else label.removesuffix("s")


def items(label: str, count: int) -> str:
    """ "Directors" as so many of them: "2 directors", "1 director"."""
    return f"{count} {noun(item_name(label) if count == 1 else label)}"


def too_few_items(label: str, limit: int) -> str:
    return f"Add at least {items(label, limit)}"


def too_many_items(label: str, limit: int) -> str:
    return f"You can add {'only' if limit == 1 else 'up to'} {items(label, limit)}"


def some_of(labels: list[str]) -> str:
    return f"Enter at least one of these: {listed([*map(noun, labels)], 'or')}"


def one_of(labels: list[str]) -> str:
    return f"Enter only one of these: {listed([*map(noun, labels)], 'or')}"


def too_few(label: str, limit: int) -> str:
    return f"Enter at least {limit} {_details(label)}"


def too_many(label: str, limit: int) -> str:
    return f"Enter {limit} or fewer {_details(label)}"


def _details(label: str) -> str:
    return f"details for {noun(label)}" if label else "of these details"


def leave_blank(label: str) -> str:
    return f"Leave {noun(label)} blank"


def different(label: str) -> str:
    return f"Enter a different {noun(label)}"


def must_include(label: str, wanted: list[str]) -> str:
    what = listed(wanted, "or") if wanted else "something that is missing"
    return f"{title(label)} must include {what}"


def all_different(label: str) -> str:
    return f"{title(label)} must all be different"


def does_not_fit(label: str) -> str:
    return f"{title(label)} and the other answers do not go together"


def not_together(labels: list[str]) -> str:
    if not labels:
        return "These answers do not go together"
    return f"These answers do not go together: {listed([*map(noun, labels)])}"


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
