package dev.attune.trainer.sft;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.trainer.data.BatchStream.Position;
import dev.attune.trainer.run.TrainerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a run stands, arrays aside.
 *
 * @param step optimiser steps done
 * @param position the next batch
 * @param tokens targets learned from so far
 * @param heldOutLoss nats per token on held-out conversations at this step; not a number without any
 * @param reward mean score that a reward model gave at this step; not a number if none was asked
 * @param digest of the recipe and the data: a run goes on only under the same
 */
record RunState(long step, Position position, long tokens, double heldOutLoss, double reward, String digest) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static RunState read(Path file) {
        try {
            return JSON.readValue(Files.readAllBytes(file), RunState.class);
        } catch (IOException unreadable) {
            throw new TrainerException(file + ": cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** The same, with what was measured there. */
    RunState measured(double loss, double score) {
        return new RunState(step, position, tokens, loss, score, digest);
    }

    byte[] toJson() {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
