"""The domain model: immutable values, and logic that depends only on those values."""
