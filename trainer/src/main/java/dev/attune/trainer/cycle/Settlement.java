package dev.attune.trainer.cycle;

import dev.attune.feedback.redis.Erasure;
import dev.attune.feedback.redis.TrainerLease;
import java.util.function.BooleanSupplier;

/** What has to be settled with Redis around publishing; waits for it where it must. One thread. */
record Settlement(TrainerLease lease, Erasure erasure, Patience patience, BooleanSupplier stop)
        implements TrainingCycle.Ending {
    @Override
    public void certain() {
        patience.insist("publish", lease::renew, stop);
        lease.requireHeld();
    }

    @Override
    public void stillCertain() {
        lease.requireHeld();
    }

    @Override
    public void learned(long version, Snapshot data) {
        patience.insist(
                "record whose words are in version " + version, () -> erasure.recordUse(version, data.users()), stop);
    }
}
