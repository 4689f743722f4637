"""Logging in, being locked out, logging out and changing the password, as a person meets them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.factory import PASSWORD, World

LOGIN = "/login/"
NEW = "mua-thu-tren-doi-9"


def sign_in(client: Client, username: str = "clerk", password: str = PASSWORD, **more: str) -> str:
    answer = client.post(LOGIN, {"login": username, "password": password, **more}, follow=True)
    return answer.content.decode()


def test_a_person_logs_in_and_sees_the_first_page(world: World, client: Client) -> None:
    answer = client.post(LOGIN, {"login": "clerk", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, reverse("home"))
    assert "Đỗ Thị Văn Thư" in client.get("/").content.decode()


def test_the_asked_page_opens_after_login_and_other_sites_do_not(world: World, client: Client) -> None:
    asked = client.get("/units/")
    assert asked["Location"] == "/login/?next=/units/"
    assert 'value="/units/"' in client.get(asked["Location"]).content.decode()
    answer = client.post(LOGIN, {"login": "clerk", "password": PASSWORD, "next": "https://elsewhere.example/"})
    assert answer["Location"] == reverse("home")


@pytest.mark.parametrize(("name", "password"), [("clerk", "sai-mat-khau"), ("khong-co-ai", PASSWORD)])
def test_a_wrong_login_does_not_say_which_part_was_wrong(
    world: World, client: Client, name: str, password: str
) -> None:
    page = sign_in(client, name, password)
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in page
    assert f'value="{name}"' in page  # what was typed stays, except the password
    assert password not in page


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(world: World, client: Client) -> None:
    for _attempt in range(5):
        sign_in(client, password="sai-mat-khau")
    page = sign_in(client)
    assert "tạm khóa trong 5 phút" in page
    assert "Đăng nhập Sổ Trường" in page
    assert "Bùi Thị Hòa" in sign_in(Client(), "sister_principal")  # others are not locked out


def test_too_many_tries_from_one_address_meet_a_plain_page(world: World, client: Client) -> None:
    for attempt in range(40):
        client.post(LOGIN, {"login": f"ai-do-{attempt}", "password": ""})
    answer = client.post(LOGIN, {"login": "clerk", "password": PASSWORD})
    assert answer.status_code == 429
    assert "Hãy chờ một phút" in answer.content.decode()


def test_logging_out_asks_first_and_then_forgets(world: World, as_user: Callable[[str], Client]) -> None:
    client = as_user("clerk")
    assert "Đăng xuất?" in client.get("/logout/").content.decode()
    assert client.get("/").status_code == 200
    assert "Đã đăng xuất." in client.post("/logout/", follow=True).content.decode()
    assert client.get("/").status_code == 302


def test_a_changed_password_ends_the_other_sessions(world: World, as_user: Callable[[str], Client]) -> None:
    here, elsewhere = as_user("clerk"), as_user("clerk")
    page = here.post(
        "/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}, follow=True
    ).content.decode()
    assert "Đã đổi mật khẩu." in page
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert "Đỗ Thị Văn Thư" in sign_in(Client(), password=NEW)


@pytest.mark.parametrize(
    ("old", "first", "second", "words"),
    [
        ("khong-phai", NEW, NEW, "Mật khẩu hiện tại chưa đúng."),
        (PASSWORD, NEW, NEW + "x", "Hai lần nhập chưa giống nhau."),
        (PASSWORD, "ngan", "ngan", "Mật khẩu quá ngắn"),
        (PASSWORD, "90817263545", "90817263545", "hoàn toàn là số"),
        (PASSWORD, "", "", "bắt buộc"),
    ],
)
def test_a_password_that_cannot_be_taken_says_why(
    world: World, as_user: Callable[[str], Client], old: str, first: str, second: str, words: str
) -> None:
    client = as_user("clerk")
    page = client.post("/password/", {"oldpassword": old, "password1": first, "password2": second}).content.decode()
    assert words in page
    assert "Chưa đổi được mật khẩu" in page
    world.users["clerk"].refresh_from_db()
    assert world.users["clerk"].check_password(PASSWORD)


def test_a_login_that_ended_is_told_so_only_with_its_password(world: World, client: Client) -> None:
    user = world.users["clerk"]
    user.is_active = False
    user.save()
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng." in sign_in(client, password="sai-mat-khau")
    assert "Tên đăng nhập đã ngừng dùng" in sign_in(client)


def test_nobody_signs_up_or_asks_for_a_password_by_mail(world: World, client: Client) -> None:
    assert client.get("/signup/").status_code == 404
    page = client.get(LOGIN).content.decode()
    assert "<script>" not in page
    assert "style=" not in page


def test_vietnamese_is_the_default_whatever_the_browser_prefers(world: World) -> None:
    client = Client(headers={"accept-language": "en-US,en;q=0.9"})
    answer = client.get(LOGIN)
    assert answer["Content-Language"] == "vi"
    assert '<html lang="vi">' in answer.content.decode()


def test_the_reader_chooses_english_and_the_choice_stays(world: World, client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": LOGIN})
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert client.get(LOGIN)["Content-Language"] == "en"
    client.post("/language/", {"language": "vi", "next": LOGIN})
    assert client.get(LOGIN)["Content-Language"] == "vi"


@pytest.mark.parametrize("cookie", ["fr", "<script>", ""])
def test_an_unknown_language_means_vietnamese(world: World, client: Client, cookie: str) -> None:
    client.cookies["django_language"] = cookie
    assert client.get(LOGIN)["Content-Language"] == "vi"


def test_a_language_choice_does_not_lead_to_another_site(world: World, client: Client) -> None:
    answer = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"
