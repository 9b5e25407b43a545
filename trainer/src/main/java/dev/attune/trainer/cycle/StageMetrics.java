package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.feedback.training.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the stages of a cycle said at their last step, for the manifest: by TRL's names, those of the judge under {@code judge/}. */
final class StageMetrics {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<TrainingState> STAGES =
            List.of(TrainingState.SFT, TrainingState.REWARD, TrainingState.PPO, TrainingState.GATE);
    /** They say how long a step was or how fast, not what came of it. */
    private static final List<String> PASSING = List.of("step", "tokens", "lr", "grad_norm", "seconds/");

    private StageMetrics() {}

    /** @param metrics the folder in which every stage has a file of JSON lines; those without one said nothing */
    static ObjectNode last(Path metrics) {
        ObjectNode all = JSON.createObjectNode();
        for (TrainingState stage : STAGES) {
            Path file = metrics.resolve(stage.word() + ".jsonl");
            try {
                if (Files.exists(file)) {
                    List<String> lines = Files.readAllLines(file);
                    add(JSON.readTree(lines.get(lines.size() - 1)), stage, all);
                }
            } catch (IOException | IndexOutOfBoundsException unreadable) {
                throw new CycleException(file + ": cannot be read: " + unreadable.getMessage(), unreadable);
            }
        }
        return all;
    }

    private static void add(JsonNode line, TrainingState stage, ObjectNode all) {
        line.properties().forEach(entry -> {
            String name = entry.getKey();
            if (PASSING.stream().noneMatch(name::startsWith)) {
                boolean judge = stage == TrainingState.GATE;
                all.set(judge ? "judge/" + name.replaceFirst("^reward/", "") : name, entry.getValue());
            }
        });
    }
}
