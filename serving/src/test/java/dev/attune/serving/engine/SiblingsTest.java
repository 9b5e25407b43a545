package dev.attune.serving.engine;

import static dev.attune.serving.engine.TinyModel.limits;
import static dev.attune.serving.engine.TinyModel.prompt;
import static dev.attune.serving.engine.TinyModel.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.serving.engine.TinyModel.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several completions of one prompt: computed once, and of one version. */
class SiblingsTest {
    private static TinyModel model;

    @BeforeAll
    static void open() {
        model = new TinyModel("tiny-llama-h64");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 16", "2, 16", "5, 16", "31, 16", "200, 16", "8, 4", "100, 4", "300, 2"})
    void aPromptIsComputedOnceHoweverManyAnswersItHas(int promptTokens, int maxRunning) {
        int n = 16;
        try (Engine engine = model.engine(model.weights(1), limits(maxRunning, 64, 4))) {
            List<GenerationRequest> family = family("f", prompt(new Random(1), promptTokens, model.vocabulary()), n, 6);
            engine.add(family);
            finish(engine);
            // The others compute the last token of theirs, whose logits they draw from.
            assertThat(engine.stats().promptTokens()).isEqualTo(promptTokens + n - 1);
            assertThat(engine.stats().cachedTokens()).isEqualTo((long) (n - 1) * (promptTokens - 1));
            Map<String, List<Integer>> expected = model.alone(family, false);
            for (GenerationRequest each : family) {
                assertThat(((Recorder) each.sink()).tokens).isEqualTo(expected.get(each.id()));
            }
        }
    }

    @Test
    void anotherAnswerTakesOverWhenTheFirstIsCancelled() {
        try (Engine engine = model.engine(model.weights(1), limits(4, 64, 0))) {
            List<GenerationRequest> family = family("f", prompt(new Random(2), 200, model.vocabulary()), 3, 4);
            engine.add(family);
            engine.step();
            engine.cancel("f0");
            finish(engine);
            Map<String, List<Integer>> expected = model.alone(family, false);
            for (GenerationRequest each : family.subList(1, 3)) {
                assertThat(((Recorder) each.sink()).tokens).isEqualTo(expected.get(each.id()));
            }
            assertThat(engine.stats().running()).isZero();
        }
    }

    /** Families, swaps and cancels in any order: a family has one version, and the tokens are that version's. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void allAnswersComeFromOneVersionWhateverIsSwappedMeanwhile(int seed) {
        Random random = new Random(seed);
        List<List<GenerationRequest>> families = new ArrayList<>();
        try (Engine engine = model.engine(model.weights(1), limits(3, 16, random.nextInt(3)))) {
            for (int i = 0; i < 10; i++) {
                int[] ids = prompt(random, 1 + random.nextInt(40), model.vocabulary());
                families.add(family("f" + i + ".", ids, 1 + random.nextInt(6), 1 + random.nextInt(8)));
                engine.add(families.get(i));
                steps(engine, random.nextInt(6));
                if (random.nextInt(3) == 0) {
                    long version = engine.stats().weightsVersion() + 1;
                    // Even versions are of other weights than odd ones.
                    engine.swap(version % 2 == 0 ? model.otherWeights(version) : model.weights(version));
                }
                engine.cancel("f" + random.nextInt(10) + "." + random.nextInt(6));
                steps(engine, random.nextInt(3));
            }
            finish(engine);
            assertThat(engine.stats().weightsVersion()).isGreaterThan(1);
        }
        families.forEach(SiblingsTest::assertOneVersion);
    }

    private static void assertOneVersion(List<GenerationRequest> family) {
        List<GenerationRequest> answered = family.stream()
                .filter(each -> ((Recorder) each.sink()).reason == FinishReason.LENGTH)
                .toList();
        List<Long> versions = answered.stream()
                .map(each -> ((Recorder) each.sink()).version)
                .distinct()
                .toList();
        assertThat(versions).hasSizeLessThanOrEqualTo(1);
        if (!versions.isEmpty()) {
            Map<String, List<Integer>> expected = model.alone(answered, versions.get(0) % 2 == 0);
            answered.forEach(each ->
                    assertThat(((Recorder) each.sink()).tokens).as(each.id()).isEqualTo(expected.get(each.id())));
        }
    }

    @Test
    void oldWeightsWaitForThoseWhoHaveNotStarted() {
        try (Engine engine = model.engine(model.weights(1), limits(1, 64, 0))) {
            List<GenerationRequest> family = family("f", prompt(new Random(3), 10, model.vocabulary()), 3, 4);
            engine.add(family);
            engine.step();
            Recorder stranger = new Recorder();
            engine.add(request("s", prompt(new Random(4), 10, model.vocabulary()), 4, 0, stranger));
            engine.swap(model.otherWeights(2));
            engine.cancel("f0");
            finish(engine);
            assertThat(family.subList(1, 3)).allMatch(each -> ((Recorder) each.sink()).version == 1);
            assertThat(stranger.version).isEqualTo(2);
        }
    }

    @Test
    void eitherAllFindRoomOrNone() {
        try (DecodeLoop loop =
                DecodeLoop.start(model.engine(model.weights(1), new EngineLimits(1, 4, 100, 64, 512, 2)))) {
            Gate gate = new Gate();
            loop.submit(model.request("gate", 5, 2, gate));
            gate.awaitReached();
            loop.submit(model.request("a", 5, 2, new Heard()));
            assertRefused(loop, heard("f", 4, 10), QueueFullException.class, "1 requests are waiting");
            assertRefused(loop, heard("f", 2, 96), QueueFullException.class, "5 prompt tokens are waiting");
            List<GenerationRequest> twice = List.of(heard("x", 1, 10).get(0), model.request("a", 5, 2, new Heard()));
            assertRefused(loop, twice, IllegalArgumentException.class, "a is in flight");
            assertThat(loop.stats().waiting()).isEqualTo(1);
            // A prompt that three have counts once.
            List<GenerationRequest> fitting = heard("f", 3, 93);
            loop.submit(fitting);
            assertThat(loop.stats().waiting()).isEqualTo(4);
            gate.open();
            fitting.forEach(
                    each -> assertThat(((Heard) each.sink()).await().tokens).hasSize(2));
            Heard.assertIdle(loop);
            List<GenerationRequest> many = heard("m", 16, 90);
            loop.submit(many);
            many.forEach(
                    each -> assertThat(((Heard) each.sink()).await().tokens).hasSize(2));
            Heard.assertIdle(loop);
        }
    }

    private static void assertRefused(
            DecodeLoop loop, List<GenerationRequest> together, Class<? extends Exception> kind, String words) {
        assertThatThrownBy(() -> loop.submit(together)).isInstanceOf(kind).hasMessageContaining(words);
    }

    private static List<GenerationRequest> heard(String name, int n, int promptTokens) {
        int[] ids = prompt(new Random(5), promptTokens, model.vocabulary());
        return IntStream.range(0, n)
                .mapToObj(i -> request(name + i, ids, 2, 0, new Heard()))
                .toList();
    }

    private static List<GenerationRequest> family(String name, int[] prompt, int n, int maxTokens) {
        return IntStream.range(0, n)
                .mapToObj(i -> request(name + i, prompt, maxTokens, i % 2, new Recorder()))
                .toList();
    }

    private static void steps(Engine engine, int count) {
        for (int i = 0; i < count && engine.hasWork(); i++) {
            engine.step();
        }
    }

    private static void finish(Engine engine) {
        while (engine.hasWork()) {
            engine.step();
        }
    }
}
