"""From ranked passages to sentences that answer, each with its proof, or to a refusal."""
