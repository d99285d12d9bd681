"""From the HTML of a letter to its text, as a reader would see it.

Hidden text is dropped: a letter must not ask what its writer cannot see. Quotations become
lines that begin with `>`, so that the quotes of HTML and of plain letters are told apart by
the same rules.
"""

import re
from collections import Counter
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rightsflow.mime import limits

_DROPPED: Final = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "object", "iframe", "svg"}
)
# fmt: off
_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt",
    "fieldset", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})
# fmt: on
_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])"
    r"|opacity\s*:\s*0(?![.\d]*[1-9])|mso-hide\s*:\s*all|max-height\s*:\s*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
_INDENTED: Final = re.compile(r"\bborder\s*:\s*(?:none|0)", re.IGNORECASE)
"""A block quotation without a border: what people get who press "indent"."""

_ANSWERED: Final = "divRplyFwdMsg"
"""Outlook's header block, in whatever language."""

_ANSWERED_MARK: Final = "-----Original Message-----"
_BLANKS: Final = re.compile(r"[ \t\r\n\f\v\xa0]+")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


_TAG: Final = re.compile(r"<[a-z][^\s/>]*(?:=\s*\"[^\"]*\"|=\s*'[^']*'|[^>])*", re.IGNORECASE)
_SIGN: Final = re.compile(r"[\s\"']")
_FORMAT: Final = re.compile(
    r"<(/?)(a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?![\w-])", re.IGNORECASE
)
"""Elements that the parser opens again in each block until they are closed (HTML 13.2.4.3)."""


class TooMuchHtml(ValueError):  # noqa: N818 - named by what is wrong
    """The HTML is larger or deeper than any letter."""


def html_to_text(markup: str) -> str:
    """Return the visible text of the HTML, one line for each block.

    Raises TooMuchHtml beyond the limits on length, tags and depth.
    """
    if len(markup) > limits.TEXT_BYTES or markup.count("<") > limits.HTML_TAGS:
        raise TooMuchHtml
    if _leaves_open(markup) or any(map(_is_crowded, _TAG.findall(markup))):
        raise TooMuchHtml
    root = LexborHTMLParser(markup).root
    if root is None:
        return ""
    out: list[str] = []
    _walk(root, out)
    if sum(map(len, out)) > limits.TEXT_BYTES:
        raise TooMuchHtml
    lines = [line.strip(" ") for line in "".join(out).split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _is_crowded(tag: str) -> bool:
    """Say whether a tag may have so many attributes that comparing their names takes long."""
    return len(tag) > limits.TAG_SIGNS and (
        len(_SIGN.findall(tag)) > limits.TAG_SIGNS or tag.count("/") > 2 * limits.TAG_SIGNS
    )


def _leaves_open(markup: str) -> bool:
    """Say whether more elements stay open than any mail program leaves."""
    left: Counter[str] = Counter()
    for slash, name in _FORMAT.findall(markup):
        element = name.lower()
        left[element] += 1 if not slash else -min(1, left[element])
    return left.total() > limits.HTML_OPEN


def _walk(root: LexborNode, out: list[str]) -> None:
    """Visit the tree in order with an own stack: hostile depth must not exhaust the real one."""
    stack: list[tuple[LexborNode | None, int, str]] = [(root, 0, "\n")]
    while stack:
        node, depth, prefix = stack.pop()
        if node is None:
            out.append(prefix)
        elif node.is_text_node:
            _put_text(node, out)
        elif node.is_element_node and not _is_hidden(node):
            if depth > limits.HTML_DEPTH:
                raise TooMuchHtml
            stack.extend(_opened(node, depth, prefix, out))


def _opened(
    node: LexborNode, depth: int, prefix: str, out: list[str]
) -> list[tuple[LexborNode | None, int, str]]:
    """Write what opens the element; return its children and its end, last first."""
    tag = node.tag or ""
    if tag == "br":
        out.append(prefix)
        return []
    if tag == "input":
        out.append(_box(node))
        return []
    inner = prefix + "> " if tag == "blockquote" and not _is_indentation(node) else prefix
    todo: list[tuple[LexborNode | None, int, str]] = []
    if tag in _BLOCKS and not (tag == "td" and _follows_label(node)):
        out.append(inner)
        if tag != "th":
            todo.append((None, depth, prefix))
        if node.id == _ANSWERED:
            out += [_ANSWERED_MARK, inner]
    child = node.last_child
    while child is not None:
        todo.append((child, depth + 1, inner))
        child = child.prev
    return todo


def _is_indentation(node: LexborNode) -> bool:
    attributes = node.attributes
    if attributes.keys() & {"type", "cite", "class"}:
        return False
    return bool(_INDENTED.search(attributes.get("style") or ""))


def _follows_label(node: LexborNode) -> bool:
    """Say whether a cell stands in one line with the heading of its row."""
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return before is not None and before.tag == "th"


def _put_text(node: LexborNode, out: list[str]) -> None:
    text = _BLANKS.sub(" ", node.text_content or "")
    if text == " " and (not out or out[-1][-1:] in "\n >"):
        return
    if text:
        out.append(text)


def _box(node: LexborNode) -> str:
    """Return a tick box as the signs that plain letters use."""
    attributes = node.attributes
    if attributes.get("type") not in {"checkbox", "radio"}:
        return ""
    return "[x]" if "checked" in attributes else "[ ]"


def _is_hidden(node: LexborNode) -> bool:
    if node.tag in _DROPPED:
        return True
    attributes = node.attributes
    if not attributes:
        return False
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDDEN.search(style))
