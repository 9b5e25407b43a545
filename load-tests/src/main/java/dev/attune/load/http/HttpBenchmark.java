package dev.attune.load.http;

import dev.attune.load.http.HttpReport.FirstToken;
import dev.attune.load.http.HttpReport.Turn;
import dev.attune.load.launch.StartedServer;
import dev.attune.load.measure.Machine;
import dev.attune.load.measure.OtherLoad;
import dev.attune.serving.ServedModel;
import dev.attune.serving.ServingOptions;
import dev.attune.serving.engine.EngineLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Both sides by turns, the order swapped every time, so that a slow moment of the machine falls on both. Only one side works at a
 * time. One thread.
 */
final class HttpBenchmark {
    private static final int IDLE_TOKENS = 4;
    private static final String[] WORDS =
            "time year people way day man thing woman life child world school state family".split(" ");

    private final HttpPlan plan;
    private final Consumer<String> progress;
    private final Random random = new Random(1);
    private final List<Double> engineTtft = new ArrayList<>();
    private final List<Double> serverTtft = new ArrayList<>();
    private final Map<Integer, List<Turn>> turns = new TreeMap<>();

    HttpBenchmark(HttpPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    HttpReport run() throws IOException {
        try (ServedModel model = ServedModel.open(plan.model(), options())) {
            if (plan.server().baseUrl().isPresent()) {
                return run(model, plan.server().baseUrl().get(), List.of());
            }
            try (StartedServer server = started(plan.server().distribution().orElseThrow())) {
                return run(model, server.url(), List.of(ProcessHandle.current(), server.process()));
            }
        }
    }

    /** Without reuse of prefixes: every prompt is computed, as in the engine that it is compared with. */
    private StartedServer started(Path distribution) throws IOException {
        List<String> flags = List.of(
                "--model",
                plan.model().toAbsolutePath().toString(),
                "--set",
                "engine.prefix-slots=0",
                "--set",
                "engine.max-running=" + plan.mostStreams());
        return StartedServer.start(distribution, Files.createTempDirectory("attune-bench"), flags);
    }

    /** @param own processes that work for the benchmark; empty if not all are known */
    private HttpReport run(ServedModel model, String url, List<ProcessHandle> own) throws IOException {
        try (ServerSide server = new ServerSide(url, plan.server().headers())) {
            EngineSide engine = new EngineSide(model);
            List<Side.Prompt> prompts = prompts(server);
            for (int i = 0; i < plan.warmupRounds(); i++) {
                round(engine, server, prompts);
                progress.accept("warm-up " + (i + 1) + " of " + plan.warmupRounds());
            }
            forget();
            OtherLoad others = new OtherLoad(Machine.here().cores(), own);
            for (int i = 0; i < plan.rounds(); i++) {
                round(engine, server, prompts);
                progress.accept("round " + (i + 1) + " of " + plan.rounds());
            }
            return HttpReport.of(
                    setup(model, prompts),
                    Machine.here(),
                    own.isEmpty() ? null : others.share(),
                    FirstToken.of(engineTtft, serverTtft),
                    turns);
        }
    }

    private void round(Side engine, Side server, List<Side.Prompt> prompts) throws IOException {
        for (int i = 0; i < plan.idleSamples(); i++) {
            List<Side.Prompt> one = List.of(prompts.get(i % prompts.size()));
            Turn turn = turn(engine, server, one, IDLE_TOKENS, i % 2 == 0);
            engineTtft.addAll(turn.engine().ttftMs());
            serverTtft.addAll(turn.server().ttftMs());
        }
        for (int streams : plan.streams()) {
            List<Side.Prompt> some = prompts.subList(0, streams);
            List<Turn> done = turns.computeIfAbsent(streams, none -> new ArrayList<>());
            done.add(turn(engine, server, some, plan.outputTokens(), true));
            done.add(turn(engine, server, some, plan.outputTokens(), false));
        }
    }

    private static Turn turn(Side engine, Side server, List<Side.Prompt> prompts, int outputTokens, boolean engineFirst)
            throws IOException {
        Side.Took first = (engineFirst ? engine : server).answer(prompts, outputTokens);
        Side.Took second = (engineFirst ? server : engine).answer(prompts, outputTokens);
        int tokens = prompts.size() * outputTokens;
        return engineFirst ? new Turn(tokens, first, second) : new Turn(tokens, second, first);
    }

    private void forget() {
        engineTtft.clear();
        serverTtft.clear();
        turns.clear();
    }

    private List<Side.Prompt> prompts(ServerSide server) throws IOException {
        List<Side.Prompt> prompts = new ArrayList<>();
        for (int i = 0; i < plan.mostStreams(); i++) {
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < plan.promptTokens(); word++) {
                text.append(word == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
            }
            prompts.add(server.prompt(text.toString()));
        }
        return prompts;
    }

    private ServingOptions options() {
        EngineLimits usual = EngineLimits.DEFAULT;
        EngineLimits limits = new EngineLimits(
                plan.mostStreams(), usual.maxWaiting(), usual.maxWaitingTokens(), usual.stepTokens(), 4096, 0);
        ServingOptions same = ServingOptions.DEFAULT;
        return new ServingOptions(same.device(), same.weights(), same.threads(), limits, same.version());
    }

    private String setup(ServedModel model, List<Side.Prompt> prompts) {
        int promptTokens = (int) prompts.stream()
                .mapToInt(prompt -> prompt.ids().length)
                .average()
                .orElse(0);
        return plan.model().getFileName() + ", " + model.form().flag() + " weights; prompts of about " + promptTokens
                + " tokens, answers of " + plan.outputTokens() + "; " + plan.rounds() + " rounds";
    }
}
