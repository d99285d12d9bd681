"""Stories: what happens to a case, one flow a file."""
