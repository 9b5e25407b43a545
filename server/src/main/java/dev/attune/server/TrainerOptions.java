package dev.attune.server;

import dev.attune.feedback.exchange.ExchangeException;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.server.config.CycleChoice;
import dev.attune.trainer.cycle.DueRules;
import dev.attune.trainer.cycle.LearningConfig;
import dev.attune.trainer.cycle.TrainerConfig;
import dev.attune.trainer.cycle.TrainerMain;
import dev.attune.trainer.data.ConversationReader;
import dev.attune.trainer.data.DataException;
import dev.attune.trainer.ppo.PpoConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The flags of every command that runs the trainer. */
final class TrainerOptions {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(5);
    private static final int MAX_WAITING = 10_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--redis",
            paramLabel = "URL",
            defaultValue = "${env:ATTUNE_REDIS}",
            description = "The servers' Redis (ATTUNE_REDIS from the environment).")
    private @Nullable String redis;

    @Option(
            names = "--redis-namespace",
            paramLabel = "NAME",
            defaultValue = "${env:ATTUNE_REDIS_NAMESPACE:-attune}",
            description = "Goes before every key (attune).")
    private String namespace = "attune";

    @Option(names = "--redis-certificates", paramLabel = "PEM", description = "Authorities to trust with rediss://.")
    private @Nullable Path certificates;

    @Option(
            names = "--store",
            required = true,
            paramLabel = "DIR",
            description = "The checkpoint store: DATA/policy/… of the server, or the shared disk it lies on.")
    private Path store = Path.of("");

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${env:ATTUNE_DATA_DIR}",
            description = "The server's data directory: what was imported there is learned from (ATTUNE_DATA_DIR"
                    + " from the environment; without one nothing imported is).")
    private @Nullable Path dataDir;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Processor threads of one operation (as many as there are cores).")
    private int threads;

    @Option(names = "--judgements", paramLabel = "N", description = "New judgements that make a cycle due (200).")
    private @Nullable Integer judgements;

    @Option(
            names = "--judgements-after-wait",
            paramLabel = "N",
            description = "New judgements that make one due after --wait (50).")
    private @Nullable Integer judgementsAfterWait;

    @Option(names = "--wait", paramLabel = "SECONDS", description = "Since the last cycle (3600).")
    private @Nullable Long waitSeconds;

    @Option(names = "--comparisons", paramLabel = "N", description = "Pairs to teach the reward model, at least (40).")
    private @Nullable Integer comparisons;

    @Option(
            names = "--judge-comparisons",
            paramLabel = "N",
            description = "Other people's judgements to teach the gate's judge, at least (20).")
    private @Nullable Integer judgeComparisons;

    @Option(
            names = "--held-out-prompts",
            paramLabel = "N",
            description = "Prompts of people nobody trains on, at least (8).")
    private @Nullable Integer heldOutPrompts;

    @Option(
            names = "--demonstrations",
            paramLabel = "N",
            description = "Demonstrations that make a cycle before any practice begin with fine-tuning (20).")
    private @Nullable Integer demonstrations;

    @Option(names = "--thumbs-alone", description = "Thumbs may teach without any comparison.")
    private boolean thumbsAlone;

    @Option(names = "--iterations", paramLabel = "N", description = "Iterations of policy optimisation (32).")
    private @Nullable Integer iterations;

    @Option(
            names = "--conversations",
            paramLabel = "FILE",
            description = "JSON lines {\"messages\": [...]} that the policy is not to forget: mixed into its steps.")
    private @Nullable Path conversations;

    @Option(
            names = "--ptx-weight",
            paramLabel = "W",
            description = "Of --conversations beside the policy's gradient (0.15).")
    private @Nullable Double ptxWeight;

    @Mixin
    private LearningOptions recipe = new LearningOptions();

    @Option(names = "--keep", paramLabel = "N", description = "Newest versions kept beside those people judged (5).")
    private @Nullable Integer keep;

    @Option(names = "--seed", paramLabel = "N", description = "Of the first cycle; each has another (1).")
    private @Nullable Long seed;

    /**
     * What a trainer of this choice is started with.
     *
     * @param base folder of the model
     * @throws ServerException naming key, file and line of what cannot be read
     */
    static List<String> flags(CycleChoice choice, Path base) {
        List<String> flags = new ArrayList<>();
        Map<String, Number> numbers = new LinkedHashMap<>();
        numbers.put("--judgements", choice.judgements());
        numbers.put("--judgements-after-wait", choice.judgementsAfterWait());
        numbers.put("--wait", choice.waitS());
        numbers.put("--comparisons", choice.comparisons());
        numbers.put("--judge-comparisons", choice.judgeComparisons());
        numbers.put("--held-out-prompts", choice.heldOutPrompts());
        numbers.put("--demonstrations", choice.demonstrations());
        numbers.put("--iterations", choice.iterations());
        numbers.put("--ptx-weight", choice.ptxWeight());
        numbers.put("--keep", choice.keepVersions());
        numbers.put("--seed", choice.seed());
        numbers.forEach((name, number) -> flags.addAll(List.of(name, number.toString())));
        flags.addAll(LearningOptions.flags(choice.learning()));
        if (choice.thumbsAlone()) {
            flags.add("--thumbs-alone");
        }
        conversations(choice, base)
                .ifPresent(file -> flags.addAll(
                        List.of("--conversations", file.toAbsolutePath().toString())));
        return flags;
    }

    private static Optional<Path> conversations(CycleChoice choice, Path base) {
        Optional<Path> brought =
                Optional.of(base.resolve("conversations.jsonl")).filter(Files::exists);
        Optional<Path> file = choice.conversations().or(() -> brought);
        try {
            file.ifPresent(ConversationReader::all);
        } catch (DataException | ExchangeException unusable) {
            throw new ServerException("training.cycle.conversations: " + unusable.getMessage(), unusable);
        }
        return file;
    }

    TrainerMain.Start start() {
        if (redis == null || redis.isBlank()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--redis or ATTUNE_REDIS must name the Redis that keeps the feedback");
        }
        try {
            return new TrainerMain.Start(
                    new FeedbackRedis.Settings(redis, namespace, COMMAND_LIMIT, MAX_WAITING, certificates),
                    config(),
                    learning(),
                    Optional.ofNullable(conversations),
                    threads,
                    host() + ":" + ProcessHandle.current().pid(),
                    Duration.ofSeconds(15));
        } catch (IllegalArgumentException refused) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(refused.getMessage()), refused);
        }
    }

    private TrainerConfig config() {
        TrainerConfig plain = TrainerConfig.standard(store);
        TrainerConfig usual = dataDir == null ? plain : plain.with(dataDir);
        DueRules rules = usual.due();
        DueRules due = new DueRules(
                Objects.requireNonNullElse(judgements, rules.judgements()),
                Objects.requireNonNullElse(judgementsAfterWait, rules.judgementsAfterWait()),
                waitSeconds == null ? rules.patience() : Duration.ofSeconds(waitSeconds),
                Objects.requireNonNullElse(comparisons, rules.comparisons()),
                Objects.requireNonNullElse(judgeComparisons, rules.judgeComparisons()),
                Objects.requireNonNullElse(heldOutPrompts, rules.heldOutPrompts()),
                Objects.requireNonNullElse(demonstrations, rules.demonstrations()),
                thumbsAlone || rules.thumbsAlone(),
                rules.retry());
        return usual.with(due)
                .with(
                        Objects.requireNonNullElse(keep, usual.keepVersions()),
                        Objects.requireNonNullElse(seed, usual.seed()));
    }

    private LearningConfig learning() {
        LearningConfig standard = thumbsAlone ? LearningConfig.STANDARD.withThumbsAlone() : LearningConfig.STANDARD;
        LearningConfig usual = recipe.of(standard);
        PpoConfig policy = usual.policy();
        return usual.with(policy.withIterations(Objects.requireNonNullElse(iterations, policy.iterations()))
                .withPtxWeight(Objects.requireNonNullElse(
                        ptxWeight, policy.update().ptx().weight())));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
