package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * All that decides a cycle's weights, written before its first stage and never changed. Immutable.
 *
 * @param number of the cycle, from 1
 * @param parent version that is trained on
 * @param reference version of the SFT policy that the KL divergence is counted from; the parent itself where nothing was practised yet, and if this
 *     cycle fine-tunes that, what comes of it takes its place
 * @param fineTunes whether it begins with fine-tuning, which only a cycle before any practice does
 * @param demonstrations that were fine-tuned on, in this cycle or the one that did
 * @param seed of everything drawn
 * @param through the last entry of the log in its data
 * @param imported files from elsewhere in its data
 * @param judgements acts of feedback up to there
 * @param newJudgements of them since the last cycle that ended
 * @param digest of the data
 * @param config of all stages
 */
record CyclePlan(
        long number,
        long parent,
        long reference,
        boolean fineTunes,
        long demonstrations,
        long seed,
        String through,
        List<String> imported,
        long judgements,
        long newJudgements,
        String digest,
        JsonNode config) {
    /** A plan of a trainer that knew no imports has none. */
    CyclePlan {
        imported = imported == null ? List.of() : List.copyOf(imported);
    }
}
