"""The door to the second reader: a language model that the operator runs, asked over HTTP."""
