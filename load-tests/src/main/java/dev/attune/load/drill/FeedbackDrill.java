package dev.attune.load.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.attune.load.client.JsonApi;
import dev.attune.load.drill.FeedbackDrillPlan.Kill;
import dev.attune.load.drill.FeedbackDrillPlan.Victim;
import dev.attune.load.drill.FeedbackVerdict.Kept;
import dev.attune.load.drill.FeedbackVerdict.Kills;
import dev.attune.load.drill.FeedbackVerdict.Own;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Many people judge while the server and its Redis are killed. Afterwards the server is asked for everything it has, by the export and
 * by each person's own list. The thread that runs it does the killing.
 */
final class FeedbackDrill {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Talking costs far more than judging, and it is judging that is tried. */
    private static final int CHATS_AT_A_TIME = 4;

    private static final int PAGE = 100;
    private static final int LOOK_EVERY_MS = 5;
    private static final int LOOK_AGAIN_MS = 100;
    private static final int MOST_LOOKS = 3_000;

    private final FeedbackDrillPlan plan;
    private final Consumer<String> progress;
    private final Ledger ledger = new Ledger();
    private final AtomicInteger tickets = new AtomicInteger();

    FeedbackDrill(FeedbackDrillPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    FeedbackVerdict run() throws IOException {
        Path folder = Files.createTempDirectory("attune-drill");
        progress.accept("the server's data and log are in " + folder);
        try (SupervisedServer server = new SupervisedServer(plan.distribution(), folder, plan.flags(), progress)) {
            server.awaitUrl();
            long began = System.nanoTime();
            Judge.Scene scene = new Judge.Scene(server::awaitUrl, ledger, this::ticket, new Semaphore(CHATS_AT_A_TIME));
            List<Judge> judges = IntStream.range(0, plan.clients())
                    .mapToObj(number -> new Judge(scene, number, plan.seed()))
                    .toList();
            Kills kills = judgeAndKill(server, judges);
            double seconds = (System.nanoTime() - began) / 1e9;
            return FeedbackVerdict.of(ledger, kept(ready(server), judges), kills, seconds);
        }
    }

    private boolean ticket() {
        return tickets.getAndIncrement() < plan.judgements();
    }

    private Kills judgeAndKill(SupervisedServer server, List<Judge> judges) {
        ExecutorService threads = Executors.newFixedThreadPool(plan.clients());
        try {
            CompletableFuture<Void> all = CompletableFuture.allOf(judges.stream()
                    .map(judge -> CompletableFuture.runAsync(judge, threads))
                    .toArray(CompletableFuture<?>[]::new));
            Map<Victim, Integer> killed = new HashMap<>();
            for (Kill kill : plan.schedule()) {
                while (ledger.acknowledgedCount() < kill.after() && !all.isDone()) {
                    sleep(LOOK_EVERY_MS);
                }
                sleep(kill.lagMs());
                kill(server, kill.victim());
                killed.merge(kill.victim(), 1, Integer::sum);
                progress.accept("killed " + kill.victim() + " after " + ledger.acknowledgedCount() + " judgements");
            }
            all.join();
            return new Kills(killed.getOrDefault(Victim.SERVER, 0), killed.getOrDefault(Victim.REDIS, 0));
        } finally {
            threads.shutdownNow();
        }
    }

    /** A victim that is just away is waited for: a kill that hits nothing is none. */
    private static void kill(SupervisedServer server, Victim victim) {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            if (victim == Victim.SERVER ? server.killServer() : server.killRedis()) {
                return;
            }
            sleep(LOOK_AGAIN_MS);
        }
        throw new IllegalStateException("there is no " + victim + " to kill");
    }

    /** Once it can answer again: the last kill may just have been. */
    private static String ready(SupervisedServer server) throws IOException {
        JsonApi api = new JsonApi(PATIENCE, Map.of());
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            String url = server.awaitUrl();
            try {
                if (api.get(url + "/ready").succeeded()) {
                    return url;
                }
            } catch (IOException away) {
                // It may have been killed between the two lines above.
            }
            sleep(LOOK_AGAIN_MS);
        }
        throw new IOException("the server did not become ready again");
    }

    private Kept kept(String url, List<Judge> judges) throws IOException {
        JsonApi api = new JsonApi(PATIENCE, Map.of());
        Map<String, Integer> exported = new HashMap<>();
        for (String kind : List.of("thumbs", "pairs")) {
            for (String line :
                    api.text(url + "/v1/feedback?kind=" + kind).lines().toList()) {
                exported.merge(JSON.readTree(line).path("id").asText(), 1, Integer::sum);
            }
        }
        Map<String, Own> own = new HashMap<>();
        for (Judge judge : judges) {
            for (JsonNode judgement : own(api, url, judge.user())) {
                own.put(
                        judgement.path("id").asText(),
                        new Own(
                                judgement.path("revision").asInt(),
                                judgement.path("comment").asText()));
            }
        }
        return new Kept(exported, own);
    }

    private static List<JsonNode> own(JsonApi api, String url, String user) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        JsonNode offset = JSON.getNodeFactory().numberNode(0);
        while (offset.isNumber()) {
            String page = "/v1/feedback/mine?user=" + user + "&limit=" + PAGE + "&offset=" + offset.asInt();
            JsonNode list = JSON.readTree(api.text(url + page));
            list.path("data").forEach(all::add);
            offset = list.path("next_offset");
        }
        return all;
    }

    private static void sleep(int ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
