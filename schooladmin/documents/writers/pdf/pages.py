"""Pages of WeasyPrint taken apart and put together: the only module that knows how they are made inside.

``insides_are_known`` is asked before anything here is used.
"""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from schooladmin.documents.writers.css import MARK_PLACE
from schooladmin.documents.writers.pdf import engine

_KNOWN = {"weasyprint": "70.0", "pydyf": "0.13.0"}
_SCALE = 0.75  # a CSS pixel in points, as ``Document.write_pdf`` paints with ``zoom=1``


class DoesNotFitError(Exception):
    """This paper cannot be put together from two; it is set in one piece."""


@lru_cache(maxsize=1)
def insides_are_known() -> bool:
    """Whether the engine is one whose pages this module was written for."""
    weasyprint = engine.engine()
    import pydyf

    return {"weasyprint": weasyprint.__version__, "pydyf": pydyf.__version__} == _KNOWN


@dataclass(frozen=True)
class Painted:
    """What painting a page left: drawing operations, marked content by box, and the letters used of each font."""

    operations: bytes
    tags: dict[Any, Any]
    letters: dict[Any, tuple[dict[int, int], dict[int, str]]]
    alphas: dict[str, Any]

    def can_be_played(self, stream: Any) -> bool:
        """Whether every font is in the file already, with the same widths: operations name fonts and lean on widths."""
        return stream._tags is not None and all(
            key in stream._fonts and _agree(stream._fonts[key].widths, widths)
            for key, (widths, _) in self.letters.items()
        )

    def play(self, stream: Any) -> None:
        """Write the page's operations into ``stream`` as if it had just been painted."""
        for key, (widths, texts) in self.letters.items():
            font = stream._fonts[key]
            font.widths.update(widths)
            font.to_unicode = texts | font.to_unicode
        for name, state in self.alphas.items():
            stream._resources["ExtGState"].setdefault(name, state)
        stream.stream.append(self.operations)
        stream._tags.update(self.tags)


def _agree(known: dict[int, int], widths: dict[int, int]) -> bool:
    return all(known.get(glyph, width) == width for glyph, width in widths.items())


@dataclass(frozen=True)
class Frame:
    """The boxes of a page from the outside in, and those of its margins."""

    page: Any
    html: Any
    body: Any
    main: Any
    margins: tuple[Any, ...]

    @classmethod
    def of(cls, page: Any) -> Self:
        """Raises DoesNotFitError for a page that is made otherwise."""
        box = page._page_box
        html, *margins = box.children
        if page.links or page.anchors or page.forms != {None: []} or not all(hasattr(m, "at_keyword") for m in margins):
            raise DoesNotFitError("a page with links, forms or notes")
        body = _only_child(html, "body")
        return cls(box, html, body, _only_child(body, "main"), tuple(margins))

    def with_content(self, children: list[Any], margins: tuple[Any, ...]) -> Any:
        """The page's box with other content and other margins."""
        main = _with(self.main, children)
        return _with(self.page, [_with(self.html, [_with(self.body, [main])]), *margins])


def _only_child(box: Any, tag: str) -> Any:
    if len(box.children) != 1 or box.children[0].element_tag != tag:
        raise DoesNotFitError(f"no {tag} where it should be")
    return box.children[0]


def _with(box: Any, children: list[Any]) -> Any:
    copy = box.copy()
    copy.children = children
    return copy


def split_at(frame: Frame, css_class: str) -> tuple[list[Any], Any, list[Any]]:
    """What stands on the page before the box of ``css_class``, that box, and what comes after it."""
    children = list(frame.main.children)
    for index, child in enumerate(children):
        if child.element is not None and child.element.get("class") == css_class:
            return children[:index], child, children[index + 1 :]
    raise DoesNotFitError("the head does not end on the first page")


def height_above(page: Any, css_class: str) -> float:
    """CSS pixels from the upper edge of the text to the box of ``css_class``. Raises DoesNotFitError without one."""
    frame = Frame.of(page)
    _, box, _ = split_at(frame, css_class)
    return float(box.position_y - frame.main.content_box_y())


