package dev.attune.trainer.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import dev.attune.serving.model.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@link ClippedLoss} says of one token, for many and with a gradient. No gradient flows into anything but the first
 * argument. Belongs to the trainer thread, which closes it.
 */
final class Losses implements AutoCloseable {
    private static final String TEXT = "losses.torchscript";

    private final Program program;

    Losses(double clip, double valueClip, PtNDManager manager) {
        String text = text().replace("$low", Double.toString(1 - clip))
                .replace("$high", Double.toString(1 + clip))
                .replace("$below", Double.toString(-valueClip))
                .replace("$above", Double.toString(valueClip));
        this.program = Program.load(manager, text);
    }

    /**
     * A loss summed over tokens.
     *
     * @param sum float64 {@code []}, with a gradient
     * @param counts sums over tokens of what is worth knowing
     */
    @SuppressWarnings("ArrayRecordComponent") // taken apart at once
    record Summed(NDArray sum, double[] counts) {}

    /**
     * @param now log-probabilities, float32 {@code [M]}
     * @param old when they were drawn, {@code [M]}
     * @param advantages {@code [M]}
     * @param padding boolean {@code [M]}, where there is no token
     * @return with the sums of the ratio, its square, the clipped tokens, and half the squared log-ratio
     */
    Summed policy(NDArray now, NDArray old, NDArray advantages, NDArray padding) {
        return summed("policy", List.of(now, old, advantages, padding));
    }

    /**
     * @param now values, float32 {@code [M]}
     * @param old before the first step, {@code [M]}
     * @param returns what they should have been, {@code [M]}
     * @param padding boolean {@code [M]}, where there is no token
     * @return with the sum of clipped tokens
     */
    Summed value(NDArray now, NDArray old, NDArray returns, NDArray padding) {
        return summed("value", List.of(now, old, returns, padding));
    }

    @Override
    public void close() {
        program.close();
    }

    private Summed summed(String method, List<NDArray> arguments) {
        NDList results = program.record(method, arguments, List.of());
        return new Summed(results.get(0), results.get(1).toDoubleArray());
    }

    private static String text() {
        try (InputStream in = Losses.class.getResourceAsStream(TEXT)) {
            if (in == null) {
                throw new IllegalStateException("resource " + TEXT + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
