package dev.attune.load.drill;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.load.drill.TrainerKiller.Killed;
import dev.attune.load.drill.TrainerVerdict.Kept;
import dev.attune.load.drill.TrainerVerdict.Remade;
import dev.attune.load.drill.TrainerVerdict.Streams;
import dev.attune.load.drill.TrainingClient.Status;
import dev.attune.load.experiment.People;
import dev.attune.load.experiment.People.Said;
import dev.attune.load.launch.StartedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * People teach a server whose trainer is killed again and again, over as many cycles as that takes, while streams are read; then what was
 * acknowledged is compared with what the cycles say they used. One thread, beside those of readers and killer.
 */
final class TrainerDrill {
    private static final int TRAINER_THREADS = 2;
    private static final int QUESTIONS_EACH = 2;
    private static final int STREAM_TOKENS = 120;
    private static final int READER_PAUSE_MS = 700;
    private static final int JUDGE_EVERY_MS = 1_000;
    private static final int SECRET_BYTES = 32;
    private static final long TO_BEGIN_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long TO_END_NS = TimeUnit.MINUTES.toNanos(60);
    private static final long TO_COUNT_NS = TimeUnit.MINUTES.toNanos(2);

    /** It learns a little, when it is told to and not before; a trainer that ended is started again soon; no version goes. */
    private static final List<String> SMALL = List.of(
            "training.restart-ms=200",
            "training.max-restart-ms=2000",
            "training.cycle.judgements=1000000000",
            "training.cycle.judgements-after-wait=1000000000",
            "training.cycle.comparisons=20",
            "training.cycle.judge-comparisons=5",
            "training.cycle.held-out-prompts=8",
            "training.cycle.demonstrations=10",
            "training.cycle.inner-epochs=1",
            "training.cycle.keep-versions=1000",
            "log.level=warn");

    private final TrainerDrillPlan plan;
    private final Consumer<String> progress;
    private final Queue<SwapStream> streams = new ConcurrentLinkedQueue<>();
    private final Map<String, Said> promised = new ConcurrentHashMap<>();
    private int forgottenStarts;

