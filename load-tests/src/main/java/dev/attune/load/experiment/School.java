package dev.attune.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.load.experiment.ExperimentPlan.Size;
import dev.attune.load.experiment.HeldOut.Answers;
import dev.attune.load.experiment.Person.Circle;
import dev.attune.load.experiment.Training.Cycle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One arm: people teach a server of their own for some rounds, and after each what it serves is asked the held-out prompts. One thread. */
final class School {
    /** The pairs that reward models are measured on: of people whom none of them learned from. */
    private static final String HELD_OUT = "/v1/feedback?kind=pairs&clean=true&split=validation";

    private final World world;
    private final HeldOut heldOut;
    private final ExperimentPlan plan;
    private final Crowd crowd;
    private final Journal journal;
    private final Consumer<String> progress;

    /** @param plan of the experiment */
    School(World world, HeldOut heldOut, ExperimentPlan plan, Crowd crowd, Journal journal, Consumer<String> progress) {
        this.world = world;
        this.heldOut = heldOut;
        this.plan = plan;
        this.crowd = crowd;
        this.journal = journal;
        this.progress = progress;
    }

    /**
     * What came of one round.
     *
     * @param answers of the policy that was served after it
     * @param seconds of teaching and training, without the asking
     * @param gaps between tokens before and during the training
     * @param ceiling how often who knows the taste agrees with the pairs that the reward model is measured on; not a number if there are none
     */
    record Round(Cycle cycle, Answers answers, double seconds, Gaps gaps, double ceiling) {}

    /**
     * @param url of the server, without a path
     * @param asks what people will ask, each once; enough for all rounds
     * @param usual what answers are worth on average before anybody taught
     */
    List<Round> teach(Arm arm, String url, List<Ask> asks, double usual) throws IOException {
        Talk talk = new Talk(url);
        Circle circle =
                new Circle(world, arm.labels(), usual, judged -> journal.line("judgements-" + arm.name(), judged));
        List<Person> people = Person.drawn(plan.size().users(), plan.seed(), circle);
        List<Round> rounds = new ArrayList<>();
        int perRound = asks.size() / arm.rounds();
        for (int round = 0; round < arm.rounds(); round++) {
            long began = System.nanoTime();
            teach(arm, talk, people, asks.subList(round * perRound, (round + 1) * perRound));
            double taught = (System.nanoTime() - began) / 1e9;
            progress.accept(arm.name() + ", round " + (round + 1) + ": taught in " + (int) taught + " s");
            rounds.add(learn(arm, url, talk, taught, ceiling(talk, people)));
        }
        return rounds;
    }

    private void teach(Arm arm, Talk talk, List<Person> people, List<Ask> asks) throws IOException {
        Size size = plan.size();
        int share = asks.size() / people.size();
        int shows = arm.thumbsOnly() ? 0 : size.demonstrationsPerUser() * arm.roundShare();
        crowd.all(IntStream.range(0, people.size()).boxed().toList(), number -> {
            Person person = people.get(number);
            List<Ask> own = asks.subList(number * share, (number + 1) * share);
            for (int i = 0; i < own.size(); i++) {
                if (i < shows) {
                    person.demonstrate(talk, own.get(i));
                } else if (arm.thumbsOnly()) {
                    person.thumbs(talk, own.get(i), size.k());
                } else {
                    person.chat(talk, own.get(i), size.k());
                }
            }
            return number;
        });
    }

    /**
     * Told by what these people ranked, who are few: answers of a policy that has learned differ less than those of the one before, and
     * by chance more or fewer of them are careless. A question is asked by one person only.
     */
    private double ceiling(Talk talk, List<Person> people) throws IOException {
        Set<String> asked = new HashSet<>();
        for (JsonNode pair : talk.lines(HELD_OUT)) {
            asked.add(pair.at("/prompt/0/content").asText());
        }
        return people.stream()
                .filter(person -> person.hasRanked(asked))
                .flatMapToDouble(Person::ceilings)
                .average()
                .orElse(Double.NaN);
    }

    private Round learn(Arm arm, String url, Talk talk, double taught, double ceiling) throws IOException {
        TokenTimes times = new TokenTimes(url);
        double[] idle = times.gapsMs(idleLongEnough(System.nanoTime()));
        CompletableFuture<Cycle> training = CompletableFuture.supplyAsync(() -> {
            try {
                return new Training(talk).run();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        Gaps gaps = new Gaps(idle, times.gapsMs(training::isDone));
        Cycle cycle = training.join();
        journal.line("cycles", Map.of("arm", arm.name(), "cycle", cycle));
        journal.line("token-times", Map.of("arm", arm.name(), "ms", gaps.percentiles()));
        progress.accept(arm.name() + ": cycle " + cycle.number() + " " + cycle.state() + " after "
                + (int) cycle.seconds() + " s: " + cycle.verdict() + " " + cycle.message());
        Answers answers = Answers.drawn(talk, crowd, heldOut.asks(), 1);
        journal.answers(arm.name() + "-" + cycle.number(), heldOut.taste(), answers);
        progress.accept(arm.name() + ": " + answers.versions() + " wins "
                + heldOut.winRate(answers).rate());
        return new Round(cycle, answers, taught + cycle.seconds(), gaps, ceiling);
    }

    private BooleanSupplier idleLongEnough(long beganNs) {
        return () -> System.nanoTime() - beganNs >= plan.size().idleSeconds() * 1_000_000_000L;
    }
}
