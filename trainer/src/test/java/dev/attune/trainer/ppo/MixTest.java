package dev.attune.trainer.ppo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.serving.text.EncodedChat;
import dev.attune.trainer.data.TokenStore;
import dev.attune.trainer.run.TrainerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations mixed into the policy's gradient. */
class MixTest {
    private static final UpdateConfig LIKE = ToyWorld.config(1).update();
    private static final UpdateConfig MIXING = new UpdateConfig(
            2,
            2,
            0.2,
            0.2,
            1,
            0.95,
            LIKE.rate(),
            LIKE.valueRate(),
            1,
            LIKE.adamW(),
            1,
            0,
            new UpdateConfig.Ptx(2, 128),
            0,
            128,
            false);
    private final ToyWorld world;

    MixTest(@TempDir Path root) {
        this.world = new ToyWorld(root);
    }

    @Test
    void conversationsAreLearnedBesideTheReward() {
        List<Map<String, Double>> seen = new ArrayList<>();
        PpoConfig config = ToyWorld.config(10).with(MIXING);
        PolicyOptimizer.run(
                task(Optional.of(conversations())), config, ToyWorld::liked, ToyWorld.into(seen), () -> false);
        assertThat(seen.get(0).getOrDefault("loss/ptx_avg", 0.0)).isGreaterThan(1.5);
        assertThat(seen.get(9).getOrDefault("loss/ptx_avg", 9.0)).isLessThan(1);
    }

    @Test
    void aMixWithoutConversationsIsRefused() {
        PpoConfig config = ToyWorld.config(1).with(MIXING);
        assertThatThrownBy(() -> PolicyOptimizer.run(
                        task(Optional.empty()), config, ToyWorld::liked, ToyWorld.silent(), () -> false))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("conversations");
    }

    private PpoTask task(Optional<TokenStore> conversations) {
        PpoTask like = world.task("out");
        return new PpoTask(
                like.policy(),
                like.reference(),
                like.value(),
                like.prompts(),
                conversations,
                like.endIds(),
                like.out(),
                like.dtype(),
                like.seed());
    }

    private static TokenStore conversations() {
        TokenStore store = new TokenStore(32);
        for (int i = 3; i < ToyWorld.VOCABULARY; i++) {
            store.add(new EncodedChat(
                    new int[] {1, i, 3, 8, 9, 2}, new boolean[] {false, false, false, true, true, true}));
        }
        return store;
    }
}
