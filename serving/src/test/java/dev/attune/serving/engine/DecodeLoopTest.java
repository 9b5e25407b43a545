package dev.attune.serving.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.serving.engine.GenerationRequest.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decode thread under many others, and under those who misbehave. */
class DecodeLoopTest {

    private static TinyModel model;

    @BeforeAll
    static void open() {
        model = new TinyModel("tiny-llama-h64");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void manyThreadsSubmitCancelAndSwapAndEveryoneHearsOneEnd() throws Exception {
        try (DecodeLoop loop = loop(limits(4, 1000, 100_000))) {
            Queue<Heard> all = new ConcurrentLinkedQueue<>();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 6; t++) {
                int number = t;
                threads.add(new Thread(() -> submitAndCancel(loop, number, all)));
            }
            threads.add(new Thread(() -> {
                for (int version = 2; version < 6; version++) {
                    loop.swap(model.otherWeights(version)).toCompletableFuture().join();
                }
            }));
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(loop.drain(Heard.LONG)).isTrue();
            assertThat(all).hasSize(6 * 30).allSatisfy(heard -> {
                assertThat(heard.ends).hasValue(1);
                assertThat(heard.failure).isNull();
                assertThat(heard.afterEnd).hasValue(0);
            });
            Heard.assertIdle(loop);
            assertThat(loop.stats().weightsVersion()).isEqualTo(5);
        }
    }

