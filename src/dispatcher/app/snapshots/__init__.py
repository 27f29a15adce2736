"""Tables as Parquet files by month, for tools that read files and not servers."""
