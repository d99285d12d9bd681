"""What `rightsflow doctor` looks at: settings that are valid, and unsafe all the same."""
