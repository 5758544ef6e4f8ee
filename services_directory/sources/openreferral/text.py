"""What publishers write, with or without HTML → plain text with its paragraphs. Reading plain text again changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARAGRAPHS = _words("p h1 h2 h3 h4 h5 h6 table blockquote section article dl")
LINES = _words("div ul ol li tr dt dd hr address header footer")
BREAKS = {**dict.fromkeys(PARAGRAPHS, 2), **dict.fromkeys(LINES, 1)}
"""Tags that begin and end with so many line ends."""

SPACED = _words("td th")
DROPPED = _words("script style template noscript iframe object svg head")
INLINE = _words(
    "a abbr b big br center cite code del em embed font form i img input ins label mark meta nav pre q s small span strike"
    " strong sub sup tbody thead tfoot col colgroup title u html body main figure figcaption button link o:p"
    " video audio source picture canvas area map base textarea select option fieldset legend details summary dialog aside"
    " caption kbd samp var tt bdi bdo wbr time data output progress meter acronym param applet"
)

_NAMES = "|".join(sorted(PARAGRAPHS | LINES | SPACED | DROPPED | INLINE, key=len, reverse=True))
_TAG = rf"<(?:/?(?:{_NAMES})(?=[\s/>])|!--)"
_ENTITY = r"&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});"
_MARKUP = re.compile(f"{_TAG}|{_ENTITY}", re.IGNORECASE)
_BLOCK = re.compile(rf"<(?:{'|'.join(BREAKS)}|br)(?=[\s/>])", re.IGNORECASE)
_LITERAL = re.compile(rf"<(?!{_TAG[1:]})|&(?!{_ENTITY[1:]})", re.IGNORECASE)
"""A "<" that opens no tag ("under <5s", "<jo@example.org>"), and an "&" that begins no entity."""

_NEVER_SHOWN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff]")
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")

_PLAIN_ALREADY = re.compile(
    "(?:{seen}+(?: {seen}+)*)?".format(seen="[!-%'-;=-~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027]")
)
"""Words with one space between them and nothing to take out, as most texts are. It saves half the time of reading a feed."""

DEEPEST = 8
"""How often one text may have been escaped over and again ("&amp;amp;nbsp;"). Three is the most seen."""


def plain(text: str) -> str:
    """Text without tags, entities, scripts or characters that nobody sees; "" where nothing is left."""
    if _PLAIN_ALREADY.fullmatch(text):
        return text
    text = _even(text)
    for _ in range(DEEPEST):
        if not _MARKUP.search(text):
            break
        text = _even(_unmarked(text))
    return text


def one_line(text: str) -> str:
    """The same for a name, which has no lines."""
    return " ".join(plain(text).split())


def whole(text: str) -> str:
    """Only what is safe to store: no control characters, no halves of characters, no white space around."""
    if _PLAIN_ALREADY.fullmatch(text):
        return text
    return _HALF_A_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", _NEVER_SHOWN.sub("", text)).strip()


def _even(text: str) -> str:
    """Spaces, line ends and empty lines made even."""
    text = whole(text).replace("\r\n", "\n")
    text = _SPACES.sub(" ", re.sub(r"[\r\v\f\x85\u2028\u2029]", "\n", text))
    text = re.sub(r"\n{3,}", "\n\n", re.sub(r" ?\n ?", "\n", text))
    return text.strip()


def _unmarked(text: str) -> str:
    body = LexborHTMLParser(_LITERAL.sub(_escaped, text)).body
    if body is None:
        return ""
    sheet = _Sheet(typed_lines=not _BLOCK.search(text))
    for node, opens in _nodes(body):
        _write(node, opens, sheet)
    return "".join(sheet.parts)


def _escaped(found: re.Match[str]) -> str:
    return "&lt;" if found[0] == "<" else "&amp;"


class _Sheet:
    """What has been written so far. A break is kept back until words follow, so that breaks never pile up."""

    __slots__ = ("bullet", "gap", "link", "parts", "typed_lines")

    def __init__(self, typed_lines: bool) -> None:
        """`typed_lines`: there is no tag that breaks a line, so the line ends are the writer's own."""
        self.typed_lines = typed_lines
        self.parts: list[str] = []
        self.gap, self.bullet, self.link = 0, False, ""

    def say(self, words: str) -> None:
        if not self.typed_lines:
            words = re.sub(r"\s+", " ", words)
        if self.gap or self.bullet:
            if not (words := words.lstrip(" ")):
                return
            words = "\n" * self.gap + "- " * self.bullet + words
            self.gap, self.bullet = 0, False
        self.parts.append(words)
        self.link += words

    def leave(self, lines: int) -> None:
        if not self.bullet:
            self.gap = max(self.gap, lines)

    def point(self) -> None:
        self.leave(1)
        self.bullet = True


def _write(node: LexborNode, opens: bool, sheet: _Sheet) -> None:
    if node.is_text_node:
        sheet.say((node.text_content or "") if opens else "")
    elif node.tag == "a":
        _write_link(node, opens, sheet)
    elif node.tag == "li" and opens:
        sheet.point()
    elif node.tag in BREAKS:
        sheet.leave(BREAKS[node.tag])
    elif opens:
        _write_small(node, sheet)


def _write_small(node: LexborNode, sheet: _Sheet) -> None:
    if node.tag == "br":
        sheet.leave(min(sheet.gap + 1, 2))
    elif node.tag == "img":
        sheet.say(node.attributes.get("alt") or "")
    elif node.tag in SPACED:
        sheet.say(" ")


def _write_link(node: LexborNode, opens: bool, sheet: _Sheet) -> None:
    if not opens and (target := _target(node, sheet.link)):
        sheet.say(f" ({target})")
    sheet.link = ""


def _target(node: LexborNode, said: str) -> str:
    """Where a link leads, unless its words say so."""
    target = (node.attributes.get("href") or "").strip()
    address = re.sub(r"^(?:mailto:|tel:)", "", target, flags=re.IGNORECASE)
    if not re.match(r"(?:https?://|mailto:|tel:)\S", target, re.IGNORECASE) or _bare(
        address
    ) in _bare(said):
        return ""
    return address


def _bare(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|^www\.|/$|\s|\?.*$", "", address.casefold())


def _nodes(top: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Every node below, as it opens and as it closes. It walks rather than recurs: feeds nest tags by the thousand."""
    node = top.child
    while node is not None:
        dropped = node.tag in DROPPED or node.is_comment_node
        yield node, True
        if not dropped and (below := node.child) is not None:
            node = below
            continue
        yield node, False
        while node.next is None:
            parent = node.parent
            if parent is None or parent.mem_id == top.mem_id:
                return
            node = parent
            yield node, False
        node = node.next
