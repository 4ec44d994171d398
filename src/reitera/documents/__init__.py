"""One look for every document: heading block, tables; XLSX now, PDF later."""
