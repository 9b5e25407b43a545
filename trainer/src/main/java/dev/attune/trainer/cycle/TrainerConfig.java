package dev.attune.trainer.cycle;

import dev.attune.feedback.hygiene.HygieneRules;
import dev.attune.trainer.gate.GateRules;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a trainer works. Immutable.
 *
 * @param store folder of the checkpoint store; the trainer's own things lie in {@code training/} in it
 * @param due when cycles begin
 * @param hygiene what data they learn from
 * @param gate what a candidate must show
 * @param keepVersions newest versions that stay when older ones go; judged, pinned and served ones stay anyhow
 * @param keepCycles ended cycles whose stages stay on disk
 * @param seed of the first cycle; each has another
 * @param redisPatience how long Redis may be away in mid-cycle
 * @param poll pause between two looks at what people want
 * @param attempts at a cycle that fails, the last one from its beginning
 */
public record TrainerConfig(
        Path store,
        DueRules due,
        HygieneRules hygiene,
        GateRules gate,
        int keepVersions,
        int keepCycles,
        long seed,
        Duration redisPatience,
        Duration poll,
        int attempts) {
    /** A fifth of the people teach the judge, a tenth are asked by the gate. */
    public static final HygieneRules HYGIENE = new HygieneRules(200, 0.9, 128, 0.85, 0.2, 0.1, 0.1);

    public TrainerConfig {
        if (keepVersions < 1 || attempts < 1 || keepCycles < 0) {
            throw new IllegalArgumentException("keepVersions and attempts must be at least 1 and keepCycles at least 0,"
                    + " were " + keepVersions + ", " + attempts + " and " + keepCycles);
        }
    }

    public static TrainerConfig standard(Path store) {
        return new TrainerConfig(
                store,
                DueRules.STANDARD,
                HYGIENE,
                GateRules.STANDARD,
                5,
                2,
                1,
                Duration.ofMinutes(10),
                Duration.ofSeconds(1),
                3);
    }

    public TrainerConfig with(DueRules other) {
        return new TrainerConfig(
                store, other, hygiene, gate, keepVersions, keepCycles, seed, redisPatience, poll, attempts);
    }

    /** The same with another number of versions to keep and another seed. */
    public TrainerConfig with(int versions, long otherSeed) {
        return new TrainerConfig(
                store, due, hygiene, gate, versions, keepCycles, otherSeed, redisPatience, poll, attempts);
    }
}
