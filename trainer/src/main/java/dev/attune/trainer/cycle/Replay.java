package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.feedback.training.TrainingState;
import dev.attune.serving.checkpoint.CheckpointStore;
import dev.attune.serving.checkpoint.FileHash;
import dev.attune.serving.checkpoint.Generation;
import dev.attune.serving.checkpoint.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes a version again from what its manifest says (parent, data, configuration, seed) and compares the weights. The words are read from
 * Redis; when somebody was erased since, the version cannot be made again and this says so. One thread.
 */
public final class Replay {
    private static final String WEIGHTS = "model.safetensors";

    private final CheckpointStore store;
    private final Path training;
    private final Assembly assembly;
    private final Function<JsonNode, Stages> stages;

    /** @param stages made of the configuration in a manifest */
    Replay(CheckpointStore store, Path training, Assembly assembly, Function<JsonNode, Stages> stages) {
        this.store = store;
        this.training = training;
        this.assembly = assembly;
        this.stages = stages;
    }

    /**
     * What came of it.
     *
     * @param recorded SHA-256 of the weights in the manifest
     * @param made of those that were made again
     */
    public record Result(long version, String recorded, String made) {
        public boolean isSame() {
            return recorded.equals(made);
        }
    }

    Result of(Generation generation, Announcer.Ears ears) {
        Manifest manifest = generation.manifest();
        CyclePlan plan = plan(manifest);
        Snapshot data = assembly.upTo(plan.through(), plan.imported());
        if (!data.digest().equals(plan.digest())) {
            throw new CycleException(
                    "version " + generation.version() + " cannot be made again: its data has the digest "
                            + plan.digest() + ", what is left of it " + data.digest()
                            + "; somebody was erased, or answers expired");
        }
        CycleFolder folder = new CycleFolder(
                training.resolve("replays").resolve(String.format(Locale.ROOT, "%06d", generation.version())));
        folder.write(plan);
        Consumer<TrainingState> nobody = state -> {};
        TrainingCycle.Bench bench =
                new TrainingCycle.Bench(store, stages.apply(plan.config()), NO_GATE, ears, nobody, NO_ENDING);
        Path made = new TrainingCycle(folder, data, bench).candidate();
        Manifest.FileEntry recorded = manifest.files().get(WEIGHTS);
        if (recorded == null) {
            throw new CycleException("the manifest of version " + generation.version() + " names no " + WEIGHTS);
        }
        Result result = new Result(generation.version(), recorded.sha256(), sha256(made.resolve(WEIGHTS)));
        folder.tidy();
        return result;
    }

    private static final dev.attune.trainer.gate.Gate NO_GATE = (candidate, heldOut, judge) -> {
        throw new IllegalStateException("a replay judges nothing");
    };

    private static final TrainingCycle.Ending NO_ENDING = new TrainingCycle.Ending() {
        @Override
        public void held() {
            // Nobody else writes where a version is made again.
        }

        @Override
        public void certain() {
            throw new IllegalStateException("a replay publishes nothing");
        }

        @Override
        public void stillCertain() {
            throw new IllegalStateException("a replay publishes nothing");
        }

        @Override
        public void learned(long version, Snapshot data) {
            throw new IllegalStateException("a replay publishes nothing");
        }
    };

    private static CyclePlan plan(Manifest manifest) {
        JsonNode details = manifest.details();
        Manifest.Parent parent = manifest.parent();
        if (parent == null || !details.path("kind").asText().equals("policy")) {
            throw new CycleException("version " + manifest.version() + " was not made by a training cycle");
        }
        JsonNode data = details.path("data");
        return new CyclePlan(
                details.path("cycle").asLong(),
                parent.version(),
                details.path("reference_before").asLong(),
                details.path("fine_tunes").asBoolean(),
                details.path("demonstrations").asLong(),
                details.path("seed").asLong(),
                data.path("through").asText(),
                imported(data.path("imported")),
                data.path("judgements").asLong(),
                data.path("new_judgements").asLong(),
                data.path("digest").asText(),
                details.path("config"));
    }

    private static List<String> imported(JsonNode names) {
        List<String> imported = new ArrayList<>();
        names.forEach(name -> imported.add(name.asText()));
        return imported;
    }

    private static String sha256(Path file) {
        try {
            return FileHash.sha256(file);
        } catch (IOException unreadable) {
            throw new CycleException(file + ": cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
