package dev.attune.feedback.redis;

import dev.attune.feedback.training.LeaseLostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to train, which one process has at a time. It is renewed by a thread of its own at a third of its life; when Redis
 * has not heard from us for a whole life, anybody may take it, and if nobody did it is ours again at the next renewal. The holder asks
 * {@link #requireHeld} before whatever only one may do: that goes by our own clock, counted from before the last renewal was sent, so
 * it never says yes longer than Redis does. What is written to Redis carries the fencing token and is refused there once it is
 * old. Safe on any thread; whoever took it closes it, which gives it back.
 */
public final class TrainerLease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerLease.class);
    private static final Script TAKE = Script.named("lease-take.lua");
    private static final Script KEEP = Script.named("lease-keep.lua");

    private final FeedbackRedis redis;
    private final Duration life;
    private final String given;
    private final ScheduledExecutorService renewer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "attune-trainer-lease");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long heldUntilNanos;
    private volatile boolean lost;

    /**
     * Who holds it.
     *
     * @param fence grows with every holder
     */
    public record Holder(long fence, String name, Duration left) {}

    /** What came of asking: a lease, or who has it. */
    public record Taken(Optional<TrainerLease> lease, Holder holder) {}

    private TrainerLease(FeedbackRedis redis, Duration life, String given, long heldUntilNanos) {
        this.redis = redis;
        this.life = life;
        this.given = given;
        this.heldUntilNanos = heldUntilNanos;
        long everyMs = Math.max(1, life.toMillis() / 3);
        renewer.scheduleWithFixedDelay(this::renewQuietly, everyMs, everyMs, TimeUnit.MILLISECONDS);
    }

    /**
     * Takes the lease if it is free.
     *
     * @param name of this process, for people: host and process id
     * @param life how long it lasts without a word from us, at least 100 ms
     */
    public static CompletionStage<Taken> take(FeedbackRedis redis, String name, Duration life) {
        if (life.toMillis() < 100) {
            throw new IllegalArgumentException("life must be at least 100 ms, was " + life);
        }
        long asked = System.nanoTime();
        Keys keys = redis.keys();
        return redis.run(
                        TAKE,
                        List.of(keys.trainerLease(), keys.trainerFence()),
                        List.of(utf8(name), utf8(Long.toString(life.toMillis()))))
                .thenApply(reply -> {
                    String held = RedisCompletionStore.text(reply, 1);
                    Holder holder = holder(held, ((Number) reply.get(2)).longValue());
                    return ((Number) reply.get(0)).longValue() == 0
                            ? new Taken(Optional.empty(), holder)
                            : new Taken(
                                    Optional.of(new TrainerLease(redis, life, held, asked + life.toNanos())), holder);
                });
    }

    /** Who has it now; empty when nobody trains. */
    public static CompletionStage<Optional<Holder>> holder(FeedbackRedis redis) {
        String key = redis.keys().trainerLease();
        return redis.ask(commands -> commands.get(key))
                .thenCompose(held -> held == null
                        ? CompletableFuture.completedStage(Optional.empty())
                        : redis.ask(commands -> commands.pttl(key))
                                .thenApply(left -> Optional.of(
                                        holder(new String(held, StandardCharsets.UTF_8), Math.max(0, left)))));
    }

    /** Grows with every holder: what an older one writes can be told from it. */
    public long fence() {
        return holder(given, 0).fence();
    }

    public boolean isHeld() {
        return !lost && System.nanoTime() - heldUntilNanos < 0;
    }

    /** @throws LeaseLostException if it is not certain that the lease is ours */
    public void requireHeld() {
        if (!isHeld()) {
            throw new LeaseLostException("the trainer's lease is lost: "
                    + (lost ? "another trainer has it" : "Redis was not heard of for " + life.toSeconds() + " s"));
        }
    }

    /** Renews it now; fails with {@link LeaseLostException} if it is another's. For what must be certain at this moment. */
    public CompletionStage<Void> renew() {
        long asked = System.nanoTime();
        return keep(life.toMillis()).thenAccept(reply -> {
            fenced(reply);
            heldUntilNanos = asked + life.toNanos();
        });
    }

    /** The fencing token, as scripts compare it. */
    byte[] token() {
        return utf8(Long.toString(fence()));
    }

    /** Whether a fenced script did its work. */
    void fenced(List<Object> reply) {
        if (((Number) reply.get(0)).longValue() == 0) {
            lost = true;
            throw new LeaseLostException("the trainer's lease is lost: another trainer has it");
        }
    }

    private CompletionStage<List<Object>> keep(long ms) {
        Keys keys = redis.keys();
        return redis.run(
                KEEP,
                List.of(keys.trainerLease(), keys.trainerFence()),
                List.of(token(), utf8(given), utf8(Long.toString(ms))));
    }

    private void renewQuietly() {
        renew().exceptionally(failure -> {
            LOG.debug("The trainer's lease could not be renewed", failure);
            return null;
        });
    }

    private static Holder holder(String held, long leftMs) {
        int space = held.indexOf(' ');
        return new Holder(
                Long.parseLong(held.substring(0, space)), held.substring(space + 1), Duration.ofMillis(leftMs));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Gives it back, or lets it run out when Redis is away. */
    @Override
    public void close() {
        renewer.shutdownNow();
        boolean wasLost = lost;
        lost = true;
        if (!wasLost) {
            try {
                keep(0).toCompletableFuture().get(redis.commandLimit().toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                LOG.debug("The trainer's lease runs out by itself", e);
            }
        }
    }
}
