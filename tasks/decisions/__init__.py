"""What each decision of a person brings about, one family a file."""
