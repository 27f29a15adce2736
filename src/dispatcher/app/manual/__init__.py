"""The manual workplace: what people say of a machine without signals."""