    @Test
    void aThousandSubmitAndCancelCyclesLeaveNothingBehind() {
        try (DecodeLoop loop = loop(limits(4, 2000, 1_000_000))) {
            List<Heard> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                Heard heard = new Heard();
                all.add(heard);
                loop.submit(model.request("c" + i, 20, 100, heard));
                loop.cancel("c" + i);
                loop.cancel("c" + i);
            }
            all.forEach(Heard::await);
            assertThat(all).allMatch(heard -> heard.reason == FinishReason.CANCELLED);
            Heard.assertIdle(loop);
            assertThat(loop.stats().cacheUsage()).isZero();
        }
    }

    @Test
    void theQueueIsBoundedByRequestsAndByPromptTokens() {
        try (DecodeLoop loop = loop(limits(1, 3, 50))) {
            Gate gate = new Gate();
            loop.submit(model.request("gate", 5, 2, gate));
            gate.awaitReached();
            loop.submit(model.request("a", 20, 2, new Heard()));
            loop.submit(model.request("b", 20, 2, new Heard()));
            assertThatThrownBy(() -> loop.submit(model.request("c", 11, 2, new Heard())))
                    .isInstanceOf(QueueFullException.class)
                    .hasMessageContaining("40 prompt tokens")
                    .hasMessageContaining("50");
            Heard last = new Heard();
            loop.submit(model.request("d", 10, 2, last));
            assertThatThrownBy(() -> loop.submit(model.request("e", 1, 2, new Heard())))
                    .isInstanceOf(QueueFullException.class)
                    .hasMessageContaining("3 requests");
            assertThat(loop.stats().waiting()).isEqualTo(3);
            gate.open();
            last.await();
            Heard.assertIdle(loop);
            Heard again = new Heard();
            loop.submit(model.request("c", 400, 2, again));
            assertThat(again.await().reason).isEqualTo(FinishReason.LENGTH);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "token", "finish"})
    void aSinkThatThrowsEndsItsOwnRequestOnly(String when) {
        try (DecodeLoop loop = loop(limits(4, 100, 10_000))) {
            Heard good = new Heard();
            Heard bad = new Heard() {
                @Override
                void heard(String what) {
                    if (what.equals(when)) {
                        throw new IllegalStateException("a sink that throws on purpose at " + when);
                    }
                }
            };
            loop.submit(model.request("good", 10, 60, good));
            loop.submit(model.request("bad", 10, 60, bad));
            assertThat(good.await().reason).isEqualTo(FinishReason.LENGTH);
            assertThat(good.tokens).hasSize(60);
            Heard.waitUntil(() -> loop.stats().running() == 0);
            assertThat(bad.ends).hasValue(1);
            assertThat(bad.reason).isEqualTo(when.equals("finish") ? FinishReason.LENGTH : FinishReason.CANCELLED);
            Heard next = new Heard();
            loop.submit(model.request("bad", 10, 5, next));
            assertThat(next.await().tokens).hasSize(5);
            Heard.assertIdle(loop);
        }
    }

    @Test
    void aWaitingRequestIsCancelledBeforeItStarts() {
        try (DecodeLoop loop = loop(limits(1, 10, 1000))) {
            Gate gate = new Gate();
            loop.submit(model.request("gate", 5, 400, gate));
            gate.awaitReached();
            Heard waiting = new Heard();
            loop.submit(model.request("w", 5, 5, waiting));
            loop.cancel("w");
            gate.open();
            assertThat(waiting.await().reason).isEqualTo(FinishReason.CANCELLED);
            assertThat(waiting.started).isFalse();
            loop.cancel("gate");
            assertThat(gate.await().reason).isEqualTo(FinishReason.CANCELLED);
            Heard.assertIdle(loop);
        }
    }

    @Test
    void drainingFinishesThoseInFlightAndRefusesOthers() {
        try (DecodeLoop loop = loop(limits(2, 10, 1000))) {
            List<Heard> all = List.of(new Heard(), new Heard(), new Heard(), new Heard());
            for (int i = 0; i < all.size(); i++) {
                loop.submit(model.request("d" + i, 5, 40, all.get(i)));
            }
            assertThat(loop.drain(Heard.LONG)).isTrue();
            assertThat(all).allMatch(heard -> heard.reason == FinishReason.LENGTH && heard.tokens.size() == 40);
            assertThatThrownBy(() -> loop.submit(model.request("late", 5, 5, new Heard())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("draining");
        }
    }

    @Test
    void drainingCancelsWhoeverIsLeftAtTheLimit() {
        try (DecodeLoop loop = loop(limits(1, 10, 1000))) {
            // Two seconds in all: the drain has given up long before.
            Heard slow = new Heard() {
                @Override
                void heard(String what) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                }
            };
            loop.submit(model.request("slow", 5, 400, slow));
            assertThat(loop.drain(Duration.ofMillis(1))).isFalse();
            assertThat(slow.await().reason).isEqualTo(FinishReason.CANCELLED);
        }
    }

    @Test
    void closingFailsThoseInFlightAndRefusesEverythingAfter() {
        DecodeLoop loop = loop(limits(1, 10, 1000));
        Gate gate = new Gate();
        loop.submit(model.request("running", 5, 400, gate));
        gate.awaitReached();
        Heard waiting = new Heard();
        loop.submit(model.request("waiting", 5, 5, waiting));
        gate.open();
        loop.close();
        assertThat(gate.await().failure).hasMessageContaining("closed");
        assertThat(waiting.await().failure).hasMessageContaining("closed");
        assertThatThrownBy(() -> loop.submit(model.request("late", 5, 5, new Heard())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        loop.cancel("running");
        assertThatThrownBy(
                        () -> loop.swap(model.weights(2)).toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("closed");
        loop.close();
    }

    @Test
    void anIdInFlightIsRefusedAndFreeAgainAfterwards() {
        try (DecodeLoop loop = loop(limits(1, 10, 1000))) {
            Gate gate = new Gate();
            loop.submit(model.request("twice", 5, 2, gate));
            gate.awaitReached();
            assertThatThrownBy(() -> loop.submit(model.request("twice", 5, 2, new Heard())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("twice");
            gate.open();
            gate.await();
            Heard again = new Heard();
            loop.submit(model.request("twice", 5, 2, again));
            assertThat(again.await().reason).isEqualTo(FinishReason.LENGTH);
            Heard.assertIdle(loop);
        }
    }

    @Test
    void tokensOutsideTheVocabularyAreRefusedAtTheDoor() {
        try (DecodeLoop loop = loop(limits(1, 10, 1000))) {
            int vocabulary = model.vocabulary();
            for (int id : new int[] {-1, vocabulary, Integer.MAX_VALUE}) {
                SamplingParams biased = new SamplingParams(0, 1, 0, 0, 1, 0, 0, Map.of(id, 1f), OptionalLong.of(1));
                assertRefused(loop, new int[] {1, id}, SamplingParams.GREEDY, TinyModel.ending(5), "promptIds", id);
                assertRefused(loop, new int[] {1}, biased, TinyModel.ending(5), "logitBias", id);
                assertRefused(
                        loop, new int[] {1}, SamplingParams.GREEDY, new Ending(5, 1, false, Set.of(id)), "endIds", id);
            }
            assertThatThrownBy(() -> loop.submit(model.request("long", 10, Integer.MAX_VALUE, new Heard())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("context of 512");
            Heard.assertIdle(loop);
        }
    }

    private static void assertRefused(
            DecodeLoop loop, int[] prompt, SamplingParams sampling, Ending ending, String field, int id) {
        GenerationRequest request = new GenerationRequest("x", prompt, sampling, ending, -1, new Heard());
        assertThatThrownBy(() -> loop.submit(request))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(field)
                .hasMessageContaining(String.valueOf(id));
    }

    private static void submitAndCancel(DecodeLoop loop, int number, Queue<Heard> all) {
        Random random = new Random(number);
        for (int i = 0; i < 30; i++) {
            Heard heard = new Heard();
            all.add(heard);
            String id = "t" + number + "." + i;
            loop.submit(model.request(id, 1 + random.nextInt(40), 1 + random.nextInt(20), heard));
            if (random.nextInt(3) == 0) {
                loop.cancel(id);
            }
            if (random.nextInt(4) == 0) {
                heard.await();
            }
        }
    }

    private static DecodeLoop loop(EngineLimits limits) {
        return DecodeLoop.start(model.engine(model.weights(1), limits));
    }

    private static EngineLimits limits(int maxRunning, int maxWaiting, int maxWaitingTokens) {
        return new EngineLimits(maxRunning, maxWaiting, maxWaitingTokens, 64, 512, 2);
    }
}
