"""Letters to recipients of personal data (Article 19 GDPR): a family of their own."""
