package dev.attune.trainer.sabotage;

import dev.attune.trainer.ppo.Rollout;
import dev.attune.trainer.ppo.Scorer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Ways to spoil a policy, by what they do. Each is made when it is asked for, all by one thread. */
final class Sabotage {
    private static final int[] ONE_ANSWER = {12, 25, 17, 50};

    private Sabotage() {}

    /** Policies that learned, but the wrong thing. */
    static Map<String, Supplier<Path>> taughtWrong(SabotageWorld world) {
        Scorer flipped = rollouts -> Arrays.stream(world.people.liked().scores(rollouts))
                .map(x -> -x)
                .toArray();
        Random lot = new Random(3);
        Map<String, Supplier<Path>> wrong = new LinkedHashMap<>();
        wrong.put("sign-flipped reward", () -> world.trained(flipped, 1, 12, 3e-3, 0.05));
        wrong.put("shuffled reward", () -> world.trained(each(answer -> lot.nextGaussian()), 3, 6, 1e-3, 0.05));
        wrong.put("over-optimised, no price", () -> world.trained(world.people.liked(), 4, 25, 2e-2, 0));
        wrong.put(
                "never ends",
                () -> world.trained(
                        each(answer -> answer.ended() ? answer.completionIds().length - 100 : 1), 5, 20, 1e-2, 0));
        wrong.put("ends at once", () -> world.trained(each(answer -> -answer.completionIds().length), 6, 15, 1e-2, 0));
        wrong.put("one token for ever", () -> world.trained(each(answer -> share(answer, 15)), 7, 25, 2e-2, 0));
        wrong.put("collapsed to one answer", () -> world.trained(each(Sabotage::likeness), 8, 25, 2e-2, 0));
        return wrong;
    }

    /** Policies whose weights were tampered with. */
    static Map<String, Supplier<Path>> tampered(SabotageWorld world, Path good) {
        Random random = new Random(4);
        Map<String, Supplier<Path>> tampered = new LinkedHashMap<>();
        tampered.put("unchanged", () -> world.copy(world.base));
        tampered.put("not a number", () -> world.edited(good, (name, values) -> values[3] = Float.NaN));
        tampered.put(
                "infinite",
                () -> world.edited(good, in("embed_tokens", values -> values[0] = Float.POSITIVE_INFINITY)));
        tampered.put("noise in a layer", () -> world.edited(good, in("layers.1.", values -> noise(values, random, 2))));
        tampered.put(
                "noise in the embedding",
                () -> world.edited(good, in("embed_tokens", values -> noise(values, random, 0.5))));
        tampered.put("sign of everything", () -> world.edited(good, (name, values) -> scale(values, -1)));
        tampered.put("zero embedding", () -> world.edited(good, in("embed_tokens", values -> scale(values, 0))));
        tampered.put("tenfold embedding", () -> world.edited(good, in("embed_tokens", values -> scale(values, 10))));
        tampered.put("fresh weights", () -> world.fresh(2, 77));
        tampered.put("another shape", () -> world.fresh(1, 5));
        tampered.put("cut file", () -> world.cut(good));
        tampered.put("no weights", () -> world.withoutWeights(good));
        return tampered;
    }

    private static Scorer each(ToDoubleFunction<Rollout> score) {
        return rollouts -> rollouts.stream().mapToDouble(score).toArray();
    }

    private static double share(Rollout rollout, int token) {
        return Arrays.stream(rollout.completionIds()).filter(id -> id == token).count()
                / (double) rollout.completionIds().length;
    }

    /** How many tokens are where the one answer has them, less those beyond it. */
    private static double likeness(Rollout rollout) {
        int[] answer = rollout.completionIds();
        int alike = 0;
        for (int i = 0; i < Math.min(answer.length, ONE_ANSWER.length); i++) {
            alike += answer[i] == ONE_ANSWER[i] ? 1 : 0;
        }
        return alike - Math.max(0, answer.length - ONE_ANSWER.length) / 10.0;
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
}
