package dev.attune.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.serving.text.EncodedChat;
import dev.attune.trainer.data.BatchStream.Position;
import dev.attune.trainer.model.TokenBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static final int ROWS = 10_000;

    private final TokenStore store = randomStore();

    @Test
    void everyEpochGivesEveryRowOnce() {
        for (int epoch = 0; epoch < 2; epoch++) {
            int[] rows = new Batches(store, 1000, 7)
                    .plan(epoch).stream().flatMapToInt(Arrays::stream).sorted().toArray();
            assertThat(rows).isEqualTo(IntStream.range(0, ROWS).toArray());
        }
    }

    @Test
    void seedAndEpochDecideTheOrder() {
        List<int[]> plan = new Batches(store, 1000, 7).plan(3);
        assertThat(new Batches(store, 1000, 7).plan(3))
                .usingRecursiveComparison()
                .isEqualTo(plan);
        assertThat(new Batches(store, 1000, 7).plan(4).get(0)).isNotEqualTo(plan.get(0));
        assertThat(new Batches(store, 1000, 8).plan(3).get(0)).isNotEqualTo(plan.get(0));
    }

    @Test
    void batchesStayWithinTheirBudgetAndPadLittle() {
        Batches batches = new Batches(store, 1000, 7);
        long cells = 0;
        long real = 0;
        for (int[] rows : batches.plan(0)) {
            TokenBatch batch = batches.batch(rows);
            assertThat(batch.cells()).isLessThanOrEqualTo(1000);
            cells += batch.cells();
            real += Arrays.stream(rows).mapToLong(store::length).sum();
        }
        assertThat((double) real / cells).isGreaterThan(0.9);
    }

    @Test
    void aRowLongerThanTheBudgetIsABatchOfItsOwn() {
        List<int[]> plan = new Batches(store, 8, 7).plan(0);
        assertThat(plan).hasSizeGreaterThan(ROWS / 2).allMatch(rows -> rows.length >= 1);
    }

    @Test
    void targetsAreTheNextLearnedTokensAndNothingElse() {
        TokenStore small = new TokenStore(16);
        small.add(new EncodedChat(new int[] {5, 6, 7, 8}, new boolean[] {false, false, true, true}));
        small.add(new EncodedChat(new int[] {9, 4, 3}, new boolean[] {true, true, false}));
        TokenBatch batch = new Batches(small, 100, 1).batch(new int[] {0, 1});
        assertThat(batch.rows()).isEqualTo(2);
        assertThat(batch.columns()).isEqualTo(8);
        assertThat(batch.lossTokens()).isEqualTo(3);
        assertThat(Arrays.copyOf(batch.ids(), 3)).containsExactly(5, 6, 7);
        assertThat(Arrays.copyOf(batch.places(), 3)).containsExactly(1, 2, 8);
        assertThat(Arrays.copyOf(batch.targets(), 3)).containsExactly(7, 8, 4);
        assertThat(Arrays.stream(batch.targets()).skip(3)).isNotEmpty().allMatch(target -> target == TokenBatch.NONE);
    }

    @Test
    void aStreamGoesOnFromAnyPosition() {
        Batches batches = new Batches(store, 50_000, 7);
        BatchStream straight = new BatchStream(batches, Position.START);
        for (int i = 0; i < batches.plan(0).size() + 2; i++) {
            straight.next();
        }
        assertThat(straight.position().epoch()).isEqualTo(1);
        BatchStream resumed = new BatchStream(batches, straight.position());
        for (int i = 0; i < 3; i++) {
            assertThat(resumed.next().ids()).isEqualTo(straight.next().ids());
        }
        assertThat(resumed.position()).isEqualTo(straight.position());
    }

    private static TokenStore randomStore() {
        Random random = new Random(1);
        TokenStore store = new TokenStore(200);
        for (int i = 0; i < ROWS; i++) {
            int length = 2 + random.nextInt(150);
            boolean[] learned = new boolean[length];
            Arrays.fill(learned, true);
            int row = i;
            store.add(
                    new EncodedChat(IntStream.range(0, length).map(t -> row + t).toArray(), learned));
        }
        return store;
    }
}
