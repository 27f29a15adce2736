"""What passes through the HTTP doors: response models and socket messages, one file a topic.

No response field has a default: every field is always present, `null` where there is nothing to say.
"""