    TrainerDrill(TrainerDrillPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    TrainerVerdict run() throws IOException {
        long began = System.nanoTime();
        Path folder = Files.createTempDirectory("attune-drill");
        Path data = Files.createDirectories(folder.resolve("data"));
        progress.accept("the server's data and log are in " + folder);
        fixSecret(data);
        try (StartedServer server = StartedServer.start(plan.distribution(), folder, flags(data));
                People people =
                        new People(server.url(), plan.people(), plan.seed(), said -> promised.put(said.id(), said))) {
            TrainingClient training = new TrainingClient(server.url());
            TrainerKiller killer = new TrainerKiller(
                    server.process(), training, TrainingEars.at(server.url()), plan.moments(), progress);
            PolicyClient client = new PolicyClient(server.url(), STREAM_TOKENS);
            try (Readers readers =
                    new Readers(client, SwapDrill.PROMPTS, plan.streams(), READER_PAUSE_MS, streams::add)) {
                teachUntilKilled(killer, training, people);
                awaitCounted(training);
            }
            Killed killed = killer.killed();
            List<JsonNode> versions = training.versions();
            Remade remade = new Remake(plan.distribution(), data, TRAINER_THREADS).of(killed.mostStruck(), versions);
            double seconds = (System.nanoTime() - began) / 1e9;
            return TrainerVerdict.of(
                    killed, forgottenStarts, kinds(), kept(training, data, versions), streams(), remade, seconds);
        }
    }

    /** Who teaches and who is only asked is the same in every run of a seed. */
    private void fixSecret(Path data) throws IOException {
        byte[] secret = new byte[SECRET_BYTES];
        new Random(plan.seed()).nextBytes(secret);
        Files.write(data.resolve("secret"), secret);
    }

    private List<String> flags(Path data) {
        List<String> flags = new ArrayList<>(List.of("--data-dir", data.toString(), "--trainer", "child"));
        flags.addAll(List.of("--trainer-threads", Integer.toString(TRAINER_THREADS)));
        SMALL.forEach(setting -> flags.addAll(List.of("--set", setting)));
        flags.addAll(List.of("--set", "training.cycle.iterations=" + plan.iterations()));
        flags.addAll(plan.flags());
        return flags;
    }

    /** The last cycle is left alone from the last kill on. */
    private void teachUntilKilled(TrainerKiller killer, TrainingClient training, People people) throws IOException {
        CompletableFuture<Void> killing = CompletableFuture.runAsync(killer);
        do {
            people.teach(QUESTIONS_EACH);
            learn(training, people);
        } while (!killing.isDone());
        killing.join();
    }

    /** One cycle from asking for it to its end, while people go on judging. */
    private void learn(TrainingClient training, People people) throws IOException {
        long before = training.status().cycle();
        training.start();
        long asked = System.nanoTime();
        long began = asked;
        Status now = training.status();
        while (now.cycle() <= before || !now.state().equals("idle")) {
            boolean isLate = System.nanoTime() - asked > TO_BEGIN_NS;
            if (now.state().equals("failed") || System.nanoTime() - began > TO_END_NS) {
                throw new IOException("cycle " + now.cycle() + " does not end: " + now.message());
            }
            if (now.cycle() <= before && isLate && !now.startAsked()) {
                askAgain(training, people, now);
                asked = System.nanoTime();
            }
            people.sayOne();
            Pause.ms(JUDGE_EVERY_MS);
            now = training.status();
        }
        progress.accept(now.message() + "; " + promised.size() + " judgements, " + streams.size() + " streams, "
                + (System.nanoTime() - began) / 1_000_000_000L + " s");
    }

    /** Either there was too little to learn from, which is said, or the start was forgotten. */
    private void askAgain(TrainingClient training, People people, Status now) throws IOException {
        progress.accept("no cycle began: " + now.message());
        if (now.message().startsWith("not enough feedback")) {
            people.teach(QUESTIONS_EACH);
        } else {
            forgottenStarts++;
        }
        training.start();
    }

    /** The trainer reads on after its cycles; whatever it has not counted by then is found out by the verdict. */
    private void awaitCounted(TrainingClient training) throws IOException {
        long began = System.nanoTime();
        while (training.status().evidence().getOrDefault("judgements", 0L) != promised.size()
                && System.nanoTime() - began < TO_COUNT_NS) {
            Pause.ms(JUDGE_EVERY_MS);
        }
    }

    private Map<String, String> kinds() {
        Map<String, String> kinds = new HashMap<>();
        promised.forEach((id, said) -> kinds.put(id, said.kind()));
        return kinds;
    }

    private Kept kept(TrainingClient training, Path data, List<JsonNode> versions) throws IOException {
        Map<String, Integer> made = new HashMap<>();
        for (JsonNode version : versions) {
            if (version.at("/details/cycle").isNumber()) {
                String what = version.at("/details/cycle") + " " + version.at("/details/kind");
                made.merge(what, 1, Integer::sum);
            }
        }
        Map<String, Integer> revisions = new HashMap<>();
        for (String user :
                new TreeSet<>(promised.values().stream().map(Said::user).toList())) {
            revisions.putAll(training.judgementsOf(user));
        }
        Status status = training.status();
        return new Kept(status.starts(), status.evidence(), CycleBook.all(data), made, revisions);
    }

    private Streams streams() {
        streams.stream()
                .filter(stream -> stream.error() != null)
                .limit(5)
                .forEach(stream -> progress.accept("failed: " + stream.error()));
        return new Streams(
                streams.size(),
                (int) streams.stream().filter(stream -> stream.error() != null).count(),
                (int) streams.stream()
                        .filter(stream -> stream.versions().size() > 1)
                        .count());
    }
}
