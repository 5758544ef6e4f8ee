"""A reply's plain text → safe HTML: paragraphs, lists, and numbers and links that can be tapped. Pure."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_LINKS = re.compile(
    r"(?P<url>https?://[^\s<>()]+[^\s<>().,;:!?])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<phone>(?<![\w-])(?:0[\d ]{8,13}\d|116 ?123|999|111|85258)(?![\w-]))"
)


def as_html(text: str) -> Markup:
    """Escapes everything, then adds only what is listed above."""
    blocks = (block for block in re.split(r"\n\s*\n", text.strip()) if block.strip())
    return Markup("\n").join(_block(block.split("\n")) for block in blocks)


def _block(rows: list[str]) -> Markup:
    parts: list[Markup] = []
    plain: list[str] = []
    bullets: list[str] = []
    for row in [*rows, ""]:
        is_bullet = row.lstrip().startswith("- ")
        if bullets and not is_bullet:
            items = Markup("").join(Markup("<li>{}</li>").format(_linked(each)) for each in bullets)
            parts.append(Markup('<ul class="govuk-list govuk-list--bullet">{}</ul>').format(items))
            bullets = []
        if plain and (is_bullet or not row):
            parts.append(
                Markup('<p class="govuk-body">{}</p>').format(
                    Markup("<br>").join(_linked(each) for each in plain)
                )
            )
            plain = []
        if is_bullet:
            bullets.append(row.lstrip().removeprefix("- "))
        elif row:
            plain.append(row)
    return Markup("\n").join(parts)


def _linked(text: str) -> Markup:
    pieces: list[Markup] = []
    end = 0
    for match in _LINKS.finditer(text):
        pieces += [escape(text[end : match.start()]), _link(match)]
        end = match.end()
    return Markup("").join([*pieces, escape(text[end:])])


def _link(match: re.Match[str]) -> Markup:
    shown = match.group()
    if match.group("url"):
        return Markup('<a class="govuk-link" rel="noreferrer noopener" href="{}">{}</a>').format(
            shown, shown
        )
    if match.group("email"):
        return Markup('<a class="govuk-link" href="mailto:{}">{}</a>').format(shown, shown)
    scheme = "sms" if shown == "85258" else "tel"
    return Markup('<a class="govuk-link" href="{}:{}">{}</a>').format(
        scheme, shown.replace(" ", ""), shown
    )
