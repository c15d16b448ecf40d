"""The agreement: all that two machines must agree on, and both ends of the line."""
