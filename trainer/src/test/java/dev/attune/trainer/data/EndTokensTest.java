package dev.attune.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.trainer.model.FreshLlama;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndTokensTest {
    private static final int END = 2;

    private final Path model;

    EndTokensTest(@TempDir Path model) {
        this.model = model;
        new FreshLlama(40, 16, 1, 2, 2, 8, 24, 32, 1, END).write(model, 5);
    }

    @Test
    void withoutAWordOnGeneratingTheModelsOwnEndCounts() throws IOException {
        assertThat(EndTokens.of(model)).containsExactly(END);
        generation("{}");
        assertThat(EndTokens.of(model)).containsExactly(END);
        generation("{\"eos_token_id\": null}");
        assertThat(EndTokens.of(model)).containsExactly(END);
    }

    @Test
    void whatItIsServedWithComesFirst() throws IOException {
        generation("{\"eos_token_id\": 7}");
        assertThat(EndTokens.of(model)).containsExactly(7);
        generation("{\"eos_token_id\": [7, 9, 7]}");
        assertThat(EndTokens.of(model)).containsExactlyInAnyOrder(7, 9);
    }

    @Test
    void whatIsNoTokenOfTheModelEndsNothing() throws IOException {
        generation("{\"eos_token_id\": [39, 40, -1, 2.5, \"</s>\"]}");
        assertThat(EndTokens.of(model)).containsExactly(39);
    }

    private void generation(String json) throws IOException {
        Files.writeString(model.resolve("generation_config.json"), json);
    }
}
