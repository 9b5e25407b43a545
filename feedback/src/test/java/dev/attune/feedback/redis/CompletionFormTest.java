package dev.attune.feedback.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.feedback.CompletionJson;
import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.FeedbackException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CompletionFormTest {
    private static final byte[] HEAD = "p 1 2 v v\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void readsBackEveryBit() {
        for (int round = 0; round < 50; round++) {
            CompletionRecord completion = drawn(new Random(round));

            byte[] stored = join(HEAD, CompletionForm.body(completion));

            assertThat(CompletionForm.read("c", stored)).isEqualTo(completion);
            assertThat(stored.length).isLessThan(CompletionJson.write(completion).length);
        }
    }

    @Test
    void keepsTextsReadable() {
        byte[] body = CompletionForm.body(RedisFixture.completion("c", "ann", "my marker ☃", 1));

        assertThat(new String(body, StandardCharsets.UTF_8)).contains("my marker ☃");
    }

    @Test
    void saysWhichCompletionCannotBeRead() {
        byte[] whole = join(HEAD, CompletionForm.body(drawn(new Random(1))));
        for (int length = 0; length < whole.length; length += 7) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> CompletionForm.read("c7", cut))
                    .isInstanceOf(FeedbackException.class)
                    .hasMessageContaining("c7");
        }
    }

    private static CompletionRecord drawn(Random random) {
        CompletionRecord plain = RedisFixture.completion("c", "ann", "hello", 1);
        List<CompletionRecord.Choice> choices = Stream.of(0, 1)
                .map(index -> choice(index, random.nextInt(200), random))
                .toList();
        return new CompletionRecord(
                "c",
                null,
                "m\n",
                random.nextLong(),
                plain.messages(),
                List.of(prompt(random), prompt(random)),
                plain.sampling(),
                plain.metadata(),
                choices,
                plain.times());
    }

    private static CompletionRecord.Prompt prompt(Random random) {
        List<Integer> ids = random.ints(1 + random.nextInt(300), 0, Integer.MAX_VALUE)
                .boxed()
                .toList();
        return new CompletionRecord.Prompt(ids, random.nextInt(300));
    }

    private static CompletionRecord.Choice choice(int index, int tokens, Random random) {
        return new CompletionRecord.Choice(
                index,
                index,
                random.nextLong(),
                "text\n" + index,
                random.ints(tokens, 0, 150_000).boxed().toList(),
                random.doubles(tokens)
                        .mapToObj(chance -> (float) Math.log(chance))
                        .toList(),
                "stop");
    }

    private static byte[] join(byte[] head, byte[] body) {
        byte[] all = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
