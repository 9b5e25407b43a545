package dev.attune.server;

import dev.attune.feedback.dataset.SecretFile;
import dev.attune.server.chat.ChatService;
import dev.attune.server.config.ServerConfig;
import dev.attune.server.config.ServerConfig.TrainerKind;
import dev.attune.server.feedback.FeedbackService;
import dev.attune.server.feedback.FeedbackStore;
import dev.attune.server.metrics.Metrics;
import dev.attune.server.policy.Policy;
import dev.attune.server.policy.PolicyDecisions;
import dev.attune.server.policy.PolicyHandlers;
import dev.attune.server.policy.PolicyService;
import dev.attune.server.policy.PolicyStore;
import dev.attune.server.training.ChildCommand;
import dev.attune.server.training.MemoryLimit;
import dev.attune.server.training.TrainerProcess;
import dev.attune.server.training.TrainingFeed;
import dev.attune.server.training.TrainingHandlers;
import dev.attune.server.training.TrainingService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of the composition root that learns: follows the served version, listens to the trainer, and starts it where it is a
 * child. Used by the application's thread.
 */
final class Learning {
    private static final Logger LOG = LoggerFactory.getLogger(Learning.class);

    private final ServerConfig config;
    private final PolicyService policy;
    private final TrainingService training;

    Learning(ServerConfig config, ChatService chat, FeedbackService feedback, Metrics metrics) {
        this.config = config;
        this.policy = new PolicyService(chat);
        this.training = new TrainingService(chat, feedback, config.training().trainer());
        metrics.training(training::numbers);
    }

    /** The routes, which answer 503 until there is something to tell. */
    Operations.Learning handlers() {
        return new Operations.Learning(
                new PolicyHandlers(policy), new TrainingHandlers(training, new PolicyDecisions(policy), config));
    }

    /** Listens to the trainer, wherever it runs. */
    void listen(FeedbackStore store, Consumer<Runnable> closing) {
        TrainingFeed feed = TrainingFeed.start(store.training());
        closing.accept(feed::close);
        training.listening(feed);
    }

    /** Before the first request, so that no version is served that should not be; then a child may train. */
    void follow(ModelLoader.Versioned versioned, FeedbackStore store, Consumer<Runnable> closing) {
        Policy opened = Policy.follow(
                versioned.store().checkpoints(),
                versioned.versions(),
                config.policy().pollMs());
        closing.accept(opened::close);
        policy.ready(opened);
        shareSecret(versioned.store());
        if (config.training().trainer() == TrainerKind.CHILD) {
            TrainerProcess child = TrainerProcess.start(command(versioned, store), pauses());
            closing.accept(child::close);
            training.supervising(child);
        }
    }

    /** So that people are the same pseudonyms, in the same splits, here and where the trainer runs. */
    private void shareSecret(PolicyStore store) {
        Path theirs = SecretFile.in(store.root().resolve("training"));
        if (!SecretFile.share(SecretFile.in(config.dataDir()), theirs)) {
            LOG.info(
                    "{} is another secret than the data directory's: exports name people otherwise than the trainer",
                    theirs);
        }
    }

    private ChildCommand command(ModelLoader.Versioned versioned, FeedbackStore feedback) {
        ServerConfig.TrainingChoice choice = config.training();
        Map<String, String> environment = new HashMap<>();
        // The address may hold a password, which everybody could read in a list of processes.
        environment.put("ATTUNE_REDIS", feedback.uri());
        environment.put("ATTUNE_REDIS_NAMESPACE", config.redis().namespace());
        environment.put("ATTUNE_DATA_DIR", config.dataDir().toAbsolutePath().toString());
        List<String> arguments = new ArrayList<>(List.of("train", "run", "--supervised"));
        arguments.addAll(
                List.of("--store", versioned.store().root().toAbsolutePath().toString()));
        arguments.addAll(List.of("--threads", Integer.toString(choice.threads())));
        arguments.addAll(TrainerOptions.flags(choice.cycle(), versioned.base()));
        return new ChildCommand(
                Main.class.getName(),
                arguments,
                environment,
                new ChildCommand.Share(memory(choice), choice.heapMb(), choice.threads()),
                config.dataDir().toAbsolutePath().resolve("trainer-crash.log"));
    }

    private static MemoryLimit memory(ServerConfig.TrainingChoice choice) {
        MemoryLimit limit = MemoryLimit.of(choice.memoryMb());
        if (!limit.kept()) {
            LOG.warn("training.memory-mb is not kept here: only Linux, with a shell, limits what a process takes beside"
                    + " Java's heap");
        }
        return limit;
    }

    private TrainerProcess.Pauses pauses() {
        ServerConfig.TrainingChoice choice = config.training();
        return new TrainerProcess.Pauses(
                Duration.ofMillis(choice.restartMs()),
                Duration.ofMillis(choice.maxRestartMs()),
                Duration.ofMillis(choice.maxRestartMs()),
                Duration.ofMillis(choice.stopMs()));
    }
}
