"""Go-live day: the file of the sheet that was used before, read, matched to customers, and taken over as open cases.

`receiving` reads the file; `targets` and `states` say what its columns and the words of its state column are here;
`matching` finds the customers; `review` says what would become of every row; `actions` does it.
"""
