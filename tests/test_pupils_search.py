"""Finding a pupil: without tone marks, by initials, by class and birth date, in one's own school only."""

import unicodedata
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.names import FAMILIES, GIVENS, MIDDLES, school
from pupils import rules
from pupils.enums import PupilStatus
from pupils.models import Pupil
from pupils.queries import filtered, pupil_of, pupils_for, same_name, search
from schooladmin.core.errors import Forbidden, OutOfScope
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope, opened, system
from tests.factory import World, moment

NOW = moment("2026-10-12 09:00")
SYSTEM = system(date(2026, 11, 22), "test")


def make_pupils(unit: Unit, *rows: tuple[Any, ...], **more: Any) -> list[Pupil]:
    """Pupils of (name, class, birth date), any of the last two left out."""
    pupils = []
    for name, *rest in rows:
        pupil = Pupil(unit=unit, full_name=name, created_at=NOW, updated_at=NOW, **more)
        pupil.class_name = rest[0] if rest else ""
        pupil.birth_date = rest[1] if len(rest) > 1 else None
        pupil.set_keys()
        pupils.append(pupil)
    with opened(SYSTEM):
        return Pupil.objects.bulk_create(pupils)


def names(scope: Scope, unit: Unit, text: str, most: int = 9) -> list[str]:
    return [pupil.full_name for pupil in search(scope, unit.pk, text, most)]


@pytest.fixture
def pupils(world: World) -> World:
    make_pupils(
        world.school,
        ("Nguyễn Mạnh Anh", "8A1", date(2013, 12, 5)),
        ("Nguyễn Văn Ánh", "8A2", date(2013, 5, 12)),
        ("Nguyễn Vân An", "9A1", date(2012, 3, 8)),
        ("Đào Thị Ngọc Ánh", "6B", date(2015, 12, 5)),
        ("H'Hen Niê-Kđăm", "7/2", date(2014, 2, 7)),
        ("Anh Thị Đỗ", "6A", None),
    )
    return world


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nguyen van", {"Nguyễn Văn Ánh", "Nguyễn Vân An"}),
        ("NGUYỄN  vĂN", {"Nguyễn Văn Ánh", "Nguyễn Vân An"}),
        ("nva", {"Nguyễn Văn Ánh", "Nguyễn Vân An"}),
        ("nmanh", {"Nguyễn Mạnh Anh"}),
        ("dtna", {"Đào Thị Ngọc Ánh"}),
        ("anh 8a", {"Nguyễn Mạnh Anh", "Nguyễn Văn Ánh"}),
        ("8a1", {"Nguyễn Mạnh Anh"}),
        ("8/A1", {"Nguyễn Mạnh Anh"}),
        ("7/2", {"H'Hen Niê-Kđăm"}),  # the class, and also the seventh of February
        ("0702", {"H'Hen Niê-Kđăm"}),
        ("0512", {"Nguyễn Mạnh Anh", "Đào Thị Ngọc Ánh"}),
        ("5/12/2013", {"Nguyễn Mạnh Anh"}),
        ("05122013", {"Nguyễn Mạnh Anh"}),
        ("h'hen kdam", {"H'Hen Niê-Kđăm"}),
        ("hhen", {"H'Hen Niê-Kđăm"}),
        ("guyen", set()),  # the middle of a word is no beginning
        ("anh %", {"Nguyễn Mạnh Anh", "Nguyễn Văn Ánh", "Đào Thị Ngọc Ánh", "Anh Thị Đỗ"}),
        ("_", set()),
        ("'; drop table", set()),
        ("   ", set()),
    ],
)
def test_every_token_is_the_beginning_of_a_key(pupils: World, text: str, found: set[str]) -> None:
    assert set(names(pupils.scope("clerk"), pupils.school, text)) == found


