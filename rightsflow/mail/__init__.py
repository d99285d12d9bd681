"""Mail: reading the mailbox, understanding messages, sending letters."""
