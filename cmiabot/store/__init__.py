"""Tables, sessions, queries and migrations: the only room with SQL. Values leave it, table objects do not."""
