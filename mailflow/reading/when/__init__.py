"""The grammar of when: a table of small rules from words to days.

`rule` says what a rule is, `value` what it yields, `vocabulary` where its words come from, and `chart` how a text
is read by all of them. Each other module is a noun and its rules; `expression` puts them together.
"""
