"""The one door to pyHanko: no other room imports it, and these modules only inside their functions."""
