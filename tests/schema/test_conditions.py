"""Conditional fields: shown or not, and then neither validated nor sent."""

from typing import Any

import pytest

from tests.schema.build import Json, blank, entries_of, field_of, filled, html_of, schema_of, sent
from wizard.schema.fields import Condition
from wizard.schema.forms import SchemaForm
from wizard.schema.payload import Path

KIND = field_of("kind", "select", options=["ltd", "plc"])


def when(key: str, *values: Any) -> Json:
    return {"visible_when": {"key": key, "in": list(values)}}


def shown(form: SchemaForm) -> list[str]:
    return list(form.fields)


@pytest.mark.parametrize(
    ("controller", "values", "entered", "visible"),
    [
        (KIND, ["plc"], "plc", True),
        (KIND, ["plc"], "ltd", False),
        (KIND, ["plc", "ltd"], "ltd", True),
        (KIND, ["plc"], "", False),
        (KIND, [], "plc", False),
        (KIND, ["PLC"], "plc", False),
        (field_of("kind", "boolean"), [True], "true", True),
        (field_of("kind", "boolean"), [False], "false", True),
        (field_of("kind", "boolean"), [True], "false", False),
        (field_of("kind", "select", options=[1, 2]), [1], "1", True),
        (field_of("kind", "select", options=[1, 2]), ["1"], "1", True),
        (field_of("kind", "country"), ["GB"], "GB", True),
        (field_of("kind", "checkboxes", options=["a", "b"]), ["b"], ["a", "b"], True),
        (field_of("kind", "checkboxes", options=["a", "b"]), ["b"], ["a"], False),
    ],
)
def test_a_field_is_asked_while_its_condition_holds(
    controller: Json, values: list[Any], entered: str | list[str], visible: bool
) -> None:
    form = filled(controller, field_of(**when("kind", *values)), kind=entered)

    assert ("it" in form.fields) is visible


def test_a_hidden_field_is_neither_validated_nor_drawn_nor_sent() -> None:
    form = filled(KIND, field_of(kind="integer", required=True, **when("kind", "plc")), it="x")

    assert form.is_valid()
    assert form.payload() == {}
    assert 'name="it"' not in html_of(form)


def test_a_shown_field_is_validated_and_sent() -> None:
    rules = {"required": True, **when("kind", "plc")}

    assert list(filled(KIND, field_of(**rules), kind="plc").errors) == ["it"]
    form = filled(KIND, field_of(**rules), kind="plc", it="x")
    assert form.is_valid()
    assert form.payload() == {"kind": "plc", "it": "x"}


def test_a_default_of_the_controller_counts_before_anything_was_posted() -> None:
    fields = [{**KIND, "default": "plc"}, field_of(**when("kind", "plc"))]

    assert shown(blank(*fields)) == ["kind", "it"]
    assert shown(filled(*fields, kind="")) == ["kind"]


def test_the_controller_may_come_later_and_be_named_from_inside_a_group() -> None:
    inside = field_of("g", "group", fields=[field_of("x", **when("kind", "plc"))])

    assert shown(filled(inside, KIND, kind="plc")) == ["g.x", "kind"]
    assert shown(filled(inside, KIND, kind="ltd")) == ["kind"]


def test_a_sibling_counts_before_a_field_of_the_same_key_further_out() -> None:
    inside = field_of("g", "group", fields=[KIND, field_of("x", **when("kind", "plc"))])

    assert "g.x" in shown(filled(inside, KIND, **{"g.kind": "plc", "kind": "ltd"}))
    assert "g.x" not in shown(filled(inside, KIND, **{"g.kind": "ltd", "kind": "plc"}))


def test_conditions_chain_so_that_nothing_hangs_on_a_hidden_field() -> None:
    chain = [KIND, field_of("b", **when("kind", "plc")), field_of("c", **when("b", "x"))]

    assert shown(filled(*chain, kind="plc", b="x")) == ["kind", "b", "c"]
    assert shown(filled(*chain, kind="ltd", b="x")) == ["kind"]


def test_each_item_of_a_list_has_conditions_of_its_own() -> None:
    item = [KIND, field_of("x", **when("kind", "plc"))]
    form = filled(
        field_of("d", "list", fields=item),
        **{"d:items": "2", "d.0.kind": "ltd", "d.1.kind": "plc", "d.1.x": "1", "d.0.x": "0"},
    )

    assert form.is_valid()
    assert form.payload() == {"d": [{"kind": "ltd"}, {"kind": "plc", "x": "1"}]}


@pytest.mark.parametrize("kind", ["group", "list", "address"])
def test_a_condition_hides_a_whole_group_or_list(kind: str) -> None:
    nested = field_of("g", kind, fields=[field_of("x", required=True)], required=True)
    fields = [KIND, nested | when("kind", "plc")]

    assert shown(filled(*fields, kind="ltd")) == ["kind"]
    assert filled(*fields, kind="ltd").is_valid()
    assert "g" not in html_of(filled(*fields, kind="ltd")).split("id_")
    assert not filled(*fields, kind="plc").is_valid()


