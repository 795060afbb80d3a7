"""Word documents (.docx, .docm): paragraphs and tables as they are printed."""
