package dev.attune.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attune.serving.model.Weights;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Steps that break in native code, and life after them. */
class FailedStepTest {
    private static final EngineLimits LIMITS = new EngineLimits(2, 10, 1000, 64, 512, 2);

    private static TinyModel model;

    @BeforeAll
    static void open() {
        model = new TinyModel("tiny-llama-h64");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** A token that is not there reaches the network after all: the step fails in native code. */
    @Test
    void aFailedStepFailsEveryoneAndTheNextRequestIsServed() {
        try (DecodeLoop loop = DecodeLoop.start(model.engine(model.weights(1), LIMITS))) {
            int[] prompt = new int[10];
            Gate gate = new Gate(() -> Arrays.fill(prompt, model.vocabulary() + 1000));
            Heard bystander = new Heard();
            Heard poisonous = new Heard();
            loop.submit(model.request("bystander", 5, 400, bystander));
            loop.submit(model.request("gate", 5, 3, gate));
            gate.awaitReached();
            loop.submit(
                    new GenerationRequest("poison", prompt, SamplingParams.GREEDY, TinyModel.ending(5), -1, poisonous));
            gate.open();
            assertThat(poisonous.await().failure).isNotNull();
            assertThat(bystander.await().failure).isNotNull();
            Heard next = new Heard();
            loop.submit(model.request("bystander", 5, 7, next));
            assertThat(next.await().tokens).hasSize(7);
            assertThat(next.reason).isEqualTo(FinishReason.LENGTH);
            Heard.assertIdle(loop);
        }
    }

    @Test
    void weightsThatCannotComputeFailTheirStepsAndCanBeReplaced() {
        try (DecodeLoop loop = DecodeLoop.start(model.engine(model.weights(1), LIMITS))) {
            Weights closed = model.weights(2);
            closed.close();
            loop.swap(closed).toCompletableFuture().join();
            Heard heard = new Heard();
            loop.submit(model.request("a", 5, 5, heard));
            assertThat(heard.await().failure).isNotNull();
            loop.swap(model.weights(3)).toCompletableFuture().join();
            Heard next = new Heard();
            loop.submit(model.request("a", 5, 5, next));
            assertThat(next.await().version).isEqualTo(3);
            assertThat(next.tokens).hasSize(5);
        }
    }
}