@pytest.mark.parametrize(
    "fields",
    [
        [field_of("a", **when("a", "x"))],
        [field_of("a", **when("b", "x")), field_of("b", **when("a", "x"))],
        [field_of(k, **when(on, "x")) for k, on in ("ab", "bc", "ca")],
        [field_of("a", **when("missing", "x"))],
    ],
)
def test_conditions_that_go_in_circles_or_nowhere_hide_their_fields(fields: list[Json]) -> None:
    form = filled(*fields, a="x", b="x", c="x")

    assert shown(form) == []
    assert form.is_valid()
    assert form.payload() == {}


def test_a_condition_on_a_constant_holds_by_the_constants_value() -> None:
    constant = field_of("kind", "hidden", default="plc")

    assert shown(blank(constant, field_of("a", **when("kind", "plc")))) == ["a"]
    assert shown(blank(constant, field_of("b", **when("kind", "ltd")))) == []


@pytest.mark.parametrize(
    ("entered", "sent"), [("plc", {"kind": "plc", "c": 1}), ("ltd", {"kind": "ltd"})]
)
def test_a_constant_is_sent_only_while_its_condition_holds(entered: str, sent: Json) -> None:
    form = filled(KIND, field_of("c", "hidden", default=1, **when("kind", "plc")), kind=entered)

    assert form.is_valid()
    assert form.payload() == sent


def test_the_page_asks_again_when_a_controller_changes() -> None:
    form = blank(KIND, field_of("other"), field_of(**when("kind", "plc")))

    redrawn = [n for n, made in form.fields.items() if "data-redraw" in made.widget.attrs]
    assert redrawn == ["kind"]


# -- what the operator has seen ------------------------------------------------------------------


def test_a_field_that_an_answer_brought_about_is_unseen_until_it_was_drawn() -> None:
    fields = [KIND, field_of(**when("kind", "plc"))]

    first = filled(*fields, **{"kind": "plc", ":drawn": ""})
    second = filled(*fields, **{"kind": "plc", first.drawn_name: first.drawn})

    assert first.unseen() == ["it"]
    assert (second.drawn, second.unseen()) == ("it", [])


def test_what_is_drawn_is_said_under_the_prefix_of_the_form() -> None:
    fields = [KIND, field_of(**when("kind", "plc"))]
    form = sent(fields, {"details-kind": "plc"}, prefix="details")

    assert form.drawn_name == "details-:drawn"
    assert f'name="details-:drawn" value="{form.drawn}"' in html_of(form)


def test_a_field_that_was_not_on_the_page_keeps_what_is_stored() -> None:
    fields = [KIND, field_of(**when("kind", "plc"))]
    stored = entries_of({"it": "typed before", "other": "x"})

    hidden = filled(*fields, **{"kind": "ltd", "it": "forged", ":drawn": ""})
    cleared = filled(*fields, **{"kind": "plc", "it": "", ":drawn": "it"})

    assert hidden.entries(stored) == entries_of({"kind": "ltd", "it": "typed before"})
    assert hidden.entries() == entries_of({"kind": "ltd"})
    assert cleared.entries(stored) == entries_of({"kind": "plc", "it": ""})


def test_a_list_that_was_not_on_the_page_keeps_all_items_that_are_stored() -> None:
    partners = field_of("p", "list", fields=[field_of("name")], min_items=1, **when("kind", "plc"))
    stored = entries_of({"p:items": "2", "p.0.name": "Ann", "p.1.name": "Bob", "kind": "plc"})

    kept = filled(KIND, partners, **{"kind": "ltd", ":drawn": ""}).entries(stored)

    assert kept == {**stored, "kind": ["ltd"]}


# -- hostile schemas -----------------------------------------------------------------------------


def test_a_chain_of_nine_hundred_conditions_does_not_raise() -> None:
    chain = [field_of(f"k{n}", default="x", **when(f"k{n - 1}", "x")) for n in range(1, 900)]

    assert len(blank(field_of("k0", default="x"), *chain).fields) == 900


def test_conditions_are_not_judged_again_and_again() -> None:
    judged = 0

    class Counting(SchemaForm):
        def _holds(self, guard: Condition, base: Path) -> bool:
            nonlocal judged
            judged += 1
            return super()._holds(guard, base)

    # Each field stands in a group under the same condition: two guards a field, 2**12 ways down.
    groups = [field_of("g0", "group", fields=[field_of("k", default="x")])]
    for n in range(1, 12):
        condition = when(f"g{n - 1}.k", "x")
        inner = field_of("k", default="x", **condition)
        groups.append(field_of(f"g{n}", "group", fields=[inner], **condition))

    form = type("Counted", (Counting,), {"schema": schema_of(*groups)})()

    assert len(form.fields) == len(groups)
    assert judged <= 10 * len(groups)
