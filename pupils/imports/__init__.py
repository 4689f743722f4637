"""Import of pupil lists as SMAS, vnEdu and the sector's database export them."""
