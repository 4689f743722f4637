"""The words of the demonstration data: invented people and places, texts written for it. Pure data, no Django."""
