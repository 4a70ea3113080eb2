"""The same question about everybody: one table of facts, one verdict a row, in the engine where the table is.

    source = engines.source("polars", "facts.parquet")
    question = Question(known={"now": …, "network": "email", …})
    summary = decide_table(bundled(), question, source, Path("verdicts.parquet"))

Conditions come from the very programs that `decide` runs: what is known of all is folded in, the rest is printed as
SQL or as Polars expressions, and each mask that occurs is decoded by the program itself.
"""
