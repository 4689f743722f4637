"""Fixtures that every test may ask for."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from tests.chromium import chromium, pdf_worker, playwright, windows, worker_log  # noqa: F401 - fixtures
from tests.factory import World, make_calendar, make_world


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
