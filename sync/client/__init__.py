"""The station's end of the line."""
