"""A Telegram bot that answers who recommended what to Chongqing, with the exact source."""
