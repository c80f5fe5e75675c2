"""The domain model: frozen values, and the decisions that depend only on them."""
