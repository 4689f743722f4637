"""The steps of a transfer: one action each. A step is taken by a school on its own side and told to both.

Locks are taken in one order (transfer, requests, pupils, sequences, chains of the trail), schools by their key, so that
two schools that act on each other's pupils at the same moment wait and never block.

Notes that a step writes by itself are Vietnamese whatever the actor's language: both schools and the papers read them.
"""

from procedures.transfers.actions.opening import accept_with_transfer, ask_another_school, open_transfer
from procedures.transfers.actions.steps import (
    accept_transfer,
    arrive_transfer,
    decline_transfer,
    give_up_transfer,
    release_transfer,
    withdraw_transfer,
)

__all__ = [
    "accept_transfer",
    "accept_with_transfer",
    "arrive_transfer",
    "ask_another_school",
    "decline_transfer",
    "give_up_transfer",
    "open_transfer",
    "release_transfer",
    "withdraw_transfer",
]
