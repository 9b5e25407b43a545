package dev.attune.server.config;

import dev.attune.feedback.JudgementRules;
import dev.attune.feedback.redis.Retention;
import dev.attune.server.access.AccessKey;
import dev.attune.server.access.CallLimits;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything the server can be told; {@code reference.conf} documents each key and its default.
 *
 * @param dataDir where downloads and everything learned are kept
 */
public record ServerConfig(
        Path dataDir,
        Http http,
        KeysChoice keys,
        ModelChoice model,
        Hub hub,
        PolicyChoice policy,
        TrainingChoice training,
        EngineChoice engine,
        Chat chat,
        Completions completions,
        RedisChoice redis,
        FeedbackRules feedback,
        Log log,
        Shutdown shutdown) {

    /** The HTTP side: where to listen and what a client may take. */
    public record Http(
            String host,
            int port,
            int maxBodyBytes,
            int maxHeaderBytes,
            int maxRequestLineBytes,
            int maxConnections,
            int idleTimeoutMs,
            int heartbeatMs,
            int writeQueueBytes,
            int retryAfterS,
            Defences defences,
            Tls tls,
            List<String> corsOrigins) {
        public Http {
            Limits.between("http.port", port, 0, 65_535);
            Limits.between("http.max-body-bytes", maxBodyBytes, 1024, 1 << 30);
            Limits.between("http.max-header-bytes", maxHeaderBytes, 1024, 1 << 20);
            Limits.between("http.max-request-line-bytes", maxRequestLineBytes, 256, 1 << 20);
            Limits.between("http.max-connections", maxConnections, 1, 1 << 20);
            Limits.between("http.idle-timeout-ms", idleTimeoutMs, 100, Integer.MAX_VALUE);
            Limits.between("http.heartbeat-ms", heartbeatMs, 10, Integer.MAX_VALUE);
            Limits.between("http.write-queue-bytes", writeQueueBytes, 1024, 1 << 26);
            Limits.between("http.retry-after-s", retryAfterS, 1, 3600);
            corsOrigins = List.copyOf(corsOrigins);
        }
    }

    /** What a client may not do to the server, by its slowness or its cunning. */
    public record Defences(
            int maxJsonDepth,
            int maxJsonTokens,
            int headTimeoutMs,
            int bodyTimeoutMs,
            int maxStreamsPerConnection,
            int maxResetsPerMinute) {
        public Defences {
            Limits.between("http.max-json-depth", maxJsonDepth, 8, 500);
            Limits.between("http.max-json-tokens", maxJsonTokens, 100, Integer.MAX_VALUE);
            Limits.between("http.head-timeout-ms", headTimeoutMs, 100, Integer.MAX_VALUE);
            Limits.between("http.body-timeout-ms", bodyTimeoutMs, 100, Integer.MAX_VALUE);
            Limits.between("http.max-streams-per-connection", maxStreamsPerConnection, 1, 1 << 20);
            Limits.between("http.max-resets-per-minute", maxResetsPerMinute, 1, Integer.MAX_VALUE);
        }
    }

    /**
     * Whether and how the connection is encrypted.
     *
     * @param certificate PEM, the server's first; empty: not encrypted
     * @param minVersion 1.2 or 1.3
     * @param hstsS what browsers are told to remember; 0: nothing
     */
    public record Tls(Optional<Path> certificate, Optional<Path> key, String minVersion, int hstsS) {
        public Tls {
            if (certificate.isPresent() != key.isPresent()) {
                throw new ConfigurationException("http.tls.certificate and http.tls.key go together: "
                        + (key.isPresent() ? "the certificate" : "the key") + " is missing.");
            }
            if (!minVersion.equals("1.2") && !minVersion.equals("1.3")) {
                throw new ConfigurationException("http.tls.min-version must be 1.2 or 1.3, was " + minVersion);
            }
            Limits.between("http.tls.hsts-s", hstsS, 0, Integer.MAX_VALUE);
        }

        public boolean isOn() {
            return certificate.isPresent();
        }
    }

    /**
     * Whose requests are answered.
     *
     * @param file empty: {@code keys.json} in the data directory, if there is one
     * @param limits of a key that says nothing of its own
     */
    public record KeysChoice(Optional<Path> file, List<AccessKey> environment, CallLimits limits, int reloadMs) {
        public KeysChoice {
            Limits.between("keys.reload-ms", reloadMs, 10, Integer.MAX_VALUE);
            environment = List.copyOf(environment);
        }
    }

    /**
     * What to serve.
     *
     * @param path a folder, {@code org/name} or {@code org/name@revision}; empty: the model that comes with Attune
     * @param name its name in requests; empty: the folder's
     * @param threads for one operation; 0: as many as there are cores
     */
    public record ModelChoice(
            Optional<String> path, Optional<String> name, String device, String weights, int threads) {
        public ModelChoice {
            Limits.between("model.threads", threads, 0, 1024);
        }
    }

    /** Where models are downloaded from. */
    public record Hub(URI baseUrl) {}

    /**
     * How the versions of the model are kept and served.
     *
     * @param copyBytes how much of a given model is copied where it cannot be linked
     */
    public record PolicyChoice(int pollMs, long copyBytes) {
        public PolicyChoice {
            Limits.between("policy.poll-ms", pollMs, 10, 3_600_000);
            Limits.between("policy.copy-bytes", copyBytes, 0, Long.MAX_VALUE);
        }
    }

    /**
     * Who trains, and how much of the machine that may take.
     *
     * @param threads processor threads of one operation of the child
     * @param memoryMb the most the child may take, heap and tensors together; empty leaves it half of the machine's
     * @param heapMb the most Java may take for objects in the child
     * @param maxStreams readers of the trainer's events at the same time
     */
    public record TrainingChoice(
            TrainerKind trainer,
            int threads,
            OptionalInt memoryMb,
            int heapMb,
            int restartMs,
            int maxRestartMs,
            int stopMs,
            int maxStreams,
            CycleChoice cycle) {
        public TrainingChoice {
            Limits.between("training.threads", threads, 1, 1024);
            memoryMb.ifPresent(mb -> Limits.between("training.memory-mb", mb, 64, 1 << 24));
            Limits.between("training.heap-mb", heapMb, 64, 1 << 20);
            Limits.between("training.restart-ms", restartMs, 10, 3_600_000);
            Limits.between("training.max-restart-ms", maxRestartMs, restartMs, 86_400_000);
            Limits.between("training.stop-ms", stopMs, 10, 600_000);
            Limits.between("training.max-streams", maxStreams, 1, 1 << 16);
        }
    }

    /** Whose process trains. */
    public enum TrainerKind {
        /** The server's own child. */
        CHILD,
        /** Somebody else's, on the same Redis and store. */
        EXTERNAL,
        /** Nobody's. */
        OFF
    }

    /** The engine's limits as they were asked for; an empty context means the model's own. */
    public record EngineChoice(
            int maxRunning,
            int maxWaiting,
            int maxWaitingTokens,
            int stepTokens,
            OptionalInt contextTokens,
            int prefixSlots) {
        public EngineChoice {
            Limits.between("engine.max-running", maxRunning, 1, 4096);
            Limits.between("engine.max-waiting", maxWaiting, 1, 1 << 20);
            Limits.between("engine.max-waiting-tokens", maxWaitingTokens, 1, Integer.MAX_VALUE);
            Limits.between("engine.step-tokens", stepTokens, maxRunning + 1, 1 << 20);
            Limits.between("engine.context-tokens", contextTokens.orElse(1), 1, 1 << 24);
            Limits.between("engine.prefix-slots", prefixSlots, 0, 4096);
        }
    }

    /** How long an answer may take. */
    public record Chat(int deadlineMs) {
        public Chat {
            Limits.between("chat.deadline-ms", deadlineMs, 1, Integer.MAX_VALUE);
        }
    }

    /**
     * How answers get to where they are kept.
     *
     * @param maxWaiting completions that may wait to be stored
     * @param maxWaitingBytes memory these may take together
     */
    public record Completions(int maxWaiting, long maxWaitingBytes) {
        public Completions {
            Limits.between("completions.max-waiting", maxWaiting, 1, 1 << 16);
            Limits.between("completions.max-waiting-bytes", maxWaitingBytes, 1 << 16, 1L << 40);
        }
    }

    /**
     * Where answers and feedback are kept.
     *
     * @param url empty: a Redis of our own
     * @param binary of our own Redis; empty: the one that comes with Attune
     * @param certificates authorities to trust; empty: those of Java
     */
    public record RedisChoice(
            Optional<String> url,
            Optional<Path> binary,
            String namespace,
            Optional<Path> certificates,
            int commandTimeoutMs,
            int maxWaiting,
            int startTimeoutMs,
            int maxMemoryMb) {
        public RedisChoice {
            Limits.between("redis.command-timeout-ms", commandTimeoutMs, 10, 600_000);
            Limits.between("redis.max-waiting", maxWaiting, 1, 1 << 24);
            Limits.between("redis.start-timeout-ms", startTimeoutMs, 100, 3_600_000);
            Limits.between("redis.max-memory-mb", maxMemoryMb, 16, 1 << 20);
        }
    }

    /**
     * What may be said of answers, and how long it is kept.
     *
     * @param rewriteTimeoutMs how long Redis may take to write its file anew when a user is erased
     * @param temperature of alternatives and suggestions
     * @param maxAnswerTokens of one alternative or suggestion
     */
    public record FeedbackRules(
            Retention retention,
            JudgementRules judgements,
            int rewriteTimeoutMs,
            double temperature,
            int maxAnswerTokens) {
        public FeedbackRules {
            Limits.between("feedback.rewrite-timeout-ms", rewriteTimeoutMs, 100, 3_600_000);
            Limits.between("feedback.max-answer-tokens", maxAnswerTokens, 1, 1 << 24);
            if (!(temperature >= 0 && temperature <= 2)) {
                throw new ConfigurationException("feedback.temperature must be in [0, 2], was " + temperature);
            }
        }
    }

    /** What is written to standard error, and how. */
    public record Log(LogLevel level, LogFormat format) {}

    /** From which weight on a line is written. */
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    /** For people, or for a program that reads one JSON object a line. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** How the server stops. */
    public record Shutdown(int drainMs, int closeMs) {
        public Shutdown {
            Limits.between("shutdown.drain-ms", drainMs, 0, Integer.MAX_VALUE);
            Limits.between("shutdown.close-ms", closeMs, 0, Integer.MAX_VALUE);
        }
    }
}
