"""Questions in SQL: the views of the store and those the house lends, and who may ask what."""