def marks_of(page: Any) -> tuple[Any, ...]:
    """The boxes of a page's margins that carry the mark of the paper."""
    return tuple(box for box in Frame.of(page).margins if box.at_keyword == MARK_PLACE)


def marked(pages: list[Any], marks: tuple[Any, ...]) -> list[Any]:
    """Pages as they were laid out with ``marks``; what stands in their margins is decoration for screen readers."""
    return [_page_class()(page, Frame.of(page), None, marks) for page in pages]


def with_quiet_margins(rendered: Any) -> Any:
    """A laid out document with the marks of its first page on every page; raises DoesNotFitError.

    Screen readers pass over marks and page numbers. The marks are laid out once, not once a page.
    """
    first, *others = rendered.pages
    return rendered.copy([*marked([first], ()), *marked(others, marks_of(first))])


@contextmanager
def hastened() -> Iterator[None]:
    """Spare the engine work that it does again and again. Nothing is changed in an engine that is not known.

    Its list of page references is built once a file and not once for each tag: with 300 pages that was a quarter of the
    time of writing. The words of a chart are set as words and not letter by letter: a tenth of an outline. What it
    writes is packed at zlib's usual level: the highest makes a file one part in a hundred smaller, in twice the time.
    """
    import pydyf
    from weasyprint import svg

    if not insides_are_known():
        yield
        return
    built: dict[int, tuple[bytes, ...]] = {}
    references, text, tags = pydyf.PDF.page_references, svg.text, dict(svg.TAGS)

    def page_references(pdf: Any) -> tuple[bytes, ...]:
        kids = pdf.pages["Kids"]
        if len(built.get(id(pdf), ())) * 3 != len(kids):
            built[id(pdf)] = tuple(f"{number} 0 R".encode("ascii") for number in kids[::3])
        return built[id(pdf)]

    def whole_text(drawing: Any, node: Any, font_size: float) -> None:
        if node.text and not _SET_BY_LETTER & node.attrib.keys():
            node._etree_node.text = _Whole(node.text)
        text(drawing, node, font_size)

    pydyf.PDF.page_references = property(page_references)
    pydyf.zlib = _UsualZlib
    svg.text = whole_text
    svg.TAGS |= {tag: whole_text for tag, draw in tags.items() if draw is text}
    try:
        yield
    finally:
        pydyf.PDF.page_references = references
        pydyf.zlib = zlib
        svg.text = text
        svg.TAGS |= tags


_SET_BY_LETTER = frozenset({"dx", "dy", "rotate", "letter-spacing", "textLength"})


class _UsualZlib:
    """``zlib`` for who asks for the highest level."""

    @staticmethod
    def compressobj(level: int) -> Any:
        return zlib.compressobj()


