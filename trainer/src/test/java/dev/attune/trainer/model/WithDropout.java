package dev.attune.trainer.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** A model folder whose {@code config.json} asks for dropout, under every name that families have for it. */
public final class WithDropout {
    private static final List<String> NAMES = List.of(
            "attention_dropout",
            "attn_pdrop",
            "resid_pdrop",
            "embd_pdrop",
            "hidden_dropout",
            "hidden_dropout_prob",
            "summary_first_dropout",
            "classifier_dropout");

    private WithDropout() {}

    /** Half of everything would be dropped. */
    public static void in(Path folder) {
        try {
            ObjectMapper json = new ObjectMapper();
            Path file = folder.resolve("config.json");
            ObjectNode config = (ObjectNode) json.readTree(file.toFile());
            NAMES.forEach(name -> config.put(name, 0.5));
            json.writeValue(file.toFile(), config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
