"""Fixtures that every test may ask for."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from tests.chromium import chromium, line, pdf_worker, playwright, windows, worker_log  # noqa: F401 - fixtures
from tests.factory import World, make_calendar, make_world

# A busy machine is slow, not wrong: no property is judged by the clock.
hypothesis.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("steady")

_DATA = {"db", "transactional_db"}  # pytest-django's fixtures; every other one that touches the database asks for these


@pytest.hookimpl(tryfirst=True)  # before ``-m`` picks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that have no database: they say the same whatever keeps the data."""
    for item in items:
        has_fixture = not _DATA.isdisjoint(getattr(item, "fixturenames", ()))
        has_case = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
        if not (has_fixture or has_case or item.get_closest_marker("django_db")):
            item.add_marker("dataless")


@pytest.fixture(autouse=True)
def no_login_limits_left() -> None:
    """A cache outside the database keeps its login limits from test to test; a transaction cannot roll them back."""
    if settings.CACHE_URL:
        cache.clear()


@pytest.fixture
def calendar(db: None) -> None:
    make_calendar()


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def as_user(world: World) -> Callable[[str], Client]:
    """``as_user("clerk")`` is a browser in which that person has logged in."""

    def login(who: str) -> Client:
        client = Client()
        client.force_login(world.users[who])
        return client

    return login
