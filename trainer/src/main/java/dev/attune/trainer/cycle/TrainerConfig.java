package dev.attune.trainer.cycle;

import dev.attune.feedback.dataset.KeyedHash;
import dev.attune.feedback.dataset.SecretFile;
import dev.attune.feedback.exchange.ImportedFeedback;
import dev.attune.feedback.hygiene.HygieneRules;
import dev.attune.trainer.gate.GateRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a trainer works. Immutable.
 *
 * @param store folder of the checkpoint store; the trainer's own things lie in {@code training/} in it
 * @param dataDir the server's data directory, which holds what was imported; empty on a machine that has none
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
        Optional<Path> dataDir,
        DueRules due,
        HygieneRules hygiene,
        GateRules gate,
        int keepVersions,
        int keepCycles,
        long seed,
        Duration redisPatience,
        Duration poll,
        int attempts) {
    public TrainerConfig {
        if (keepVersions < 1 || attempts < 1 || keepCycles < 0) {
            throw new IllegalArgumentException("keepVersions and attempts must be at least 1 and keepCycles at least 0,"
                    + " were " + keepVersions + ", " + attempts + " and " + keepCycles);
        }
    }

    public static TrainerConfig standard(Path store) {
        return new TrainerConfig(
                store,
                Optional.empty(),
                DueRules.STANDARD,
                HygieneRules.STANDARD,
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
                store, dataDir, other, hygiene, gate, keepVersions, keepCycles, seed, redisPatience, poll, attempts);
    }

    /** The same with another number of versions to keep and another seed. */
    public TrainerConfig with(int versions, long otherSeed) {
        return new TrainerConfig(
                store, dataDir, due, hygiene, gate, versions, keepCycles, otherSeed, redisPatience, poll, attempts);
    }

    /** The same with a data directory. */
    public TrainerConfig with(Path otherDataDir) {
        return new TrainerConfig(
                store,
                Optional.of(otherDataDir),
                due,
                hygiene,
                gate,
                keepVersions,
                keepCycles,
                seed,
                redisPatience,
                poll,
                attempts);
    }

    /** Where the trainer's own things lie. */
    Path training() {
        return store.resolve("training");
    }

    /** What makes a cycle's data. */
    Assembly assembly(EvidenceSource evidence) {
        KeyedHash secret = SecretFile.open(SecretFile.in(training()));
        return new Assembly(evidence, dataDir.map(ImportedFeedback::in), hygiene, secret);
    }
}
