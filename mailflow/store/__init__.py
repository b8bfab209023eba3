"""The cellar: the only room that knows the database."""
