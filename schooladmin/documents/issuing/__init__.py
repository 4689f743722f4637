"""Papers that left the house: their numbers, their public codes, and who may ask whether one of them is true."""
