"""What an article says: facts, slugs, text as read, and edits."""
