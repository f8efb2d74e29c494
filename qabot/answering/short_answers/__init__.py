"""Short answers: from the spans that a reader found to the parts of an answer and the sentences that prove them."""
