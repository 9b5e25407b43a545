package dev.attune.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.experiment.Attainable.Samples;
import dev.attune.load.experiment.ExperimentPlan.Size;
import dev.attune.load.experiment.HeldOut.Answers;
import dev.attune.load.experiment.School.Round;
import dev.attune.load.experiment.Talk.Answer;
import dev.attune.load.experiment.Talk.Exchange;
import dev.attune.load.launch.StartedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The whole experiment. A server that learns nothing stands by all the time: it says what the policy was before anybody taught. Each arm
 * has another one, with data of its own. One thread.
 */
final class Experiment {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SIDE_BY_SIDE = 8;
    private static final int ANSWERS_BEFORE = 8;
    private static final int SECRET_BYTES = 32;
    private static final int NEVER = 1_000_000_000;

    private static final Arm MAIN = new Arm("main", Labels.TRUE, false, 3, 1);
    private static final Arm SHUFFLED = new Arm("shuffled", Labels.SHUFFLED, false, 1, 1);
    private static final Arm FLIPPED = new Arm("flipped", Labels.FLIPPED, false, 1, 2);
    private static final Arm THUMBS = new Arm("thumbs", Labels.TRUE, true, 1, 1);
    private static final Arm ONE_ROUND = new Arm("one-round", Labels.TRUE, false, 1, 3);

    private final ExperimentPlan plan;
    private final Consumer<String> progress;
    private final Journal journal;
    private final Path work;
    private final Asks asks;
    private final Random secrets;
    private byte[] secret;

    Experiment(ExperimentPlan plan, Consumer<String> progress) throws IOException {
        this.plan = plan;
        this.progress = progress;
        this.journal = new Journal(plan.out());
        this.work = Files.createTempDirectory("attune-experiment");
        this.asks = Asks.shuffled(new Random(plan.seed()));
        this.secrets = new Random(plan.seed());
        this.secret = drawnSecret();
    }

    /** Draws the world and says what is attainable in it. */
    World world() throws IOException {
        try (Crowd crowd = new Crowd(SIDE_BY_SIDE);
                StartedServer before = start("before", List.of("--trainer", "off"))) {
            return drawn(new Talk(before.url()), crowd).world();
        }
    }

    /** Leaves a summary of what is known after each arm. */
    void run() throws IOException {
        try (Crowd crowd = new Crowd(SIDE_BY_SIDE);
                StartedServer before = standing(crowd)) {
            Talk unlearned = new Talk(before.url());
            Drawn drawn = drawn(unlearned, crowd);
            List<Ask> unseen = asks.deal(plan.size().heldOut());
            Answers sft = Answers.drawn(unlearned, crowd, unseen, ANSWERS_BEFORE);
            journal.answers("before", drawn.world().taste(), sft);
            HeldOut heldOut = new HeldOut(unseen, sft.exchanges(), drawn.world().taste());
            School school = new School(drawn.world(), heldOut, plan, crowd, journal, progress);
            Results results = new Results(heldOut, drawn, new SequenceKl(unlearned, crowd));
            double usual = usual(heldOut);
            Path served = teach(school, results, MAIN, usual);
            results.checked(
                    CheckList.percent(plan.distribution(), model()), CheckList.percent(plan.distribution(), served));
            results.fineTuned(answersOf(reference(served), unseen, crowd));
            journal.whole("summary", results.summary(plan));
            if (plan.arms()) {
                for (Arm arm : List.of(FLIPPED, SHUFFLED, THUMBS, ONE_ROUND)) {
                    teach(school, results, arm, usual);
                    journal.whole("summary", results.summary(plan));
                }
            }
        }
    }

    /** A server that learns nothing, under the first secret that leaves none of the groups without people. */
    private StartedServer standing(Crowd crowd) throws IOException {
        for (int draw = 1; ; draw++) {
            StartedServer server = start("before-" + draw, List.of("--trainer", "off"));
            if (Groups.allHave(new Talk(server.url()), crowd, plan.size().users())) {
                return server;
            }
            server.close();
            progress.accept("by this secret one of the groups is empty; drawing another");
            secret = drawnSecret();
        }
    }

    /** It decides who teaches whom: people are in the same groups in every arm and in every run of a seed. */
    private byte[] drawnSecret() {
        byte[] drawn = new byte[SECRET_BYTES];
        secrets.nextBytes(drawn);
        return drawn;
    }

    /** @param told by other probes than those the taste was drawn on */
    record Drawn(World world, Attainable told) {}

