"""Where records are kept, at a desk and at the center."""
