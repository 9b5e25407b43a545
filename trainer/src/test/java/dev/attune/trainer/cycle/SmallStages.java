package dev.attune.trainer.cycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.feedback.hygiene.Split;
import dev.attune.serving.GreedyProbe;
import dev.attune.trainer.gate.HeldOut;
import dev.attune.trainer.model.FreshLlama;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Stages that learn nothing but keep the contract: a few steps each, a checkpoint after every step, weights that depend on every argument
 * and on nothing else. Halted, it saves itself as those that learn do. Remembers what it was asked.
 */
final class SmallStages implements Stages {
    static final FreshLlama SHAPE = new FreshLlama(40, 16, 1, 2, 1, 8, 24, 32, 1, 2);
    static final GreedyProbe PROBE = new GreedyProbe(List.of(new GreedyProbe.Case(List.of(3, 4), List.of(5))));
    private static final int STEPS = 5;

    final List<String> asked = new ArrayList<>();
    final List<Path> fineTuned = new ArrayList<>();
    /** Called before every step of every stage. */
    Moment moment = (stage, step) -> {};

    /** Something that decides the weights. */
    String setting = "usual";

    /** Why practice stops itself. */
    Optional<String> cord = Optional.empty();
    /** Hears what a stage is taught. */
    Consumer<Snapshot> taught = data -> {};

    /** Something that happens in mid-stage. */
    interface Moment {
        void before(String stage, int step);
    }

    @Override
    public JsonNode config() {
        return new ObjectMapper().createObjectNode().put("steps", STEPS).put("setting", setting);
    }

    @Override
    public void sft(Path start, Path folder, Snapshot data, StageRun run) {
        fineTuned.add(start);
        work("sft", folder, run, start + data.digest());
    }

    @Override
    public void reward(Path start, Path folder, Snapshot data, Split split, StageRun run) {
        taught.accept(data);
        work("reward-" + split, folder, run, data.digest());
    }

    @Override
    public void policy(PolicyTask task, Path folder, StageRun run) {
        work("policy", folder, run, task.data().digest());
        cord.ifPresent(run::stoppedItself);
    }

    @Override
    public HeldOut heldOut(Path policy, Snapshot data, StageRun run) {
        return new HeldOut(List.of(), List.of(), Set.of());
    }

    @Override
    public List<dev.attune.feedback.training.TrainingEvent.Sample> samples(Path before, Path after) {
        return List.of();
    }

    @Override
    public GreedyProbe probe(Path policy) {
        return PROBE;
    }

    @Override
    public OpenJudge judge(Path reward) {
        return new OpenJudge() {
            @Override
            public double[] scores(List<int[]> prompts, List<dev.attune.trainer.gate.Drawn> answers) {
                return new double[answers.size()];
            }

            @Override
            public double agreementLow() {
                return 1;
            }

            @Override
            public void close() {}
        };
    }

    private void work(String name, Path folder, StageRun run, String arguments) {
        asked.add(name);
        try {
            Path checkpoints = Files.createDirectories(folder.resolve("checkpoints"));
            for (int step = 1; step <= STEPS; step++) {
                Path done = checkpoints.resolve("step-" + step);
                if (Files.exists(done)) {
                    continue;
                }
                moment.before(name, step);
                if (run.halted()) {
                    Files.writeString(checkpoints.resolve("saved"), "before " + step);
                    throw new HaltedException();
                }
                Files.createFile(done);
                run.step(step, STEPS, Map.of("loss/" + name, 1.0 / step));
            }
            SHAPE.write(folder, run.seed() ^ arguments.hashCode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
