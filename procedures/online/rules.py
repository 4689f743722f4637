"""How long, how many and how big: what a guest may leave with a school. Pure.

None of these spans comes from a law; they are long enough for a family and short enough for their papers.
"""

from datetime import datetime, timedelta

# A draft that nobody goes on with is deleted with its photos.
DRAFT_LIFE = timedelta(days=14)
# An answer waits for the family as long, and a refusal stays readable as long; then both are deleted.
ANSWER_LIFE = timedelta(days=90)
# After that time the same first form would be another draft; within it, it is a double click.
REPEAT_WINDOW = timedelta(minutes=10)

MEGABYTE = 1024 * 1024
PHOTO_BYTES = 8 * MEGABYTE
MOST_PHOTOS = 12
LONGEST_SIDE = 2000  # pixels; a page of A4 is still read well
MOST_PIXELS = 50_000_000  # the largest cameras of telephones; more is made to fill a memory
# Photos of one form, with what is typed around them. More is not read at all.
BODY_BYTES = MOST_PHOTOS * PHOTO_BYTES + 2 * MEGABYTE
MOST_DRAFTS = 500  # open drafts of one school

FIELD_LENGTH = 200


def draft_ends(saved_at: datetime) -> datetime:
    """When a draft saved then is deleted."""
    return saved_at + DRAFT_LIFE


def answer_ends(answered_at: datetime) -> datetime:
    """When an answered or declined submission, or what is left of an expired one, is deleted."""
    return answered_at + ANSWER_LIFE
