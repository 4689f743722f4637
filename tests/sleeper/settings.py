"""The settings of the worker's process: as in the tests, with the sleeping job."""

from schooladmin.settings.test import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.sleeper"]  # noqa: F405
