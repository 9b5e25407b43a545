package dev.attune.trainer.data;

import dev.attune.trainer.model.TokenBatch;
import java.util.List;

/** Batches without end, epoch after epoch, from any position. One thread. */
public final class BatchStream {
    /**
     * Where a stream stands: the next batch it will give.
     *
     * @param epoch counted from 0
     * @param batch within the epoch, counted from 0
     */
    public record Position(long epoch, int batch) {
        public static final Position START = new Position(0, 0);
    }

    private final Batches batches;
    private List<int[]> plan;
    private Position position;

    public BatchStream(Batches batches, Position from) {
        this.batches = batches;
        this.position = from;
        this.plan = batches.plan(from.epoch());
        if (plan.isEmpty()) {
            throw new DataException("the training data holds no conversation to learn from");
        }
    }

    public Position position() {
        return position;
    }

    public TokenBatch next() {
        if (position.batch() >= plan.size()) {
            position = new Position(position.epoch() + 1, 0);
            plan = batches.plan(position.epoch());
        }
        int[] rows = plan.get(position.batch());
        position = new Position(position.epoch(), position.batch() + 1);
        return batches.batch(rows);
    }
}
