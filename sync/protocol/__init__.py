"""What travels between a station and the center, and how it is framed and signed."""
