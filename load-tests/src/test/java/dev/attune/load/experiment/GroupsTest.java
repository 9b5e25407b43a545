package dev.attune.load.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GroupsTest {
    @Test
    void oneEmptyGroupIsToldFromNone() throws Exception {
        assertThat(allHave(4)).isFalse();
        assertThat(allHave(5)).isTrue();
    }

    private static boolean allHave(int people) throws Exception {
        try (Crowd crowd = new Crowd(4);
                LearningServer server = new LearningServer()) {
            return Groups.allHave(new Talk(server.url()), crowd, people);
        }
    }
}
