package dev.attune.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CompletionJsonTest {

    @Test
    void comesBackEqualInEveryBit() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            CompletionRecord completion = Completions.of("c" + i, random.nextInt(60), random);
            assertThat(CompletionJson.read("c" + i, CompletionJson.write(completion)))
                    .isEqualTo(completion);
            assertThat(completion.promptOf(completion.choices().get(1)))
                    .isSameAs(completion.prompts().get(1));
        }
    }

    @Test
    void whatNobodySaidStaysUnsaid() {
        CompletionRecord full = Completions.named("c");
        CompletionRecord bare = new CompletionRecord(
                "c", null, "m", 1, List.of(), full.prompts(), full.sampling(), Map.of(), List.of(), full.times());
        assertThat(CompletionJson.read("c", CompletionJson.write(bare))).isEqualTo(bare);
        assertThat(text(bare)).doesNotContain("null").doesNotContain("\"user\"");
    }

    @Test
    void speaksSnakeCaseAndPassesOverWhatItDoesNotKnow() {
        CompletionRecord completion = Completions.named("c");
        String json = text(completion);
        assertThat(json).contains("\"weights_version\":", "\"behaviour_logprobs\":", "\"first_token_ms\":");
        String newer = json.replaceFirst("\\{", "{\"colour\":{\"deep\":[1]},");
        assertThat(CompletionJson.read("c", newer.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(completion);
    }

    @Test
    void aBrokenRecordIsNamed() {
        String cut = text(Completions.named("c")).substring(0, 100);
        for (String broken : List.of(cut, "[]", "{}", "nonsense", "{\"id\":\"c\"}")) {
            assertThatThrownBy(() -> CompletionJson.read("chatcmpl-7", broken.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(FeedbackException.class)
                    .hasMessageContaining("chatcmpl-7");
        }
    }

    @Test
    void everyTokenHasItsLogprob() {
        assertThatThrownBy(() -> new CompletionRecord.Choice(0, 0, 1, "", List.of(1, 2), List.of(-1f), "stop"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("behaviourLogprobs");
    }

    private static String text(CompletionRecord completion) {
        return new String(CompletionJson.write(completion), StandardCharsets.UTF_8);
    }
}
