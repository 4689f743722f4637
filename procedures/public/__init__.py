"""The public face of the counter: how a request stands without login, the applicant's word, the hall's screen."""
