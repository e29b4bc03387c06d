"""What goes out, to whom, when, and once; it knows nothing of the Bot API but a small messenger."""
