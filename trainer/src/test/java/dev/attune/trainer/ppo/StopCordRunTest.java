package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every rule of the stop cord ends a run, each where the others would let it go on; what comes out is the policy before the fault. */
class StopCordRunTest {
    private static final StopCord LOOSE = new StopCord(1e6, 1e6, 1e6, 1, 2);
    private static final UpdateConfig UPDATE = ToyWorld.config(1).update();
    private final ToyWorld world;

    StopCordRunTest(@TempDir Path root) {
        this.world = new ToyWorld(root);
    }

    @Test
    void theRatioLeavesItsBand() {
        PpoResult result = run(new StopCord(1e-9, 1e6, 1e6, 1, 2), UPDATE, ToyWorld::liked);
        assertThat(result.cord())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("iteration 1: val/ratio is "));
        assertNothingIsKeptOfTheUpdate(result);
    }

    @Test
    void tooMuchIsClipped() {
        PpoResult result = run(new StopCord(1e6, 1e6, 1e6, 0.1, 2), clippingAt(1e-4), ToyWorld::liked);
        assertThat(result.cord())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("iteration 1: policy/clipfrac_avg is "));
        assertNothingIsKeptOfTheUpdate(result);
    }

    /** Scores that are numbers, but whose squares are none in float32. */
    @Test
    void theUpdateGivesSomethingThatIsNotFinite() {
        PpoResult result = run(LOOSE, UPDATE, scaled(1e30));
        assertThat(result.cord())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("iteration 1: loss/value_avg is "));
        assertNothingIsKeptOfTheUpdate(result);
    }

    @Test
    void answersLoseTheirEnd() {
        PpoResult result = run(new StopCord(1e6, 1e6, 1e6, 1, 0.3), UPDATE, endless());
        assertThat(result.cord())
                .hasValueSatisfying(reason -> assertThat(reason).contains(" % of answers do not end, "));
        assertThat(result.iterations()).isBetween(1, 29);
        assertThat(result.metrics()).containsKey("val/num_eos_tokens");
    }

    /** No true divergence is below 0, but a small one's estimate is for about every second sample: without allowance for noise it is seen. */
    @Test
    void klSeemsToBeBelowZero() {
        PpoResult result = run(new StopCord(1e6, 1e6, 1e-9, 1, 2), atRate(1e-5), ToyWorld::liked);
        assertThat(result.cord())
                .hasValueSatisfying(reason ->
                        assertThat(reason).contains("objective/kl is -").contains("below 0 by more than noise"));
        assertThat(result.metrics().get("objective/kl")).isNotNegative();
    }

    @Test
    void aLooseOneLetsAllOfTheseGoOn() {
        PpoResult result = PolicyOptimizer.run(
                world.task("out"),
                ToyWorld.config(2).with(LOOSE).with(clippingAt(1e-4)),
                endless(),
                ToyWorld.silent(),
                () -> false);
        assertThat(result.cord()).isEmpty();
        assertThat(result.iterations()).isEqualTo(2);
    }

    private PpoResult run(StopCord cord, UpdateConfig update, Scorer scorer) {
        PpoConfig config = ToyWorld.config(30).with(cord).with(update);
        return PolicyOptimizer.run(world.task("out"), config, scorer, ToyWorld.silent(), () -> false);
    }

    private void assertNothingIsKeptOfTheUpdate(PpoResult result) {
        assertThat(result.iterations()).isZero();
        assertThat(result.metrics().values()).isNotEmpty().allMatch(Double::isFinite);
        assertThat(world.weights("out")).isEqualTo(world.weights("model"));
    }

    private static Scorer scaled(double factor) {
        return answers -> Arrays.stream(ToyWorld.liked(answers))
                .map(score -> factor * score)
                .toArray();
    }

    /** Who ends is worse off than who does not, whose score is −1. */
    private static Scorer endless() {
        return answers ->
                answers.stream().mapToDouble(answer -> answer.ended() ? -20 : 0).toArray();
    }

    private static UpdateConfig clippingAt(double clip) {
        return with(clip, UPDATE.rate());
    }

    private static UpdateConfig atRate(double rate) {
        return with(UPDATE.clip(), rate);
    }

    private static UpdateConfig with(double clip, double rate) {
        return new UpdateConfig(
                UPDATE.epochs(),
                UPDATE.minibatches(),
                clip,
                UPDATE.valueClip(),
                UPDATE.gamma(),
                UPDATE.lambda(),
                rate,
                UPDATE.valueRate(),
                UPDATE.floorShare(),
                UPDATE.adamW(),
                UPDATE.maxApproxKl(),
                UPDATE.rareProbability(),
                UPDATE.ptx(),
                UPDATE.emaDecay(),
                UPDATE.batchTokens(),
                UPDATE.halfProducts());
    }
}
