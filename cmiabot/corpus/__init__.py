"""The records: reading, validating and looking them up. Knows nothing of questions or chats."""
