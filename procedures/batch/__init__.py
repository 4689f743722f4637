"""The batch desk: signed papers of a whole class, handed out one by one as the families come."""
