package dev.attune.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OtherLoadTest {

    @Test
    void waitingForDisksIsNotWork() {
        long[] before = {100, 0, 100, 1000, 10, 0, 0, 0};
        long[] after = {120, 10, 110, 1050, 20, 0, 0, 0};
        assertThat(OtherLoad.busyShare(before, after)).isEqualTo(0.4);
    }

    @Test
    void noTimeIsNoLoad() {
        assertThat(OtherLoad.busyShare(new long[8], new long[8])).isZero();
    }

    @Test
    void isAShareOfTheCores() {
        Double share = new OtherLoad(
                        Runtime.getRuntime().availableProcessors(), java.util.List.of(ProcessHandle.current()))
                .share();
        if (share != null) {
            assertThat(share).isBetween(0.0, 1.0);
        }
    }
}
