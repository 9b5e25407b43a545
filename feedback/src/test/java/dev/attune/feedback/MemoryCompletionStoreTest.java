package dev.attune.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MemoryCompletionStoreTest {

    @Test
    void findsWhatWasSaved() {
        MemoryCompletionStore store = new MemoryCompletionStore(10, 1 << 20);
        CompletionRecord completion = Completions.named("a");
        save(store, completion);
        assertThat(find(store, "a")).contains(completion);
        assertThat(find(store, "b")).isEmpty();
    }

    @Test
    void givesUpTheOldestBeyondTheCount() {
        MemoryCompletionStore store = new MemoryCompletionStore(3, 1 << 20);
        for (int i = 0; i < 5; i++) {
            save(store, Completions.named("c" + i));
        }
        assertThat(store.records()).isEqualTo(3);
        assertThat(find(store, "c1")).isEmpty();
        assertThat(find(store, "c2")).isPresent();
        assertThat(find(store, "c4")).isPresent();
    }

    @Test
    void staysWithinItsBytesWhateverComes() {
        Random random = new Random(3);
        MemoryCompletionStore store = new MemoryCompletionStore(1000, 50_000);
        for (int i = 0; i < 300; i++) {
            save(store, Completions.of("c" + random.nextInt(40), random.nextInt(300), random));
            assertThat(store.bytes()).isBetween(1L, 50_000L);
        }
        assertThat(store.records()).isGreaterThan(1);
        store.close();
        assertThat(store.bytes()).isZero();
    }

    @Test
    void theSameIdAgainReplacesTheFirst() {
        MemoryCompletionStore store = new MemoryCompletionStore(3, 1 << 20);
        save(store, Completions.of("a", 50, new Random(1)));
        long once = store.bytes();
        CompletionRecord second = Completions.of("a", 50, new Random(1));
        save(store, second);
        assertThat(store.bytes()).isEqualTo(once);
        assertThat(find(store, "a")).contains(second);
    }

    @Test
    void oneThatIsTooLargeIsRefusedAndCostsNobodyElse() {
        MemoryCompletionStore store = new MemoryCompletionStore(10, 5_000);
        save(store, Completions.named("small"));
        assertThatThrownBy(() -> save(store, Completions.of("large", 2000, new Random(1))))
                .hasMessageContaining("large")
                .hasMessageContaining("5000");
        assertThat(find(store, "small")).isPresent();
    }

    private static void save(CompletionStore store, CompletionRecord completion) {
        store.save(completion).toCompletableFuture().join();
    }

    private static Optional<CompletionRecord> find(CompletionStore store, String id) {
        return store.find(id).toCompletableFuture().join();
    }
}
