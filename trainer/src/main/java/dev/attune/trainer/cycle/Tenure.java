package dev.attune.trainer.cycle;

import dev.attune.feedback.redis.TrainerLease;
import dev.attune.trainer.report.Progress;
import java.util.function.BooleanSupplier;

/**
 * The right to write where one trainer writes, asked for before whatever is written. Our own clock says at once whether the lease is surely
 * ours; only where it does not is Redis asked. Each method throws {@link dev.attune.feedback.training.LeaseLostException} once another
 * trainer may be writing. One thread; the lease stays the caller's.
 */
record Tenure(TrainerLease lease, Patience patience, Progress progress, BooleanSupplier stop) {

    /** Returns when the lease is ours, waiting for Redis where that is not sure. */
    void held() {
        if (!lease.isHeld()) {
            progress.note("the lease ran out; asking Redis whether it is still ours");
            certain("keep the lease");
        }
    }

    /** The same with one question, for where people are told that Redis is away. */
    void heldAtOnce() {
        if (!lease.isHeld()) {
            Patience.get(lease.renew());
        }
    }

    /** Asks Redis in any case, and waits for it. */
    void certain(String what) {
        patience.insist(what, lease::renew, stop);
        lease.requireHeld();
    }

    /** Goes by our own clock alone, for the moment before something is seen. */
    void stillCertain() {
        lease.requireHeld();
    }
}
