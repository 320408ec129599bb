"""The words and tables of each study, one module each."""
