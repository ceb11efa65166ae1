"""The nouns in which everything else is written: programme, form, field, schedule, indicator, expression, period, source.

Values only: frozen, comparable, without data and without a clock. Two engines give them their meaning (`evaluation`).
"""
