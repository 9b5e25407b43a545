package dev.attune.trainer.cycle;

import dev.attune.feedback.Evidence;
import dev.attune.feedback.redis.FeedbackHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The feedback in Redis. One thread. */
final class RedisEvidence implements EvidenceSource {
    private static final int PAGE = 200;

    private final FeedbackHistory history;
    private final Patience patience;
    private final BooleanSupplier halted;

    RedisEvidence(FeedbackHistory history, Patience patience, BooleanSupplier halted) {
        this.history = history;
        this.patience = patience;
        this.halted = halted;
    }

    @Override
    public List<Evidence> upTo(String through) {
        List<Evidence> all = new ArrayList<>();
        String after = FeedbackHistory.START;
        while (true) {
            String from = after;
            FeedbackHistory.Page page =
                    patience.insist("read feedback", () -> history.page(from, through, PAGE), halted);
            all.addAll(page.evidence());
            if (page.last()) {
                return all;
            }
            after = page.next();
        }
    }
}
