"""How many and how big: what a guest may leave with a school. Pure. How long it is kept says ``ApplicantRule``."""

from datetime import timedelta

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
