package dev.attune.trainer.cycle;

import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.serving.model.ComputeDevice;
import dev.attune.trainer.gate.Gate;
import dev.attune.trainer.gate.PromotionGate;
import dev.attune.trainer.report.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The trainer as its command line knows it: connects, does what it was started for, and lets go. The calling thread does all the work.
 */
public final class TrainerMain {
    private TrainerMain() {}

    /**
     * What a trainer is started with.
     *
     * @param redis the Redis of the servers
     * @param config how it works
     * @param learning how its stages learn
     * @param conversations {@code {"messages": […]}} lines that the policy is not to forget
     * @param threads processor threads of one operation; 0 takes as many as there are cores
     * @param name for people: host and process
     * @param leaseLife how long a trainer that does not answer keeps others from training
     */
    public record Start(
            FeedbackRedis.Settings redis,
            TrainerConfig config,
            LearningConfig learning,
            Optional<Path> conversations,
            int threads,
            String name,
            Duration leaseLife) {
        public Start {
            if (threads < 0) {
                throw new IllegalArgumentException("threads must be 0 or more, was " + threads);
            }
        }
    }

    /** Trains until {@code stop} says yes. */
    public static void run(Start start, Progress progress, BooleanSupplier stop) {
        with(start, progress, stop, trainer -> {
            trainer.run(start.name(), start.leaseLife());
            return Optional.empty();
        });
    }

    /** One cycle now, due or not; what came of it, empty if there is not enough feedback. */
    public static Optional<String> once(Start start, Progress progress, BooleanSupplier stop) {
        return with(start, progress, stop, trainer -> trainer.once(start.name(), start.leaseLife()));
    }

    /** Makes the version of a manifest again, on as many threads as it was made on, and compares its weights. */
    public static Replay.Result replay(Start start, Path manifest, Progress progress, BooleanSupplier stop) {
        return with(
                start,
                progress,
                stop,
                trainer ->
                        trainer.replay(manifest, config -> asRecorded(LearningConfig.read(config), remembered(start))));
    }

    private static Stages asRecorded(LearningConfig config, Remembered remembered) {
        if (config.threads() > 0) {
            ComputeDevice.useThreads(config.threads());
        }
        return new LearningStages(config, remembered);
    }

    private static Remembered remembered(Start start) {
        return Remembered.in(start.config().training());
    }

    private interface Work<T> {
        T of(Trainer trainer);
    }

    private static <T> T with(Start start, Progress progress, BooleanSupplier stop, Work<T> work) {
        ComputeDevice.useThreads(start.threads());
        Remembered remembered = remembered(start);
        LearningConfig own = start.learning().onThreads(ComputeDevice.threads());
        LearningConfig learning = start.conversations()
                .map(file -> own.remembering(remembered.keep(file)))
                .orElse(own);
        Gate gate = new PromotionGate(start.config().gate());
        try (FeedbackRedis redis = FeedbackRedis.open(start.redis())) {
            TrainerLoop.Surroundings around = new TrainerLoop.Surroundings(gate, progress, stop);
            return work.of(new Trainer(start.config(), redis, new LearningStages(learning, remembered), around));
        }
    }
}
