package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.feedback.redis.FeedbackHistory;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.feedback.redis.TrainerLease;
import dev.attune.feedback.redis.TrainingBoard;
import dev.attune.feedback.training.TrainingState;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.trainer.gate.Gate;
import dev.attune.trainer.report.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The trainer's process: waits for the lease, then works until it is told to stop. One thread. The connection stays the caller's.
 */
final class Trainer {
    private final TrainerConfig config;
    private final FeedbackRedis redis;
    private final Stages stages;
    private final TrainerLoop.Surroundings around;
    private final Patience patience;

    Trainer(TrainerConfig config, FeedbackRedis redis, Stages stages, TrainerLoop.Surroundings around) {
        this.config = config;
        this.redis = redis;
        this.stages = stages;
        this.around = around;
        this.patience = new Patience(config.redisPatience(), config.poll());
    }

    static TrainerLoop.Surroundings around(Gate gate, Progress progress, BooleanSupplier stop) {
        return new TrainerLoop.Surroundings(gate, progress, stop);
    }

    /**
     * Trains until {@code stop} says yes.
     *
     * @param leaseLife how long a trainer that does not answer keeps others from training
     * @throws dev.attune.feedback.training.LeaseLostException when another trainer took over
     */
    void run(String name, Duration leaseLife) {
        Optional<TrainerLease> taken = lease(name, leaseLife);
        if (taken.isPresent()) {
            try (TrainerLease lease = taken.get();
                    TrainerLoop loop = loop(lease)) {
                loop.run();
            }
        }
    }

    /** One cycle now; what came of it, empty if there is not enough feedback or it was told to stop. */
    Optional<String> once(String name, Duration leaseLife) {
        Optional<TrainerLease> taken = lease(name, leaseLife);
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        try (TrainerLease lease = taken.get();
                TrainerLoop loop = loop(lease)) {
            return loop.once();
        }
    }

    /** What lies in the store may be damaged: then people are told, and the failure is the caller's. */
    private TrainerLoop loop(TrainerLease lease) {
        try {
            return new TrainerLoop(config, redis, lease, stages, around);
        } catch (CycleException damaged) {
            Voice voice = new Voice(new TrainingBoard(redis), lease, around.progress());
            voice.state(TrainingState.FAILED, 0, Map.of(), CycleException.oneLine(damaged));
            throw damaged;
        }
    }

    /** Makes a version again and compares. */
    Replay.Result replay(Path manifest, Function<JsonNode, Stages> stagesOf) {
        CheckpointStore store = CheckpointStore.at(config.store());
        RedisEvidence evidence = new RedisEvidence(new FeedbackHistory(redis), patience, around.stop());
        Announcer.Ears ears = new Announcer.Ears(around.progress(), event -> {}, around.stop());
        return new Replay(store, config.training(), config.assembly(evidence), stagesOf).of(store.read(manifest), ears);
    }

    /** Waits for it; empty when told to stop meanwhile. */
    private Optional<TrainerLease> lease(String name, Duration life) {
        String heldBy = "";
        while (!around.stop().getAsBoolean()) {
            TrainerLease.Taken taken;
            try {
                taken = patience.insist(
                        "become the trainer", () -> TrainerLease.take(redis, name, life), around.stop());
            } catch (HaltedException stopped) {
                return Optional.empty();
            }
            if (taken.lease().isPresent()) {
                return taken.lease();
            }
            if (!taken.holder().name().equals(heldBy)) {
                heldBy = taken.holder().name();
                around.progress().note("waiting: " + heldBy + " is the trainer");
            }
            LockSupport.parkNanos(config.poll().toNanos());
        }
        return Optional.empty();
    }
}
