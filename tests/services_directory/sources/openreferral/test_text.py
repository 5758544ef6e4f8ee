"""Publishers' HTML → plain text with its paragraphs."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from services_directory.sources.openreferral.text import one_line, plain
from tests.services_directory.builders import given

EXAMPLES = [
    ("<p>One.</p><p>Two<br>three.</p>", "One.\n\nTwo\nthree."),
    ("<ul><li>Tea</li><li><p>Toast</p></li></ul>After", "- Tea\n- Toast\n\nAfter"),
    ("Open<br><br>Shut", "Open\n\nShut"),
    ("<div>a</div>\n<div>b</div>", "a\nb"),
    ("<table><tr><td>Mon</td><td>9am</td></tr><tr><td>Tue</td></tr></table>", "Mon 9am\nTue"),
    ("Fish &amp; chips&nbsp;&pound;5 &#8211; cash", "Fish & chips £5 – cash"),
    ("&lt;p&gt;Twice &amp;amp; again&lt;/p&gt;", "Twice & again"),
    ("<script>alert(1)</script><style>p{}</style>Shown", "Shown"),
    ("<!-- hidden -->Shown", "Shown"),
    ("<p><br></p>", ""),
    ("  \n\t ", ""),
    ("Typed in\nlines with <b>bold</b>\n\nand space", "Typed in\nlines with bold\n\nand space"),
    ("<p>Wrapped\nin the source</p>", "Wrapped in the source"),
    ("For under <5s & over 60s", "For under <5s & over 60s"),
    ("Write to <jo@example.org><br>or ring", "Write to <jo@example.org>\nor ring"),
    ("See https://example.org/?a=1&copy=2", "See https://example.org/?a=1&copy=2"),
    ("<img src='x.png' alt='A map'> of town", "A map of town"),
    ("a\r\nb\rc", "a\nb\nc"),
    ("zero\u200bwidth\ufeff soft\u00adhyphen \x00nul", "zerowidth softhyphen nul"),
    ("half \ud83d a face", "half \N{REPLACEMENT CHARACTER} a face"),
    ("<p>left open <b>and bold", "left open and bold"),
    ("<h2>When</h2>Monday", "When\n\nMonday"),
    ("Naïve “quotes” – and 👪🏽", "Naïve “quotes” – and 👪🏽"),
]

LINKS = [
    (
        '<a href="https://example.org/a?b=1&amp;c=2">Book</a> now',
        "Book (https://example.org/a?b=1&c=2) now",
    ),
    ('<a href="http://www.example.org/">www.example.org</a>', "www.example.org"),
    ('<a href="mailto:jo@example.org">Email us</a>', "Email us (jo@example.org)"),
    ('<a href="tel:01785000000">01785 000000</a>', "01785 000000"),
    ('<a href="javascript:alert(1)">Click</a>', "Click"),
    ('<a href="#top">Up</a>', "Up"),
    ("<a>No target</a>", "No target"),
]


@pytest.mark.parametrize(("written", "read"), EXAMPLES)
def test_markup_becomes_paragraphs_and_lines(written: str, read: str) -> None:
    assert plain(written) == read


@pytest.mark.parametrize(("written", "read"), LINKS)
def test_a_link_says_where_it_leads_unless_its_words_do(written: str, read: str) -> None:
    assert plain(written) == read


def test_a_name_is_one_line() -> None:
    assert one_line("<b>Toddler</b><br>\n group ") == "Toddler group"


@pytest.mark.parametrize(
    "written",
    [
        "<p>word " * 20_000,
        "<" * 145_000,
        "&amp;" * 29_000,
        "<ul><li>" * 4_000,
        "<div>" * 5_000 + "x",
    ],
)
def test_the_longest_descriptions_are_read_whole(written: str) -> None:
    read = plain(written)
    assert read.count("word") == written.count("word")
    assert plain(read) == read


TAGS = ["<p>", "</p>", "<br>", "<li>", "<a href='https://e.org'>", "</a>", "<script>", "</script>"]
SIGNS = [
    "&amp;",
    "&lt;",
    "&nbsp;",
    "&#0;",
    "<",
    "&",
    ">",
    " ",
    "\n",
    "- ",
    "<!--",
    "-->",
    "<td>",
    ";",
]
PIECES = st.sampled_from([*TAGS, *SIGNS, "word", "amp", "\x85", "\u2028"])


@given(st.lists(PIECES | st.text(max_size=3)).map("".join))
def test_text_that_was_read_is_read_again_as_it_is(written: str) -> None:
    read = plain(written)
    assert plain(read) == read
    assert read == read.strip()
    read.encode()
