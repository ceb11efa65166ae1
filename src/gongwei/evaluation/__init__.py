"""Definition × data: one meaning, two engines, one answer.

`reference` evaluates one person, slowly and obviously; `columnar` evaluates everyone. Property tests hold them equal.
"""
