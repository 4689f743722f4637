"""Pure decisions about reports: no ORM, no clock."""
