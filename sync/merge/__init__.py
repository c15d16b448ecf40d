"""How two versions become one: pure functions over records, stamps and changes."""
