package dev.attune.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.engine.EngineLimits;
import dev.attune.serving.engine.FinishReason;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.SamplingParams;
import dev.attune.serving.engine.Token;
import dev.attune.serving.engine.TokenSink;
import dev.attune.serving.model.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From one version of the weights to another and back, under answers that are being given. */
final class VersionShelfTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden/tiny-qwen2/model");
    private static final List<Integer> PROMPT = List.of(5, 6, 7, 8, 9);
    private static final int TOKENS = 12;
    private static final int LONG = 100;

    private final Path dir;
    private ServedModel model;
    private int asked;

    VersionShelfTest(@TempDir Path dir) {
        this.dir = dir;
        this.model = open("float32");
    }

    @BeforeEach
    void other() throws IOException {
        NoisyCopy.of(FOLDER, second(), 1, 0.5f);
        NoisyCopy.of(FOLDER, third(), 2, 0.5f);
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void goingBackReadsNothingAndAnswersAsBefore() {
        List<Drawn> before = greedy();
        model.versions().serve(second(), 2, GreedyProbe.NONE);
        assertThat(ids(greedy())).isNotEqualTo(ids(before));
        assertThat(model.versions().spare()).isEqualTo(OptionalLong.of(1));
        // A folder that is not there shows that nothing is read.
        model.versions().serve(dir.resolve("nowhere"), 1, GreedyProbe.NONE);
        assertThat(greedy()).isEqualTo(before);
        assertThat(model.versions().spare()).isEqualTo(OptionalLong.of(2));
        assertThat(model.swaps().adopted()).isEqualTo(2);
    }

    @Test
    void thereIsRoomForAThirdVersionOnceNobodyEndsOnTheFirst() {
        CountDownLatch gate = new CountDownLatch(1);
        Answer held = submit(LONG, gate);
        held.started.join();
        model.versions().serve(second(), 2, GreedyProbe.NONE);
        assertThat(model.versions().hasRoom()).isFalse();
        gate.countDown();
        held.whole.join();
        greedy();
        assertThat(model.versions().hasRoom()).isTrue();
        model.versions().serve(third(), 3, GreedyProbe.NONE);
        assertThat(model.versions().spare()).isEqualTo(OptionalLong.of(2));
        assertThat(model.versions().keepWarm(FOLDER, 1)).isTrue();
        assertThat(model.versions().spare()).isEqualTo(OptionalLong.of(1));
    }

    @Test
    void whatCannotBeReadLeavesTheCurrentVersionServing() {
        List<Drawn> before = greedy();
        assertThatThrownBy(() -> model.versions().serve(dir.resolve("nowhere"), 2, GreedyProbe.NONE))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("nowhere");
        assertThat(greedy()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "float16", "int8"})
    void theProbeKnowsItsOwnNetworkInEveryFormAndNoOther(String form) {
        GreedyProbe probe = probe();
        model.close();
        model = open(form);
        model.versions().serve(FOLDER, 2, probe);
        assertThatThrownBy(() -> model.versions().serve(second(), 3, probe))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("prompt 1 of the probe is answered otherwise");
        assertThat(model.loop().stats().weightsVersion()).isEqualTo(2);
    }

    @Test
    void aProbeSurvivesItsManifestAndSenselessOnesAreRefused() {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        GreedyProbe probe = probe();
        probe.writeTo(details);
        assertThat(GreedyProbe.of(details)).isEqualTo(probe);
        assertThat(GreedyProbe.of(JsonNodeFactory.instance.objectNode()).cases())
                .isEmpty();
        details.putArray("probe").addObject().putArray("prompt").add("word");
        assertThatThrownBy(() -> GreedyProbe.of(details)).hasMessageContaining("token ids");
    }

    private GreedyProbe probe() {
        return new GreedyProbe(List.of(new GreedyProbe.Case(PROMPT, ids(greedy()))));
    }

    private Path second() {
        return dir.resolve("second");
    }

    private Path third() {
        return dir.resolve("third");
    }

    private static ServedModel open(String form) {
        EngineLimits limits = new EngineLimits(4, 16, 4096, 64, 128, 2);
        return ServedModel.open(FOLDER, new ServingOptions("cpu", form, 1, limits, 1));
    }

    private static List<Integer> ids(List<Drawn> tokens) {
        return tokens.stream().map(Drawn::id).toList();
    }

    private List<Drawn> greedy() {
        return submit(TOKENS, new CountDownLatch(0)).whole.join();
    }

    private Answer submit(int tokens, CountDownLatch gate) {
        Answer answer = new Answer(gate);
        model.loop()
                .submit(new GenerationRequest(
                        "r" + asked++,
                        PROMPT.stream().mapToInt(Integer::intValue).toArray(),
                        SamplingParams.GREEDY,
                        new GenerationRequest.Ending(tokens, 0, true, Set.of()),
                        -1,
                        answer));
        return answer;
    }

    /** A token and the very bits of its log-probability. */
    private record Drawn(int id, int logprobBits) {}

    /** Gathers tokens, slowly as long as the gate is closed. */
    private static final class Answer implements TokenSink {
        private final CountDownLatch gate;
        private final List<Drawn> tokens = new ArrayList<>();
        private final CompletableFuture<Long> started = new CompletableFuture<>();
        private final CompletableFuture<List<Drawn>> whole = new CompletableFuture<>();

        Answer(CountDownLatch gate) {
            this.gate = gate;
        }

        @Override
        public void onStart(long weightsVersion, int cachedTokens) {
            started.complete(weightsVersion);
        }

        @Override
        public void onToken(Token token) {
            tokens.add(new Drawn(token.id(), Float.floatToRawIntBits(token.logprob())));
            try {
                var unused = gate.await(20, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onFinish(FinishReason reason) {
            whole.complete(List.copyOf(tokens));
        }

        @Override
        public void onFailure(Throwable cause) {
            whole.completeExceptionally(cause);
        }
    }
}
