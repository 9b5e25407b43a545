package dev.attune.load.feedback;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.attune.load.measure.Machine;
import dev.attune.load.measure.Spread;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What judgements cost.
 *
 * @param perSecond acknowledged judgements a second, by how many people judge side by side; each on disk before the answer
 * @param ms how long one of them waits
 * @param streamGapsMs between two tokens of a running stream while nobody judges
 * @param streamGapsMsWhileJudging while one person judges as fast as they can
 * @param streamRatio the second's median over the first's, by turns of one run
 * @param completion bytes of a completion of one answer of at most 16 tokens that nobody judged
 * @param judgement bytes that a thumb adds
 * @param othersBusy share of the cores that other processes took
 */
record FeedbackReport(
        @JsonProperty("per_second") Map<Integer, Spread> perSecond,
        Map<Integer, Spread> ms,
        @JsonProperty("stream_gap_ms") Spread streamGapsMs,
        @JsonProperty("stream_gap_ms_while_judging") Spread streamGapsMsWhileJudging,
        @JsonProperty("stream_ratio") double streamRatio,
        Bytes completion,
        Bytes judgement,
        @JsonProperty("others_busy") @Nullable Double othersBusy,
        Machine machine) {

    /** Means over many. */
    record Bytes(double memory, double file) {
        static Bytes between(RedisFacts before, RedisFacts after, int count) {
            return new Bytes(
                    (double) (after.memoryBytes() - before.memoryBytes()) / count,
                    (double) (after.fileBytes() - before.fileBytes()) / count);
        }
    }
}
