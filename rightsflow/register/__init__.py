"""The register: cases, requests, work items, letters and the journal, in one SQL database."""
