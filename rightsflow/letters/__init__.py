"""Letters to the person: which one on which event, what it says, and whether it may go out."""
