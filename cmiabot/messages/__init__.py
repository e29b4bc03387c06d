"""Values → messages a person reads. Of the Bot API it knows the HTML it accepts and its length limit."""
