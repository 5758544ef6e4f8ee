"""The web chat as people use it: on a small phone, on a desktop, by keyboard, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

PHONE, DESKTOP = (320, 640), (1200, 900)
PAGES = [
    "/",
    "/t/safer-sleep",
    "/s/quit-smoking-stoke",
    "/privacy",
    "/accessibility",
    "/nothing-here",
]

Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    contexts = []

    def opened(path: str = "/", size: tuple[int, int] = PHONE, javascript: bool = True) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda message: (
                pytest.fail(f"the console says: {message.text}")
                if message.type == "error" and "404" not in message.text
                else None
            ),
        )
        page.goto(f"{address}{path}")
        return page

    yield opened
    for context in contexts:
        context.close()


def say(page: Page, text: str) -> None:
    page.get_by_label("Type what's on your mind").fill(text)
    page.get_by_role("button", name="Send").click()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_a_mother_finds_feeding_help(
    open_page: Open, size: tuple[int, int], javascript: bool
) -> None:
    page = open_page(size=size, javascript=javascript)
    expect(page.get_by_text("not for emergencies")).to_be_visible()
    say(page, "my nipples are so sore from feeding")
    expect(page.get_by_text("Pain at every feed")).to_be_visible()
    say(page, "ST16 2LH")
    expect(page.get_by_text("That is in Stafford")).to_be_visible()
    expect(page.get_by_role("link", name="01782 672200")).to_have_attribute(
        "href", "tel:01782672200"
    )


@pytest.mark.parametrize("javascript", [True, False])
def test_danger_is_answered_with_999_first(open_page: Open, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    say(page, "my baby isnt breathing")
    expect(page.get_by_text("Call 999 now.").first).to_be_visible()


def test_buttons_lead_on_without_javascript(open_page: Open) -> None:
    page = open_page(javascript=False)
    page.get_by_role("button", name="Feeding").click()
    page.get_by_role("button", name="Breastfeeding").click()
    expect(page.get_by_text("8 or more times")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("button", name="Breastfeeding")).to_be_visible()


def test_the_keyboard_alone_is_enough(open_page: Open) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to main content")).to_be_focused()
    page.get_by_label("Type what's on your mind").focus()
    page.keyboard.type("how do i stop smoking")
    page.keyboard.press("Enter")
    expect(page.get_by_text("send me your postcode")).to_be_visible()
    expect(page.get_by_label("Type what's on your mind")).to_be_focused()


def test_with_javascript_the_conversation_stays_on_the_page(open_page: Open) -> None:
    page = open_page()
    say(page, "how warm should the room be for baby")
    expect(page.locator(".sp-bubble--you")).to_have_count(1)
    page.get_by_role("button", name="Urgent help").click()
    expect(page.locator(".sp-bubble--you")).to_have_count(2)
    expect(page.get_by_role("button", name="Urgent help")).to_have_count(1)


def test_clearing_leaves_no_trace_on_the_page(open_page: Open) -> None:
    page = open_page()
    say(page, "my husband checks my phone")
    page.get_by_role("button", name="Clear this chat").click()
    expect(page.locator(".sp-bubble--you")).to_have_count(0)
    assert "checks my phone" not in page.content()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
def test_nothing_is_wider_than_the_screen(
    open_page: Open, path: str, size: tuple[int, int]
) -> None:
    page = open_page(path, size)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("path", PAGES)
def test_the_accessibility_checker_finds_nothing(open_page: Open, path: str) -> None:
    found = Axe().run(open_page(path))
    assert found.violations_count == 0, found.generate_report()


def test_an_answer_with_services_is_accessible_too(open_page: Open) -> None:
    page = open_page()
    say(page, "stop smoking help near ST4 6QG")
    expect(page.get_by_role("heading", name="Quit Smoking Stoke")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_what_a_resident_types_is_never_run(open_page: Open) -> None:
    page = open_page()
    say(page, "<img src=x onerror=document.title='hacked'><script>document.title='hacked'</script>")
    expect(page.locator(".sp-bubble--you")).to_contain_text("<img")
    assert page.title() != "hacked"
