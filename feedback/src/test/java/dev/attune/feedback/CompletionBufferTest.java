package dev.attune.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class CompletionBufferTest {
    private final SlowStore slow = new SlowStore();

    @Test
    void whatWaitsCanBeFoundAndReachesTheStore() {
        CompletionBuffer buffer = new CompletionBuffer(slow, 4, 1 << 20);
        CompletionRecord completion = Completions.named("a");
        CompletableFuture<Void> saving = buffer.save(completion).toCompletableFuture();
        assertThat(find(buffer, "a")).contains(completion);
        assertThat(saving).isNotDone();
        slow.answer.complete(null);
        saving.join();
        assertThat(slow.seen).containsExactly(completion);
        assertThat(find(buffer, "a")).isEmpty();
        assertThat(buffer.saved()).isEqualTo(1);
        buffer.close();
    }

    @Test
    void beyondTheLimitCompletionsAreDroppedAndCounted() {
        CompletionBuffer buffer = new CompletionBuffer(slow, 4, 1 << 20);
        List<CompletionStage<Void>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(buffer.save(Completions.named("c" + i)));
        }
        assertThat(buffer.dropped()).isEqualTo(6);
        assertThat(find(buffer, "c3")).isPresent();
        assertThat(find(buffer, "c4")).isEmpty();
        slow.answer.complete(null);
        all.subList(0, 4).forEach(each -> each.toCompletableFuture().join());
        buffer.save(Completions.named("later")).toCompletableFuture().join();
        assertThat(buffer.saved()).isEqualTo(5);
        buffer.close();
    }

    @Test
    void largeOnesAreDroppedBeforeTheyFillTheMemory() {
        CompletionBuffer buffer = new CompletionBuffer(slow, 1_000, 50_000);
        for (int i = 0; i < 10; i++) {
            buffer.save(Completions.of("c" + i, 200, new java.util.Random(i)));
        }
        assertThat(buffer.dropped()).isBetween(5L, 9L);
        slow.answer.complete(null);
        long kept = 10 - buffer.dropped();
        await().atMost(Duration.ofSeconds(10)).until(() -> buffer.saved() == kept);
        buffer.save(Completions.named("later")).toCompletableFuture().join();
        buffer.close();
    }

    @Test
    void tellsWhenOneHasArrivedOrNeverWill() {
        CompletionBuffer buffer = new CompletionBuffer(slow, 4, 1 << 20);
        buffer.save(Completions.named("a"));
        CompletableFuture<Void> settled = buffer.settled("a").toCompletableFuture();
        assertThat(settled).isNotDone();
        assertThat(buffer.settled("never").toCompletableFuture()).isCompleted();
        slow.answer.completeExceptionally(new FeedbackException("the disk is full"));
        assertThat(settled).succeedsWithin(Duration.ofSeconds(10));
        buffer.close();
    }

    @Test
    void closingWaitsForAStoreThatAnswersLater() throws Exception {
        CompletionBuffer buffer = new CompletionBuffer(slow, 4, 1 << 20);
        buffer.save(Completions.named("a"));
        Thread closer = new Thread(buffer::close);
        closer.start();
        await().atMost(Duration.ofSeconds(10)).until(() -> !slow.seen.isEmpty());
        assertThat(slow.closed).isFalse();
        slow.answer.complete(null);
        closer.join(10_000);
        assertThat(slow.closed).isTrue();
        assertThat(buffer.saved()).isEqualTo(1);
    }

    @Test
    void aStoreThatFailsOrThrowsCostsNothingButTheRecord() {
        CompletionBuffer buffer = new CompletionBuffer(slow, 1, 1 << 20);
        slow.answer.completeExceptionally(new FeedbackException("the disk is full"));
        for (int i = 0; i < 3; i++) {
            assertThat(buffer.save(Completions.named("c" + i)).toCompletableFuture())
                    .failsWithin(Duration.ofSeconds(10));
        }
        slow.throwing = true;
        assertThat(buffer.save(Completions.named("d")).toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
        assertThat(buffer.dropped()).isEqualTo(4);
        buffer.close();
    }

    @Test
    void closingLetsThoseThatWaitArriveAndDropsWhatComesAfter() {
        MemoryCompletionStore store = new MemoryCompletionStore();
        List<CompletionRecord> atClose = new ArrayList<>();
        CompletionBuffer buffer = new CompletionBuffer(
                new CompletionStore() {
                    @Override
                    public CompletionStage<Void> save(CompletionRecord completion) {
                        atClose.add(completion);
                        return store.save(completion);
                    }

                    @Override
                    public CompletionStage<Optional<CompletionRecord>> find(String id) {
                        return store.find(id);
                    }

                    @Override
                    public void close() {
                        assertThat(atClose).hasSize(50);
                    }
                },
                100,
                1 << 20);
        for (int i = 0; i < 50; i++) {
            buffer.save(Completions.named("c" + i));
        }
        buffer.close();
        assertThat(buffer.saved()).isEqualTo(50);
        buffer.save(Completions.named("late"));
        assertThat(buffer.dropped()).isEqualTo(1);
        assertThat(find(buffer, "late")).isEmpty();
    }

    private static Optional<CompletionRecord> find(CompletionStore store, String id) {
        return store.find(id).toCompletableFuture().join();
    }

    /** Answers when the test says so. */
    private static final class SlowStore implements CompletionStore {
        final CompletableFuture<Void> answer = new CompletableFuture<>();
        final List<CompletionRecord> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        volatile boolean closed;
        volatile boolean throwing;

        @Override
        public CompletionStage<Void> save(CompletionRecord completion) {
            if (throwing) {
                throw new IllegalStateException("a store that throws on purpose");
            }
            seen.add(completion);
            return answer.copy();
        }

        @Override
        public CompletionStage<Optional<CompletionRecord>> find(String id) {
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