def test_whole_given_names_stand_first_and_those_who_left_last(pupils: World) -> None:
    make_pupils(pupils.school, ("Lê Anh", "5A"), status=PupilStatus.LEFT)
    scope = pupils.scope("clerk")
    assert names(scope, pupils.school, "anh") == [
        "Nguyễn Mạnh Anh", "Đào Thị Ngọc Ánh", "Nguyễn Văn Ánh", "Anh Thị Đỗ", "Lê Anh",
    ]  # fmt: skip
    assert names(scope, pupils.school, "an")[0] == "Nguyễn Vân An"
    assert names(scope, pupils.school, "a", most=2) == names(scope, pupils.school, "a")[:2]


def test_pupils_of_one_name_are_all_shown_with_what_tells_them_apart(world: World) -> None:
    make_pupils(
        world.school,
        ("Trần Thị Hoa", "6A", date(2015, 1, 2)),
        ("Trần Thị Hoa", "6B", date(2015, 3, 4)),
        ("Trần Thị Hòa", "6A", date(2015, 1, 2)),
    )
    scope = world.scope("clerk")
    assert len(names(scope, world.school, "tthoa")) == 3
    (one,) = search(scope, world.school.pk, "tthoa 6b")
    assert one.birth_date == date(2015, 3, 4)
    with opened(scope):
        alike = same_name(scope, world.school.pk, "TRẦN THỊ HOÀ", date(2015, 1, 2))
    assert [pupil.full_name for pupil in alike] == ["Trần Thị Hoa", "Trần Thị Hòa"]


def test_another_school_is_never_found(pupils: World) -> None:
    make_pupils(pupils.sister, ("Nguyễn Mạnh Anh", "8A1"))
    own, other = pupils.scope("clerk"), pupils.scope("sister_clerk")
    assert len(names(own, pupils.school, "nmanh")) == 1
    assert names(own, pupils.sister, "nmanh") == []
    assert names(other, pupils.school, "nmanh") == []
    for above in ("officer", "head", "auditor", "department_officer", "party_officer"):
        assert names(pupils.scope(above), pupils.school, "nmanh") == []
    (pupil,) = search(own, pupils.school.pk, "nmanh")
    assert pupil_of(own, pupil.pk).full_name == "Nguyễn Mạnh Anh"
    with pytest.raises(OutOfScope):
        pupil_of(other, pupil.pk)
    with pytest.raises(Forbidden):
        pupil_of(pupils.scope("teacher"), pupil.pk)


def test_one_query_without_the_identifier(pupils: World) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        names(pupils.scope("clerk"), pupils.school, "anh 8a")
    asked = [query["sql"] for query in queries if "pupils_pupil" in query["sql"]]
    assert len(asked) == 1
    assert '"identifier"' not in asked[0]


def test_six_keys_find_a_pupil_among_a_thousand(world: World) -> None:
    """The whole count of 40 schools is in bench/pupils.py; this is its first school."""
    invented = list(school(0))
    make_pupils(world.school, *((row.full_name, row.class_name, row.birth_date) for row in invented))
    shown: dict[str, list[tuple[str, str]]] = {}
    found = 0
    for row in invented[::10]:
        words = rules.words_of(row.full_name)
        text = ("".join(word[0] for word in words)[:-1] + words[-1])[:6]
        if text not in shown:
            rows = search(SYSTEM, world.school.pk, text)
            shown[text] = [(pupil.full_name, pupil.class_name) for pupil in rows]
        found += (row.full_name, row.class_name) in shown[text]
    assert found >= 98


# --- against a matcher written in another way ------------------------------------------------------------------

_MARKS = str.maketrans({"đ": "d", "Đ": "d"})
full_names = st.builds(
    lambda family, middle, name: f"{family} {middle} {name}",
    st.sampled_from(sorted(FAMILIES)),
    st.sampled_from(MIDDLES["m"] + MIDDLES["f"]),
    st.sampled_from(GIVENS["m"] + GIVENS["f"]),
)
days = st.dates(date(2008, 1, 1), date(2020, 12, 31))
classes = st.sampled_from(["", "6A", "6A1", "8A1", "9 B", "7/3", "Lá 2"])
typed = st.text(alphabet="abdghinotuvAĐă 0123456789/", max_size=12)


