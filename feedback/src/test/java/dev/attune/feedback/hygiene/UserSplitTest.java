package dev.attune.feedback.hygiene;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.feedback.dataset.KeyedHash;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UserSplitTest {
    private static final HygieneRules RULES = new HygieneRules(200, 0.9, 128, 0.85, 0.1, 0.2, 0.1);

    /** Each share is within five standard deviations: chance of a false alarm below one in a million, and the seed is fixed. */
    @Test
    void sharesAreThoseOfTheRules() {
        UserSplit split = split("key number one, long");
        Map<Split, Integer> counts = new EnumMap<>(Split.class);
        for (int user = 0; user < 20_000; user++) {
            counts.merge(split.of("user" + user), 1, Integer::sum);
        }
        assertThat(counts.get(Split.TEST)).isBetween(3_717, 4_283);
        assertThat(counts.get(Split.VALIDATION)).isBetween(1_788, 2_212);
    }

    @Test
    void itDependsOnTheUserAndTheKeyAndOnNothingElse() {
        UserSplit one = split("key number one, long");
        UserSplit same = split("key number one, long");
        UserSplit other = split("key number two, long");
        int moved = 0;
        for (int user = 0; user < 1_000; user++) {
            assertThat(same.of("user" + user)).isEqualTo(one.of("user" + user));
            moved += other.of("user" + user) == one.of("user" + user) ? 0 : 1;
        }
        assertThat(moved).isGreaterThan(300);
    }

    private static UserSplit split(String key) {
        return new UserSplit(new KeyedHash(key.getBytes(StandardCharsets.UTF_8)), RULES);
    }
}
