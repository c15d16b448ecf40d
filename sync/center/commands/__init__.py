"""The `station-center` commands, a file per subject."""
