"""Bring the database (and, when asked, static files and demonstration data) up to date, in one process.

Run with the Python of ``.venv/``. One process instead of four: loading Django takes longer than the work itself.
The migrations are looked at on every start, without a marker: a restored backup may be older than the code.
"""

import sys

import django
from django.core.management import call_command


def main(steps: list[str]) -> int:
    """Run the steps named on the command line."""
    django.setup()
    call_command("migrate", interactive=False)
    call_command("createcachetable")
    if "static" in steps:
        call_command("collectstatic", interactive=False, verbosity=0)
    if "demo" in steps:
        call_command("demo")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
