import pytest
from playwright.sync_api import Page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("js", [True, False])
def test_first(open_page, start_run, sandbox, js) -> None:
    page = open_page(javascript=js)
    start_run(page)
    page.get_by_label("Company").check()
    page.get_by_label("Country").select_option("GB")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Find the company").wait_for()
    print(page.title())
