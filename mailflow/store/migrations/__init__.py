"""The steps from one shape of the tables to the next. They only add: an older mailflow keeps working beside them."""