    private Drawn drawn(Talk unlearned, Crowd crowd) throws IOException {
        Size size = plan.size();
        List<Ask> probes = asks.deal(2 * size.probes());
        List<Samples> samples = crowd.all(probes, ask -> new Samples(ask, answers(unlearned, ask)));
        samples.forEach(each -> journal.line("probes", each));
        World world = World.drawn(plan.seed(), samples.subList(0, size.probes()));
        Attainable told = Attainable.of(
                samples.subList(size.probes(), 2 * size.probes()), world.taste(), ExperimentPlan.KL_BUDGET);
        Drawn drawn = new Drawn(world, told);
        journal.whole("world", drawn);
        progress.accept("taste " + world.taste().weights() + ", " + world.passedOver() + " passed over; attainable "
                + told.winRate() + " at KL " + told.kl() + ", length x " + told.lengthRatio() + "; people agree "
                + world.agreement() + ", ceiling " + world.ceiling());
        return drawn;
    }

    private List<String> answers(Talk talk, Ask ask) throws IOException {
        List<String> answers = new ArrayList<>();
        while (answers.size() < plan.size().probeAnswers()) {
            int n = Math.min(16, plan.size().probeAnswers() - answers.size());
            // With seeds, so that the taste depends on the experiment's seed alone.
            Exchange exchange = talk.askAgain("probe", ask, n, answers.size());
            exchange.answers().stream().map(Answer::text).forEach(answers::add);
        }
        return answers;
    }

    /** What an answer is worth on average before anybody taught. */
    private static double usual(HeldOut heldOut) {
        double worth = 0;
        for (int i = 0; i < heldOut.asks().size(); i++) {
            Ask ask = heldOut.asks().get(i);
            worth += heldOut.before().get(i).answers().stream()
                    .mapToDouble(answer -> heldOut.taste().score(ask, answer.text()))
                    .average()
                    .orElseThrow();
        }
        return worth / heldOut.asks().size();
    }

    /** Where what is served in the end lies. */
    private Path teach(School school, Results results, Arm arm, double usual) throws IOException {
        Size size = plan.size();
        int wanted = size.users() * size.asksPerUser() * arm.rounds() * arm.roundShare();
        List<Ask> own = asks.peek(wanted);
        try (StartedServer server = start(arm.name(), teaching(arm))) {
            List<Round> rounds = school.teach(arm, server.url(), own, usual);
            results.add(arm, rounds);
            return served(arm, rounds);
        }
    }

    /** It learns when it is told to, and not before. */
    private List<String> teaching(Arm arm) {
        List<String> flags = new ArrayList<>(List.of("--trainer", "child", "--trainer-threads", "2"));
        flags.addAll(set("training.cycle.judgements", NEVER));
        flags.addAll(set("training.cycle.judgements-after-wait", NEVER));
        flags.addAll(set("training.cycle.iterations", plan.size().iterations()));
        flags.addAll(set("training.cycle.thumbs-alone", arm.thumbsOnly()));
        flags.addAll(plan.flags());
        return flags;
    }

    private static List<String> set(String key, Object value) {
        return List.of("--set", key + "=" + value);
    }

    private Path model() {
        return plan.distribution().resolve("models").resolve("attune-mini");
    }

    /** One answer of a policy to each prompt, of a server that has only this one. */
    private Answers answersOf(Path policy, List<Ask> asks, Crowd crowd) throws IOException {
        try (StartedServer server = start(
                "fine-tuned",
                List.of(
                        "--trainer",
                        "off",
                        "--model",
                        policy.toString(),
                        "--name",
                        model().getFileName().toString()))) {
            return Answers.drawn(new Talk(server.url()), crowd, asks, 1);
        }
    }

    /** The folder of the policy that what is served is measured against: fine-tuned on what people wrote, without any practice. */
    private static Path reference(Path served) throws IOException {
        Path manifest = served.resolve("manifest.json");
        if (!Files.exists(manifest)) {
            return served;
        }
        long version = JSON.readTree(manifest.toFile()).at("/details/reference").asLong(1);
        return served.resolveSibling(String.format("%06d", version));
    }

    /** The folder of what is served in the end, in the store of whatever model it is. */
    private Path served(Arm arm, List<Round> rounds) throws IOException {
        JsonNode policy = rounds.get(rounds.size() - 1).cycle().policy();
        String name = String.format("%06d", policy.at("/current/version").asLong());
        Path stores = work.resolve(arm.name()).resolve("data").resolve("policy");
        try (Stream<Path> folders = Files.find(stores, 2, (path, facts) -> path.endsWith(name))) {
            return folders.findFirst().orElse(model());
        }
    }

    private StartedServer start(String name, List<String> flags) throws IOException {
        Path folder = work.resolve(name);
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.write(data.resolve("secret"), secret);
        List<String> all = new ArrayList<>(flags);
        all.addAll(List.of("--data-dir", data.toString()));
        all.addAll(List.of("--set", "log.level=warn"));
        progress.accept("starting the server '" + name + "' in " + folder);
        return StartedServer.start(plan.distribution(), folder, all);
    }
}
