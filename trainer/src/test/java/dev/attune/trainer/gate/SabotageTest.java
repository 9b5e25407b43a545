package dev.attune.trainer.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.trainer.model.FreshLlama;
import dev.attune.trainer.ppo.Rollout;
import dev.attune.trainer.ppo.Scorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twenty candidates that must not be served, and five that should: trained and judged by real reward models of different people. */
class SabotageTest {
    private static final int GOOD = 5;

    @Test
    void everySabotagedCandidateIsRefusedAndGoodOnesAreAccepted(@TempDir Path root) throws IOException {
        List<String> accepted = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        try (SabotageWorld world = new SabotageWorld(root)) {
            List<Path> good = new ArrayList<>();
            for (int seed = 1; seed <= GOOD; seed++) {
                good.add(world.trained(world.liked(), seed, 12, 3e-3, 0.05));
                Verdict verdict = world.verdict(good.get(seed - 1), 1);
                (verdict.accepted() ? accepted : refused).add("good " + seed + ": " + told(verdict));
            }
            assertThat(accepted).as("refused: %s", refused).hasSizeGreaterThanOrEqualTo(GOOD - 1);

            Map<String, Path> sabotaged = new LinkedHashMap<>(taughtWrong(world));
            sabotaged.putAll(broken(world, good.get(0)));
            List<String> wrong = new ArrayList<>();
            sabotaged.forEach((name, folder) -> {
                Verdict verdict = world.verdict(folder, 1);
                if (verdict.accepted()) {
                    wrong.add(name + ": " + told(verdict));
                }
            });
            Verdict stale = world.verdict(good.get(0), 2);
            assertThat(stale.accepted()).isFalse();
            assertThat(stale.sentence()).contains("trained from version 1, served is 2");
            assertThat(wrong).as("accepted though sabotaged").isEmpty();
            assertThat(sabotaged).hasSize(19);
        }
    }

    /** Policies that learned, but the wrong thing. */
    private static Map<String, Path> taughtWrong(SabotageWorld world) {
        Random random = new Random(3);
        Map<String, Path> wrong = new LinkedHashMap<>();
        Scorer flipped = rollouts ->
                Arrays.stream(world.liked().scores(rollouts)).map(x -> -x).toArray();
        wrong.put("sign-flipped reward", world.trained(flipped, 1, 12, 3e-3, 0.05));
        wrong.put("sign-flipped reward, another seed", world.trained(flipped, 2, 12, 3e-3, 0.05));
        wrong.put("shuffled reward", world.trained(each(rollout -> random.nextGaussian()), 3, 6, 1e-3, 0.05));
        wrong.put("over-optimised, no price", world.trained(world.liked(), 4, 25, 2e-2, 0));
        wrong.put(
                "never ends",
                world.trained(
                        each(rollout -> rollout.ended() ? rollout.completionIds().length - 100 : 1), 5, 20, 1e-2, 0));
        wrong.put("ends at once", world.trained(each(rollout -> -rollout.completionIds().length), 6, 15, 1e-2, 0));
        wrong.put("one token for ever", world.trained(each(rollout -> share(rollout, 15)), 7, 25, 2e-2, 0));
        return wrong;
    }

    /** Policies whose weights were tampered with. */
    private static Map<String, Path> broken(SabotageWorld world, Path good) throws IOException {
        Random random = new Random(4);
        Map<String, Path> broken = new LinkedHashMap<>();
        broken.put("unchanged", world.copy(world.base));
        broken.put("not a number", world.edited(good, (name, values) -> values[3] = Float.NaN));
        broken.put(
                "infinite",
                world.edited(
                        good,
                        (name, values) -> values[0] =
                                name.endsWith("embed_tokens.weight") ? Float.POSITIVE_INFINITY : values[0]));
        broken.put("noise in a layer", world.edited(good, in("layers.1.", values -> noise(values, random, 2))));
        broken.put(
                "noise in the embedding", world.edited(good, in("embed_tokens", values -> noise(values, random, 0.5))));
        broken.put("sign of everything", world.edited(good, (name, values) -> scale(values, -1)));
        broken.put("zero embedding", world.edited(good, in("embed_tokens", values -> scale(values, 0))));
        broken.put("tenfold embedding", world.edited(good, in("embed_tokens", values -> scale(values, 10))));
        Path fresh = world.copy(world.base);
        new FreshLlama(60, 32, 2, 4, 2, 8, 48, 48, 1, 50).write(fresh, 77);
        broken.put("fresh weights", fresh);
        Path shape = world.copy(world.base);
        new FreshLlama(60, 32, 1, 4, 2, 8, 48, 48, 1, 50).write(shape, 5);
        broken.put("another shape", shape);
        Path cut = world.copy(good);
        byte[] bytes = Files.readAllBytes(cut.resolve("model.safetensors"));
        Files.write(cut.resolve("model.safetensors"), Arrays.copyOf(bytes, bytes.length / 2));
        broken.put("cut file", cut);
        Path gone = world.copy(good);
        Files.delete(gone.resolve("model.safetensors"));
        broken.put("no weights", gone);
        return broken;
    }

    private static Scorer each(ToDoubleFunction<Rollout> score) {
        return rollouts -> rollouts.stream().mapToDouble(score).toArray();
    }

    private static double share(Rollout rollout, int token) {
        return Arrays.stream(rollout.completionIds()).filter(id -> id == token).count()
                / (double) rollout.completionIds().length;
    }

    private interface Change {
        void of(float[] values);
    }

    private static SabotageWorld.Edit in(String where, Change change) {
        return (name, values) -> {
            if (name.contains(where)) {
                change.of(values);
            }
        };
    }

    private static void noise(float[] values, Random random, double spread) {
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (spread * random.nextGaussian());
        }
    }

    private static void scale(float[] values, float factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
    }

    private static String told(Verdict verdict) {
        return verdict.sentence() + " " + verdict.values();
    }
}
