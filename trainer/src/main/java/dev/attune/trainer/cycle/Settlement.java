package dev.attune.trainer.cycle;

import dev.attune.feedback.redis.Erasure;

/** What a cycle has to settle with Redis; waits for it where it must. One thread. */
record Settlement(Tenure tenure, Erasure erasure) implements TrainingCycle.Ending {
    @Override
    public void held() {
        tenure.held();
    }

    @Override
    public void certain() {
        tenure.certain("publish");
    }

    @Override
    public void stillCertain() {
        tenure.stillCertain();
    }

    @Override
    public void learned(long version, Snapshot data) {
        tenure.patience()
                .insist(
                        "record whose words are in version " + version,
                        () -> erasure.recordUse(version, data.users()),
                        tenure.stop());
    }
}
