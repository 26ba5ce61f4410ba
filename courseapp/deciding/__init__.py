"""Decision lists and what they are graded by: questions in order, each with a condition and a pick.

The first rule whose conditions hold decides; where none does, the default. R. L. Rivest, "Learning
Decision Lists", Machine Learning 2 (1987).
"""
