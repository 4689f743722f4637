"""Pictures that people send: half of one is never taken for a whole one."""

from typing import IO

from PIL import Image, ImageFile


def open_picture(file: IO[bytes], formats: tuple[str, ...]) -> Image.Image:
    """The picture of one of ``formats``, not yet unpacked; unpacking one that was cut off raises OSError.

    WeasyPrint, once imported, has the whole process take the half that is there and paint the rest grey.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return Image.open(file, formats=formats)
