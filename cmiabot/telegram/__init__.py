"""The Telegram edge, the only room that imports `telegram`: updates → calls, screens → messages."""