class _Whole(str):
    """A text of one piece for who goes through its letters."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


@dataclass(frozen=True)
class Halves:
    """A first page in two parts: the head, drawn each time, and what is below it, played if it was drawn before."""

    above: Any
    below: Any
    painted: Callable[[int], Painted | None]  # asked with how many tags the head took

    def draw(self, stream: Any, scale: float, draw: Callable[[Any, Any], None]) -> None:
        """Draw both with ``draw``, or the upper one alone where the lower one can be played."""
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            draw(self.above, stream)
        ready = self.painted(len(stream._tags)) if stream._tags is not None and scale == _SCALE else None
        if ready and ready.can_be_played(stream):
            ready.play(stream)
            return
        with stream.stacked():
            stream.transform(a=scale, d=scale)
            draw(self.below, stream)


def joined(own: Any, shared: Any, css_class: str, kept: dict[int, Painted | None]) -> Any:
    """The first page: the head of ``own`` above what ``shared`` has below the room that it left.

    ``kept`` holds the lower part as it was drawn, by the number of tags before it.
    """
    above, _, _ = split_at(Frame.of(own), css_class)
    frame = Frame.of(shared)
    _, _, below = split_at(frame, css_class)
    weasyprint = engine.engine()
    page = weasyprint.document.Page(frame.with_content([*above, *below], (*frame.margins, *marks_of(own))))
    lower = frame.with_content(below, ())

    def drawn(taken: int) -> Painted | None:
        if taken not in kept:
            kept[taken] = painted(weasyprint.document.Page(lower), taken)
        return kept[taken]

    return _page_class()(page, Frame.of(page), halves=Halves(frame.with_content(above, ()), lower, drawn))


def played(page: Any, painted: Painted | None, marks: tuple[Any, ...]) -> Any:
    """A page of the shared part with the marks of this paper; without ``painted`` it is painted anew."""
    return _page_class()(page, Frame.of(page), painted, marks)


def painted(page: Any, taken: int = 0) -> Painted | None:
    """Paint a page for later; None for one that uses more than letters and lines (pictures, patterns).

    ``taken`` is how many tags there are before it on the page where it will be played.
    """
    import pydyf
    from weasyprint.pdf.stream import Stream

    fonts: dict[Any, Any] = {}
    resources = {name: pydyf.Dictionary() for name in ("ExtGState", "XObject", "Pattern", "Shading", "ColorSpace")}
    images: dict[Any, Any] = {}
    others = range(taken)  # a tag is numbered by how many there are
    tags: dict[Any, Any] = dict.fromkeys(others)
    rectangle = (0, 0, page.width, page.height)
    stream = Stream(fonts, rectangle, pydyf.Dictionary(resources), images, tags, {}, None)
    stream.transform(d=-1, f=page.height * _SCALE)
    begin = len(stream.stream)
    _page_class()(page, Frame.of(page)).paint(stream, _SCALE)
    states = resources.pop("ExtGState")
    if any(resources.values()) or images or any(not name.lower().startswith("a") for name in states):
        return None
    if any(font.missing or font.bitmap for font in fonts.values()):
        return None
    operations = b"\n".join(pydyf._to_bytes(item) for item in stream.stream[begin:])
    letters = {key: (font.widths, font.to_unicode) for key, font in fonts.items()}
    for other in others:
        del tags[other]
    return Painted(operations, tags, letters, dict(states))


@lru_cache(maxsize=1)
def _page_class() -> Any:
    engine.engine()
    from weasyprint.document import Page
    from weasyprint.draw import draw_page, draw_stacking_context
    from weasyprint.stacking import StackingContext

    class PaperPage(Page):  # type: ignore[misc]  # weasyprint has no types
        """A page whose margins are painted as decoration, and whose body may be played instead of painted."""

        def __init__(
            self,
            page: Any,
            frame: Frame,
            painted: Painted | None = None,
            marks: tuple[Any, ...] = (),
            halves: Halves | None = None,
        ) -> None:
            self.__dict__.update(vars(page))
            self._whole = frame.page
            self._margins = frame.margins
            self._painted = painted
            self._marks = marks
            self._halves = halves
            self._page_box = _with(frame.page, [frame.html])  # what is tagged: the body alone

        def paint(self, stream: Any, scale: float = 1) -> None:
            if self._painted and scale == _SCALE and self._painted.can_be_played(stream):
                self._painted.play(stream)
                self._decorate(stream, scale, self._marks)
                return
            behind = tuple(box for box in self._margins if _depth(box) < 0)
            self._decorate(stream, scale, behind)
            if self._halves:
                self._halves.draw(stream, scale, draw_page)
            else:
                with stream.stacked():
                    stream.transform(a=scale, d=scale)
                    draw_page(self._page_box, stream)
            self._decorate(stream, scale, tuple(box for box in self._margins if _depth(box) >= 0) + self._marks)

        def _decorate(self, stream: Any, scale: float, boxes: tuple[Any, ...]) -> None:
            """Paint boxes of the margins, unseen by screen readers."""
            if not boxes:
                return
            with stream.stacked():
                stream.transform(a=scale, d=scale)
                with stream.artifact():
                    tags, stream._tags = stream._tags, None
                    for box in boxes:
                        draw_stacking_context(stream, StackingContext.from_box(box, self._whole))
                    stream._tags = tags

    return PaperPage


def _depth(box: Any) -> int:
    depth = box.style["z_index"]
    return 0 if depth == "auto" else int(depth)
