package dev.attune.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DeparturesTest {
    private static final long MS = 1_000_000;

    private final Departures departures = new Departures();

    @Test
    void saysNothingBeforeItHasSeenEnough() {
        for (int i = 0; i < 7; i++) {
            departures.note(i * MS);
            assertThat(departures.nextMs(i * MS)).isEmpty();
        }
        departures.note(7 * MS);
        assertThat(departures.nextMs(7 * MS)).hasValue(1);
    }

    @Test
    void followsTheMeanOfTheLastFewHoweverManyThereWere() {
        long now = 0;
        for (int i = 0; i < 1_000; i++) {
            departures.note(now);
            now += MS;
        }
        for (int i = 0; i < 40; i++) {
            departures.note(now);
            now += 250 * MS;
        }
        assertThat(departures.nextMs(now - 250 * MS)).hasValue(250);
        assertThat(departures.nextMs(now)).hasValue(250);
    }

    @Test
    void expectsNothingSoonWhereNothingHasEndedForLong() {
        for (int i = 0; i < 10; i++) {
            departures.note(i * MS);
        }
        assertThat(departures.nextMs(5_000 * MS)).hasValue(4_991);
        assertThat(departures.nextMs(70_000 * MS)).isEmpty();
    }
}
