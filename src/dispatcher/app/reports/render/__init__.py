"""Forms a document is given: CSV, XLSX, PDF. The page gets the document itself."""
