"""Handing out a photo: to be seen, never to act."""

from django.http import FileResponse
from django.utils.translation import gettext as _

from procedures.models import SubmissionPhoto
from procedures.online.pictures import file_of
from schooladmin.core.errors import Refusal


def photo_response(photo: SubmissionPhoto) -> FileResponse:
    """A picture is shown, a PDF is downloaded; neither is kept by the browser or by anything between."""
    try:
        content = file_of(photo.path).open("rb")
    except FileNotFoundError as missing:
        raise Refusal(
            _("Tệp này không còn trên máy chủ. Hãy báo người quản trị để khôi phục từ bản sao lưu."),
            code="photo-bytes-missing",
        ) from missing
    response = FileResponse(
        content, as_attachment=not photo.is_picture, filename=photo.name, content_type=photo.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
