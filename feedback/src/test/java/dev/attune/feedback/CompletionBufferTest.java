package dev.attune.feedback;

import static org.assertj.core.api.Assertions.assertThat;

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
        CompletionBuffer buffer = new CompletionBuffer(slow, 4);
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
        CompletionBuffer buffer = new CompletionBuffer(slow, 4);
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
    void aStoreThatFailsOrThrowsCostsNothingButTheRecord() {
        CompletionBuffer buffer = new CompletionBuffer(slow, 1);
        slow.answer.completeExceptionally(new FeedbackException("the disk is full"));
        for (int i = 0; i < 3; i++) {
            assertThat(buffer.save(Completions.named("c" + i)).toCompletableFuture())
                    .failsWithin(java.time.Duration.ofSeconds(10));
        }
        slow.throwing = true;
        assertThat(buffer.save(Completions.named("d")).toCompletableFuture())
                .failsWithin(java.time.Duration.ofSeconds(10));
        assertThat(buffer.dropped()).isEqualTo(4);
        buffer.close();
    }

    @Test
    void closingLetsThoseThatWaitArriveAndDropsWhatComesAfter() {
        MemoryCompletionStore store = new MemoryCompletionStore(100, 1 << 20);
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
                100);
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
        final List<CompletionRecord> seen = new ArrayList<>();
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
        public void close() {}
    }
}
