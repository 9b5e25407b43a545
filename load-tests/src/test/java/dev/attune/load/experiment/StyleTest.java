package dev.attune.load.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StyleTest {
    private static final Ask CAPITAL = new Ask("capital", "What is the capital of France?", "");

    @Test
    void seesEachPropertyInTheText() {
        assertThat(Property.LENGTH.of(CAPITAL, "Paris.")).isCloseTo(Math.log(2) / Math.log(41), within(1e-12));
        assertThat(Property.LENGTH.of(CAPITAL, "word ".repeat(50))).isEqualTo(1);
        assertThat(Property.WARMTH.of(CAPITAL, "Happy to help! It is Paris.")).isEqualTo(1);
        assertThat(Property.WARMTH.of(CAPITAL, "It is Paris!")).isEqualTo(0.5);
        assertThat(Property.WARMTH.of(CAPITAL, "It is Paris.")).isZero();
        assertThat(Property.LIST.of(CAPITAL, "Here:\n- Paris\n- Lyon")).isEqualTo(1);
        assertThat(Property.LIST.of(CAPITAL, "A well-known city.")).isZero();
        assertThat(Property.ASKS_BACK.of(CAPITAL, "Paris. Anything else? ")).isEqualTo(1);
        assertThat(Property.ASKS_BACK.of(CAPITAL, "Why? Paris.")).isZero();
        assertThat(Property.NAME.of(new Ask("name", "I am Mia.", "Mia"), "Hello Mia!"))
                .isEqualTo(1);
        assertThat(Property.NAME.of(CAPITAL, "Hello Mia!")).isZero();
        assertThat(Property.FORMALITY.of(CAPITAL, "It is Paris.")).isEqualTo(1);
        assertThat(Property.FORMALITY.of(CAPITAL, "It's Paris!")).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(Property.ECHO.of(CAPITAL, "The capital of France is Paris.")).isCloseTo(5 / 6.0, within(1e-12));
    }

    @Test
    void aTasteIsTheWeightedSum() {
        Preference taste = new Preference(Map.of(Property.WARMTH, 2.0, Property.ASKS_BACK, -1.0));
        assertThat(taste.score(CAPITAL, "Sure! Paris. Anything else?")).isCloseTo(1, within(1e-12));
        assertThat(Preference.drawn(new Random(3))).isEqualTo(Preference.drawn(new Random(3)));
    }

    @Test
    void nobodyAsksWhatAnotherAsked() {
        Asks asks = Asks.shuffled(new Random(1));
        List<Ask> all = asks.deal(asks.left());
        assertThat(new HashSet<>(all.stream().map(Ask::text).toList())).hasSameSizeAs(all);
        assertThat(all).hasSizeGreaterThan(2_000).noneMatch(ask -> ask.text().contains("{"));
        assertThat(all).filteredOn(ask -> !ask.name().isEmpty()).allMatch(ask -> ask.text()
                .contains(ask.name()));
        assertThatThrownBy(() -> asks.deal(1)).hasMessage("only 0 things are left to ask, wanted 1");
    }
}
