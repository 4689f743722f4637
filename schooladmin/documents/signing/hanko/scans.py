"""The pages of a scanned PDF as pictures, in a process of its own (``python scans.py``, see ``issuing.scans``).

Like ``examining`` it reads strange bytes: it may use the seconds and the memory granted here, cannot reach the network,
and knows neither Django nor the rest of the application. Pages are not drawn: a scanner puts one picture on each.
"""

import io
import json
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CPU_SECONDS = 20
MEMORY_BYTES = 1024**3
MOST_PIXELS = 25_000_000
LEAST_EDGE = 600  # pixels: what is smaller is a logo or a stamp, and no page
_DEEPEST = 40
_MOST_NODES = 5_000
_PLAIN = {"/FlateDecode", "/ASCII85Decode", "/ASCIIHexDecode"}
_MODES = {1: "L", 3: "RGB", 4: "CMYK"}


def pictures_of(path: str, folder: Path, most: int) -> dict[str, Any]:
    """Write the picture of each of the first ``most`` pages that has one; answer with their names and all pages."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    with open(path, "rb") as stream:
        reader = PdfFileReader(stream, strict=False)  # copiers keep to the rules less than one would like
        if reader.encrypt_dict is not None:
            return {"pages": 0, "pictures": []}
        pages, names = 0, []
        for resources in _pages(reader.root["/Pages"]):
            pages += 1
            found = _picture(resources) if pages <= most else None
            if found is not None:
                content, suffix = found
                names.append(f"{pages:03}.{suffix}")
                (folder / names[-1]).write_bytes(content)
    return {"pages": pages, "pictures": names}


def _pages(root: Any) -> Iterator[Any]:
    """The resources of every page in order; those of the branch where the page has none of its own."""
    waiting, nodes = [(root, None, 0)], 0
    while waiting:
        node, inherited, depth = waiting.pop()
        nodes += 1
        if nodes > _MOST_NODES or depth > _DEEPEST:
            return
        resources = _at(node, "/Resources", inherited)
        if "/Kids" in node:
            kids = node["/Kids"]
            waiting.extend((kids[number], resources, depth + 1) for number in reversed(range(len(kids))))
        else:
            yield resources


def _picture(resources: Any) -> tuple[bytes, str] | None:
    """The largest picture of a page as bytes that a reader of pictures knows, with the suffix of their kind."""
    try:
        images = sorted(_images(resources, 0), key=lambda image: int(image["/Width"]) * int(image["/Height"]))
        return _encoded(images[-1]) if images else None
    except Exception:  # what a broken page holds is unknown; the others may be read
        return None


def _images(resources: Any, depth: int) -> Iterator[Any]:
    if resources is None or "/XObject" not in resources or depth > 2:
        return
    things = resources["/XObject"]
    for name in list(things)[:50]:
        thing = things[name]
        if _at(thing, "/Subtype", "") == "/Image" and min(int(thing["/Width"]), int(thing["/Height"])) >= LEAST_EDGE:
            yield thing
        elif _at(thing, "/Subtype", "") == "/Form" and "/Resources" in thing:
            yield from _images(thing["/Resources"], depth + 1)


def _encoded(image: Any) -> tuple[bytes, str] | None:
    """None for what no reader here knows (JBIG2, JPEG 2000, palettes), and for more pixels than a scan has."""
    width, height = int(image["/Width"]), int(image["/Height"])
    if width * height > MOST_PIXELS:
        return None
    filters = _at(image, "/Filter", [])
    names = [str(name) for name in (filters if isinstance(filters, list) else [filters])]
    if names == ["/DCTDecode"]:
        return image.encoded_data, "jpg"
    if names == ["/CCITTFaxDecode"]:
        return _png(_fax(image, width, height))
    if not set(names) <= _PLAIN or _is_palette(image):
        return None
    from PIL import Image

    data, bits = image.data, int(_at(image, "/BitsPerComponent", 8))
    if bits == 1:
        return _png(Image.frombytes("1", (width, height), data))
    colours = len(data) // (width * height)
    if bits != 8 or colours not in _MODES:
        return None
    return _png(Image.frombytes(_MODES[colours], (width, height), data[: width * height * colours]))


def _at(thing: Any, key: str, default: Any) -> Any:
    """The entry of a dictionary; unlike its ``get``, with a reference followed."""
    return thing[key] if key in thing else default  # noqa: SIM401


def _is_palette(image: Any) -> bool:
    space = _at(image, "/ColorSpace", "")
    return isinstance(space, list) and str(space[0]) == "/Indexed"


def _fax(image: Any, width: int, height: int) -> Any:
    """A page as fax machines send it (group 4), put into a TIFF, which says the same in another envelope."""
    from PIL import Image

    settings = _at(image, "/DecodeParms", {})
    if isinstance(settings, list):
        settings = settings[0]
    if int(_at(settings, "/K", 0)) >= 0:
        raise ValueError("only group 4")
    data = image.encoded_data
    entries = [
        (256, width), (257, height), (258, 1), (259, 4), (262, 0), (273, 0), (277, 1), (278, height), (279, len(data)),
    ]  # fmt: skip
    offset = 8 + 2 + 12 * len(entries) + 4
    rows = b"".join(struct.pack("<HHII", tag, 4, 1, offset if tag == 273 else value) for tag, value in entries)
    whole = struct.pack("<2sHIH", b"II", 42, 8, len(entries)) + rows + struct.pack("<I", 0) + data
    return Image.open(io.BytesIO(whole), formats=("TIFF",))


def _png(picture: Any) -> tuple[bytes, str]:
    out = io.BytesIO()
    picture.convert("L").save(out, "PNG", compress_level=1)
    return out.getvalue(), "png"


def _no_network(event: str, _arguments: Any) -> None:
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"}:
        raise PermissionError(f"reading a scan never asks the network: {event}")


def main() -> None:
    """Take the pictures out of the file that standard input names and print what was found as JSON."""
    import logging
    import resource

    sys.addaudithook(_no_network)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)
    asked = json.loads(sys.stdin.read())
    try:
        found = pictures_of(asked["path"], Path(asked["folder"]), asked["most"])
    except Exception:  # a parser before strange bytes: whatever it stumbles over, nothing could be read
        found = {"pages": 0, "pictures": []}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
