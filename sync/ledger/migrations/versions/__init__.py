"""One script for each step of the schema, oldest first."""
