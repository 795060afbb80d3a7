"""Excel workbooks (.xlsx, .xlsm): every sheet that is shown as a page with one table, values as displayed."""
