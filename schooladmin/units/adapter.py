"""How logging in differs from the library's default."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: logins are made for people who work in a unit."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
