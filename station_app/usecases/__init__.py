"""What an assistant can do, a file per subject; no Qt."""
