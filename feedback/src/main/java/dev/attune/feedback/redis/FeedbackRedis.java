package dev.attune.feedback.redis;

import dev.attune.feedback.FeedbackUnavailableException;
import dev.attune.feedback.FeedbackUnavailableException.Reason;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisServerAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to the Redis that keeps people's words and judgements: opens it, owns it, brings it back when it breaks, closes
 * it. While Redis is away everything asked of it fails at once with {@link FeedbackUnavailableException}; nothing waits longer
 * than the command limit, and no more than {@code maxWaiting} commands wait at all. Safe on any thread; stages complete on
 * Redis's own threads and must not be blocked there. Whoever opened it closes it, after everything that uses it.
 */
public final class FeedbackRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedbackRedis.class);
    private static final int THREADS = 2;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /**
     * @param address as {@link RedisAddress} reads it
     * @param namespace goes before every key; two servers that share it share everything
     * @param commandLimit how long one command may take, and connecting
     * @param maxWaiting commands that may wait for their answers
     * @param certificates PEM file of the authorities to trust with TLS; null for those of the runtime
     */
    public record Settings(
            String address, String namespace, Duration commandLimit, int maxWaiting, @Nullable Path certificates) {
        public Settings {
            if (!namespace.matches("[A-Za-z0-9_-]{1,32}")) {
                throw new IllegalArgumentException(
                        "namespace must be 1 to 32 of A-Z a-z 0-9 _ -, was '" + namespace + "'");
            }
            if (maxWaiting < 1) {
                throw new IllegalArgumentException("maxWaiting must be at least 1, was " + maxWaiting);
            }
        }

        public static Settings of(String address) {
            return new Settings(address, "attune", Duration.ofSeconds(2), 10_000, null);
        }
    }

    private final RedisAddress address;
    private final Settings settings;
    private final Keys keys;
    private final ClientResources resources;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread opener = new Thread(this::openInTime, "attune-redis-open");
    private volatile @Nullable Lines lines;

    private FeedbackRedis(RedisAddress address, Settings settings) {
        this.address = address;
        this.settings = settings;
        this.keys = new Keys(settings.namespace());
        this.resources = ClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .reconnectDelay(Delay.exponential(FIRST_PAUSE, LONGEST_PAUSE, 2, TimeUnit.MILLISECONDS))
                .build();
        opener.setDaemon(true);
    }

    /**
     * Connects and says in one line how durable this Redis is. One that is away is no failure: it is looked for until it comes.
     *
     * @throws IllegalArgumentException if the address is none
     * @throws FeedbackUnavailableException if Redis refuses the login
     */
    public static FeedbackRedis open(Settings settings) {
        FeedbackRedis redis =
                new FeedbackRedis(RedisAddress.parse(settings.address(), settings.commandLimit()), settings);
        try {
            redis.connect();
        } catch (FeedbackUnavailableException e) {
            if (e.reason() == Reason.REFUSED) {
                redis.close();
                throw e;
            }
            LOG.warn("Redis at {} is away; feedback is refused until it comes: {}", redis.address, cause(e));
            redis.opener.start();
        }
        return redis;
    }

    /** Where it is, without what must not be shown. */
    public String address() {
        return address.toString();
    }

    /** Whether Redis answers now; fails with the reason if not. */
    public CompletionStage<Void> ping() {
        return ask(commands -> commands.ping()).thenApply(pong -> null);
    }

    /** What an acknowledgement of this Redis is worth; of several servers the weakest one's. */
    public CompletionStage<Durability> durability() {
        boolean failsOver = address.sentinel() || isCluster();
        return servers()
                .thenCompose(servers -> {
                    List<CompletableFuture<Durability>> each = servers.stream()
                            .map(server -> server.configGet("*")
                                    .thenApply(config -> Durability.of(config, failsOver))
                                    .toCompletableFuture())
                            .toList();
                    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
                            .thenApply(all -> Durability.weakest(
                                    each.stream().map(CompletableFuture::join).toList()));
                })
                .exceptionally(e -> Durability.unknown(failsOver));
    }

    Keys keys() {
        return keys;
    }

    Duration commandLimit() {
        return settings.commandLimit();
    }

    /** Whether replicas are among the {@link #servers}: outside of a cluster they are not. */
    boolean isCluster() {
        Lines now = lines;
        return now != null && now.isCluster();
    }

    /** Every server behind the address, for what must be said to each. */
    CompletionStage<List<RedisServerAsyncCommands<String, byte[]>>> servers() {
        Lines now = lines;
        return now == null ? Failures.away() : Failures.named(now.servers());
    }

    <T> CompletionStage<T> ask(Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> question) {
        Lines now = lines;
        return now == null ? Failures.away() : named(now.shared(), question);
    }

    /** On the connection of the reader that waits: one question at a time. */
    <T> CompletionStage<T> askWaiting(
            Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> question) {
        Lines now = lines;
        return now == null ? Failures.away() : named(now.waiting(), question);
    }

    /** Runs a script, which Redis forgets when it starts again and is then told anew. */
    CompletionStage<List<Object>> run(Script script, List<String> scriptKeys, List<byte[]> arguments) {
        String[] key = scriptKeys.toArray(String[]::new);
        byte[][] argument = arguments.toArray(byte[][]::new);
        return ask(commands -> commands.<List<Object>>evalsha(script.sha(), ScriptOutputType.MULTI, key, argument)
                .exceptionallyCompose(failure -> Failures.unwrap(failure) instanceof RedisNoScriptException
                        ? commands.eval(script.text(), ScriptOutputType.MULTI, key, argument)
                        : CompletableFuture.failedStage(failure)));
    }

    private static <T> CompletionStage<T> named(
            RedisClusterAsyncCommands<String, byte[]> commands,
            Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> question) {
        try {
            return Failures.named(question.apply(commands));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(Failures.name(e));
        }
    }

    private void connect() {
        try {
            Lines opened = Lines.open(address, resources, settings);
            lines = opened;
        } catch (RuntimeException e) {
            Throwable named = Failures.name(e);
            throw named instanceof RuntimeException known ? known : e;
        }
        durability().thenAccept(found -> LOG.info("Redis at {}: {}", address, found.sentence()));
    }

    /** The opener's thread: tries until Redis is there or nobody wants it any more. */
    private void openInTime() {
        long pauseMs = FIRST_PAUSE.toMillis();
        try {
            while (!closing.await(pauseMs, TimeUnit.MILLISECONDS)) {
                try {
                    connect();
                    return;
                } catch (RuntimeException e) {
                    LOG.debug("Redis at {} is still away", address, e);
                }
                pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String cause(Throwable failure) {
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage());
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            opener.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Lines open = lines;
        lines = null;
        if (open != null) {
            open.close();
        }
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
