"""The copy of a person's data (Article 15(3) GDPR): vault, report, data file, archive."""
