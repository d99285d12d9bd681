"""The words of requests, in files that a lawyer may extend."""
