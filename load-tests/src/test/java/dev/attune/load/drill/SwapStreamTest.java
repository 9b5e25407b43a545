package dev.attune.load.drill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A stream is believed only when it is whole and of one version. */
final class SwapStreamTest {
    private final SwapStream stream = new SwapStream("Hello!");

    @Test
    void gathersWordsVersionsAndTheTimesBetweenPieces() {
        piece("Good ", "m@w1", 1_000);
        piece("day", "m@w1", 4_000);
        piece(".", "m@w2", 5_000);
        end(3);
        assertThat(stream.error()).isNull();
        assertThat(stream.text()).isEqualTo("Good day.");
        assertThat(stream.versions()).containsExactly("m@w1", "m@w2");
        assertThat(stream.gaps()).extracting(SwapStream.Gap::ns).containsExactly(3_000L, 1_000L);
        assertThat(stream.gaps().get(0).touches(3_999, 4_100)).isTrue();
        assertThat(stream.gaps().get(0).touches(4_001, 4_100)).isFalse();
    }

    @Test
    void oneThatIsCutOffOrTooShortHasFailed() {
        piece("Good", "m@w1", 1_000);
        stream.end(200, 1);
        assertThat(stream.error()).isEqualTo("no [DONE]");
        SwapStream tooShort = new SwapStream("Hello!");
        tooShort.line("data: {\"choices\":[],\"usage\":{\"completion_tokens\":2}}", 1);
        tooShort.line("data: [DONE]", 2);
        tooShort.end(200, 3);
        assertThat(tooShort.error()).isEqualTo("2 tokens instead of 3");
        SwapStream refused = new SwapStream("Hello!");
        refused.line("data: {\"error\":{\"message\":\"no room\"}}", 1);
        refused.end(200, 3);
        assertThat(refused.error()).isEqualTo("no room");
    }

    @Test
    void theQuantileIsTheValueThatSoManyDoNotExceed() {
        long[] ns = new long[100];
        for (int i = 0; i < ns.length; i++) {
            ns[i] = (100 - i) * 1_000_000L;
        }
        assertThat(SwapVerdict.quantileMs(ns, 0.5)).isEqualTo(50);
        assertThat(SwapVerdict.quantileMs(ns, 0.99)).isEqualTo(99);
        assertThat(SwapVerdict.quantileMs(ns, 1)).isEqualTo(100);
        assertThat(SwapVerdict.quantileMs(new long[0], 0.99)).isZero();
    }

    private void piece(String text, String version, long nowNs) {
        stream.line(
                "data: {\"system_fingerprint\":\"" + version + "\",\"choices\":[{\"delta\":{\"content\":\"" + text
                        + "\"}}]}",
                nowNs);
    }

    private void end(int tokens) {
        stream.line(
                "data: {\"system_fingerprint\":\"m@w1\",\"choices\":[],\"usage\":{\"completion_tokens\":" + tokens
                        + "}}",
                9_000);
        stream.line("data: [DONE]", 9_000);
        stream.end(200, tokens);
    }
}
