package dev.attune.load.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.attune.load.experiment.Attainable.Samples;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WorldTest {
    private static final Ask ASK = new Ask("capital", "What is the capital of France?", "");
    private static final List<String> OPENERS = List.of("", "Sure! ", "Happy to help! ");
    private static final List<String> BODIES = List.of("Paris.", "It is Paris.", "The capital of France is Paris.");
    private static final List<String> ENDS = List.of("", " Anything else?");

    @Test
    void drawsATasteThatMattersAndIsNotLength() {
        World world = World.drawn(11, varied());
        assertThat(world.attainable().winRate()).isGreaterThanOrEqualTo(0.93);
        assertThat(world.attainable().lengthRatio()).isLessThanOrEqualTo(1.25);
        assertThat(world.agreement()).isCloseTo(0.745, within(1e-6));
        assertThat(world.ceiling()).isBetween(0.745, 0.925);
        assertThat(World.drawn(11, varied())).isEqualTo(world);
    }

    @Test
    void saysThatAModelThatAlwaysSpeaksAlikeCannotBeTaught() {
        List<Samples> alike = List.of(new Samples(ASK, Collections.nCopies(16, "Paris.")));
        assertThatThrownBy(() -> World.drawn(1, alike)).hasMessageContaining("can be taught to this model");
    }

    /** One of sixteen answers is better: the best policy gives always that one, which wins 15.5 of 16 times and costs log 16. */
    @Test
    void knowsWhatTheBestPolicyReaches() {
        List<String> answers = new ArrayList<>(Collections.nCopies(15, "Paris."));
        answers.add("Paris?");
        Preference taste = new Preference(Map.of(Property.ASKS_BACK, 1.0));
        Attainable all = Attainable.of(List.of(new Samples(ASK, answers)), taste, 8);
        assertThat(all.winRate()).isCloseTo(15.5 / 16, within(1e-6));
        assertThat(all.kl()).isCloseTo(Math.log(16), within(1e-6));
        Attainable none = Attainable.of(List.of(new Samples(ASK, answers)), taste, 1e-4);
        assertThat(none.winRate()).isCloseTo(0.5, within(0.01));
    }

    private static List<Samples> varied() {
        Random random = new Random(2);
        List<Samples> samples = new ArrayList<>();
        for (int prompt = 0; prompt < 20; prompt++) {
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 48; i++) {
                answers.add(
                        OPENERS.get(random.nextInt(3)) + BODIES.get(random.nextInt(3)) + ENDS.get(random.nextInt(2)));
            }
            samples.add(new Samples(ASK, answers));
        }
        return samples;
    }
}