def plain(text: str) -> str:
    marked = unicodedata.normalize("NFD", text.translate(_MARKS).lower())
    return "".join(char for char in marked if not 0x300 <= ord(char) <= 0x36F)


def simple_match(full_name: str, class_name: str, born: date, text: str) -> bool:
    """Word by word, with no stored text: what the search means."""
    parts = plain(full_name).split()
    keys = [*parts, "".join(part[0] for part in parts), "".join(part[0] for part in parts[:-1]) + parts[-1]]
    keys += ["".join(filter(str.isalnum, plain(class_name))), born.strftime("%d%m%Y")]
    for word in plain(text).split():
        wanted = ["".join(filter(str.isalnum, word))]
        pieces = word.split("/")
        lengths = [len(piece) if piece.isdigit() else 0 for piece in pieces]
        if lengths[0] in (1, 2) and lengths[1:] in ([1], [2], [1, 4], [2, 4]):
            wanted.append(f"{int(pieces[0]):02}{int(pieces[1]):02}" + "".join(pieces[2:]))
        wanted = [form for form in wanted if form]
        if wanted and not any(key.startswith(form) for key in keys if key for form in wanted):
            return False
    return True


@given(full_name=full_names, class_name=classes, born=days, text=typed)
@settings(max_examples=400, deadline=None)
def test_the_stored_text_matches_as_the_words_do(full_name: str, class_name: str, born: date, text: str) -> None:
    stored = rules.search_text(full_name, class_name, born)
    wanted = rules.tokens(text)
    matched = all(any(f" {form}" in stored for form in forms) for forms in wanted)
    assert matched == simple_match(full_name, class_name, born, " ".join(text.split()[: rules.MOST_TOKENS]))


@given(full_name=full_names, data=st.data())
@settings(max_examples=200, deadline=None)
def test_a_beginning_of_any_word_finds_however_it_is_accented(full_name: str, data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(full_name.split()))
    cut = word[: data.draw(st.integers(1, len(word)))]
    form = data.draw(st.sampled_from([cut, cut.upper(), plain(cut), unicodedata.normalize("NFD", cut)]))
    stored = rules.search_text(full_name, "", None)
    assert all(f" {forms[0]}" in stored for forms in rules.tokens(form))


@pytest.mark.django_db
@given(rows=st.lists(st.tuples(full_names, classes, days), min_size=1, max_size=6), text=typed)
@settings(max_examples=25, deadline=None)
def test_the_database_finds_what_the_simple_matcher_finds(rows: list[tuple[str, str, date]], text: str) -> None:
    unit = Unit.objects.filter(code="TIM").first() or Unit.objects.create(
        code="TIM", kind="school", valid_from=NOW.date()
    )
    with opened(SYSTEM):
        Pupil.objects.all().delete()
        make_pupils(unit, *rows)
        found = sorted(filtered(pupils_for(SYSTEM), text=text).values_list("full_name", flat=True))
    typed_text = " ".join(text.split()[: rules.MOST_TOKENS])
    assert found == sorted(name for name, class_name, born in rows if simple_match(name, class_name, born, typed_text))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="each planner has its own words for a plan")
def test_the_search_reads_its_index_alone(world: World) -> None:
    """Another index that begins with the school once drew SQLite away from it: four times slower."""
    with opened(SYSTEM), CaptureQueriesContext(connection) as seen:
        search(SYSTEM, world.school.pk, "nvanh")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {seen[-1]['sql']}")
        plan = [step[3] for step in cursor.fetchall()]
    assert any("COVERING INDEX pupil_by_search" in step for step in plan), plan
