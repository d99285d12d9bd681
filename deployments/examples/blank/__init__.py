"""An empty start: every setting explained, and one sample system to rename."""
