package dev.attune.trainer.gate;

/** What people wrote themselves has not become much less likely: the perplexity on demonstrations over the reference's. */
record Perplexity(double limit) implements Check {
    @Override
    public Finding on(Trial trial) {
        double ratio = Math.exp(trial.candidateNats() - trial.referenceNats());
        return Finding.atMost(
                "perplexity_ratio", ratio, limit, "the perplexity on demonstrations over the reference's");
    }
}
