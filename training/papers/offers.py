"""Which papers the page of a school's list offers, each with the PDF that was made of it last."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schooladmin.documents.models import RenderedFile
from schooladmin.documents.queries import current_files
from schooladmin.units.scope import Scope
from training.enums import ClassState
from training.models import ClassSchool
from training.papers.rendering import CERTIFY, LISTS, Paper, keys_of

_LABELS = {
    Paper.SIGN_IN: _("Danh sách điểm danh, ký tay"),
    Paper.RESULTS: _("Danh sách kết quả"),
    Paper.CERTIFICATES: _("Giấy chứng nhận"),
}


@dataclass(frozen=True)
class Offered:
    """A paper with its addresses. ``count`` sheets can be printed; ``file`` is the latest PDF of the first.

    ``singles``: where the sheet of one person is downloaded, by that person's line of the list.
    """

    label: str | Promise
    count: int
    print_url: str
    publish_url: str
    file_url: str
    file: RenderedFile | None
    is_many: bool = False
    singles: Mapping[int, str] = field(default_factory=dict)


def papers_offered(scope: Scope, place: ClassSchool) -> list[Offered]:
    """The papers that the reader may have now (two queries)."""
    papers = list(LISTS)
    if scope.may(CERTIFY, place.training_class.unit_id) and place.training_class.state == ClassState.CLOSED:
        papers.append(Paper.CERTIFICATES)
    keys = {paper: keys_of(scope, paper, place) for paper in papers}
    files = current_files(scope, [key for found in keys.values() for key in found])
    return [_offer(paper, place, keys[paper], files) for paper in papers]


def _offer(paper: Paper, place: ClassSchool, keys: list[str], files: dict[str, RenderedFile]) -> Offered:
    args: list[object] = [place.training_class_id, place.school_id]
    kind = "certificate" if paper is Paper.CERTIFICATES else "paper"
    if paper is not Paper.CERTIFICATES:
        args.append(paper.value)
    made = [files[key] for key in keys if key in files]
    return Offered(
        label=_LABELS[paper],
        count=len(keys),
        print_url=reverse(f"training.{kind}.print", args=args),
        publish_url=reverse(f"training.{kind}.publish", args=args),
        file_url=reverse(f"training.{kind}.file", args=args),
        file=made[0] if made else None,
        is_many=paper is Paper.CERTIFICATES,
        singles=_singles(place, keys, files) if paper is Paper.CERTIFICATES else {},
    )


def _singles(place: ClassSchool, keys: list[str], files: dict[str, RenderedFile]) -> dict[int, str]:
    lines = (int(key.rpartition(":")[2]) for key in keys if key in files)
    where = [place.training_class_id, place.school_id]
    return {line: reverse("training.certificate.one", args=[*where, line]) for line in lines}
