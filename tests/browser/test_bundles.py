"""Files that were made small say what their parts say."""

from collections.abc import Callable

from playwright.sync_api import Page

from wizard import bundles

# Values may be written in another way; selectors, conditions and what is set may not.
RULES = """(text) => {
  const read = (rule) => [
    rule.selectorText ?? rule.cssText.split("{")[0],
    [...(rule.style ?? [])],
    [...(rule.cssRules ?? [])].map(read),
  ];
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return [...sheet.cssRules].map(read);
}"""


def test_a_browser_reads_the_same_rules_in_the_small_style_sheet(
    open_page: Callable[..., Page],
) -> None:
    page = open_page()

    whole, small = (page.evaluate(RULES, text) for text in (bundles.styles(), bundles.style()))

    assert len(small) > 100
    assert small == whole
