"""How much each searcher's ranking counts when rankings are fused; the same for every backend.

Chosen together with the constant of the fusion (``qabot/search/weights.py``); ``tests/benchmarks/ranking.py`` measures
what they give.
"""

LEXICAL = 1.0
DENSE = 0.7
