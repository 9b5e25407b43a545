package dev.attune.serving.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadPlanTest {
    private static final double SMOLLM_LAYER = 3_538_944 / 4.0;

    @Test
    void fewRowsOfASmallNetworkStayOnOneThread() {
        assertThat(new ThreadPlan(SMOLLM_LAYER, 2, 8e10, 2).threads(1)).isEqualTo(1);
        assertThat(new ThreadPlan(SMOLLM_LAYER, 1, 2e11, 2).threads(4)).isEqualTo(1);
    }

    @Test
    void manyRowsAndLargeMatricesAreShared() {
        assertThat(new ThreadPlan(SMOLLM_LAYER, 2, 8e10, 2).threads(4)).isEqualTo(2);
        assertThat(new ThreadPlan(SMOLLM_LAYER, 1, 2e11, 2).threads(16)).isEqualTo(2);
        assertThat(new ThreadPlan(20e6, 2, 8e10, 16).threads(1)).isEqualTo(16);
    }
}
