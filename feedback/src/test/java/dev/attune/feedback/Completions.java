package dev.attune.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Completions to store. */
final class Completions {
    private Completions() {}

    /** A small one. */
    static CompletionRecord named(String id) {
        return of(id, 3, new Random(id.hashCode()));
    }

    /** One with every field set and numbers drawn by chance. */
    static CompletionRecord of(String id, int tokens, Random random) {
        return new CompletionRecord(
                id,
                "ada/eve",
                "attune-mini",
                random.nextLong(),
                List.of(
                        CompletionRecord.Turn.of("system", "Be brief.\u2028\"\\ 日本 🎉"),
                        new CompletionRecord.Turn(
                                "assistant",
                                null,
                                "robot",
                                List.of(new CompletionRecord.ToolCall("c1", "add", "{\"a\":1}")),
                                null),
                        new CompletionRecord.Turn("tool", "3", null, List.of(), "c1")),
                List.of(prompt(1 + tokens, random), prompt(1, random)),
                sampling(random),
                Map.of("topic", "sums", "a.b", ""),
                List.of(choice(0, tokens, random), choice(1, 0, random)),
                new CompletionRecord.Times(1_793_865_600_000L, 1_793_865_600_001L, 1_793_865_601_000L));
    }

    private static CompletionRecord.Prompt prompt(int tokens, Random random) {
        return new CompletionRecord.Prompt(
                random.ints(tokens, 0, 50_000).boxed().toList(), 256);
    }

    private static CompletionRecord.Sampling sampling(Random random) {
        return new CompletionRecord.Sampling(
                random.nextDouble(),
                random.nextDouble(),
                40,
                random.nextDouble(),
                1.1,
                -0.5,
                0.25,
                Map.of(7, random.nextFloat(), 49_999, -100f),
                1,
                true,
                List.of("\n\n", "END"));
    }

    private static CompletionRecord.Choice choice(int index, int tokens, Random random) {
        List<Integer> ids = new ArrayList<>();
        List<Float> logprobs = new ArrayList<>();
        for (int i = 0; i < tokens; i++) {
            ids.add(random.nextInt(50_000));
            logprobs.add(i == 0 ? -0f : (float) Math.log(random.nextFloat()));
        }
        return new CompletionRecord.Choice(index, index, random.nextLong(), "Wëll 🎉", ids, logprobs, "stop");
    }
}
