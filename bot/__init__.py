"""What people and clocks meet: words in, messages out."""
