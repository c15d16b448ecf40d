"""What `make bench` runs: how fast the whole stack is, beside the barest thing that could do."""
