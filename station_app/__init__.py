"""The desk: all that one person at one window needs."""
