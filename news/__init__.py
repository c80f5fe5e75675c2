"""The domain model: immutable values, and the logic that depends only on them."""
