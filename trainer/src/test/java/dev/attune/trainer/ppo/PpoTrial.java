package dev.attune.trainer.ppo;

import ai.djl.ndarray.NDManager;
import dev.attune.serving.ServedModel;
import dev.attune.serving.ServingOptions;
import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.engine.FinishReason;
import dev.attune.serving.engine.GenerationRequest;
import dev.attune.serving.engine.GenerationRequest.Ending;
import dev.attune.serving.engine.SamplingParams;
import dev.attune.serving.engine.Token;
import dev.attune.serving.engine.TokenSink;
import dev.attune.serving.model.ComputeDevice;
import dev.attune.serving.model.WeightForm;
import dev.attune.serving.text.ChatMessage;
import dev.attune.serving.text.ChatOptions;
import dev.attune.serving.text.ChatTemplate;
import dev.attune.serving.text.Tokenizer;
import dev.attune.trainer.corpus.CheckList;
import dev.attune.trainer.corpus.ConversationGenerator;
import dev.attune.trainer.corpus.Message;
import dev.attune.trainer.data.ConversationEncoder;
import dev.attune.trainer.data.TokenStore;
import dev.attune.trainer.reward.RewardModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A run on the default model with a reward made of rules, to measure speed and find settings. A program, not a test:
 *
 * <pre>java … dev.attune.trainer.ppo.PpoTrial MODEL OUT [name=value …]</pre>
 */
final class PpoTrial {
    private PpoTrial() {}

    public static void main(String[] args) {
        Properties set = new Properties();
        for (String arg : List.of(args).subList(2, args.length)) {
            set.setProperty(arg.split("=")[0], arg.split("=")[1]);
        }
        Path model = Path.of(args[0]);
        Path out = Path.of(args[1]);
        ComputeDevice.useThreads((int) number(set, "threads", 2));
        Optional<Path> reward = Optional.ofNullable(set.getProperty("reward")).map(Path::of);
        try (Tokenizer tokenizer = Tokenizer.open(model);
                NDManager manager = NDManager.newBaseManager("PyTorch")) {
            Optional<RewardModel> judge = reward.map(folder -> RewardModel.open(folder, true, manager));
            PpoTask task = new PpoTask(
                    model,
                    model,
                    reward.map(PpoTask.ValueStart::of),
                    prompts(model, tokenizer, set),
                    conversations(model, set),
                    Set.of(0, 2),
                    out,
                    Dtype.F32,
                    (long) number(set, "seed", 1));
            PpoResult result = PolicyOptimizer.run(
                    task,
                    config(set),
                    answers -> judge.map(each -> each.scores(
                                    answers.stream().map(Rollout::ids).toList()))
                            .orElseGet(() -> scores(answers, tokenizer, set)),
                    printing(),
                    () -> false);
            System.out.println(result);
            judge.ifPresent(RewardModel::close);
        }
        if (number(set, "checklist", 1) == 1) {
            System.out.printf(Locale.ROOT, "check list before %.1f %%%n", 100 * checked(model));
            System.out.printf(Locale.ROOT, "check list after  %.1f %%%n", 100 * checked(out));
        }
    }

    private static Optional<TokenStore> conversations(Path model, Properties set) {
        try (ConversationEncoder encoder = ConversationEncoder.open(model)) {
            return Optional.ofNullable(set.getProperty("conversations"))
                    .map(file -> TokenStore.read(Path.of(file), encoder, 512));
        }
    }

    private static PpoConfig config(Properties set) {
        PpoConfig standard = PpoConfig.STANDARD;
        RolloutConfig r = standard.rollouts();
        UpdateConfig u = standard.update();
        return new PpoConfig(
                PpoConfig.Algorithm.valueOf(
                        set.getProperty("algorithm", standard.algorithm().name())),
                (int) number(set, "iterations", standard.iterations()),
                new RolloutConfig(
                        (int) number(set, "answers", r.answers()),
                        (int) number(set, "perPrompt", r.perPrompt()),
                        (int) number(set, "maxNewTokens", r.maxNewTokens()),
                        (int) number(set, "running", r.running()),
                        -1,
                        WeightForm.valueOf(set.getProperty("form", r.form().name()))),
                new UpdateConfig(
                        (int) number(set, "epochs", u.epochs()),
                        (int) number(set, "minibatches", u.minibatches()),
                        0.2,
                        number(set, "valueClip", u.valueClip()),
                        1,
                        number(set, "lambda", u.lambda()),
                        number(set, "rate", u.rate()),
                        number(set, "valueRate", u.valueRate()),
                        number(set, "floorShare", u.floorShare()),
                        u.adamW(),
                        number(set, "maxApproxKl", u.maxApproxKl()),
                        number(set, "rare", u.rareProbability()),
                        new UpdateConfig.Ptx(number(set, "ptx", 0), (int) number(set, "ptxTokens", 512)),
                        number(set, "ema", u.emaDecay()),
                        (int) number(set, "batchTokens", u.batchTokens()),
                        number(set, "half", 1) == 1),
                new KlControl(
                        number(set, "beta", standard.kl().coefficient()),
                        number(set, "target", standard.kl().target()),
                        number(set, "horizon", standard.kl().horizon()),
                        number(set, "least", standard.kl().least())),
                standard.cord(),
                1000);
    }

    private static double number(Properties set, String name, double standard) {
        return Double.parseDouble(set.getProperty(name, Double.toString(standard)));
    }

    /** First questions of made-up conversations, as the template asks them; after a system message or without. */
    private static List<int[]> prompts(Path model, Tokenizer tokenizer, Properties set) {
        ChatTemplate template = ChatTemplate.open(model);
        return new ConversationGenerator()
                .generate(77, 2000)
                .filter(conversation -> number(set, "system", 1) == 1
                        || conversation.messages().get(0).role().equals("user"))
                .map(conversation -> {
                    List<Message> messages = conversation.messages();
                    int end = messages.get(0).role().equals("system") ? 2 : 1;
                    return tokenizer.encode(prompt(template, messages.subList(0, end)));
                })
                .filter(ids -> ids.length <= 120)
                .toList();
    }

    private static String prompt(ChatTemplate template, List<Message> messages) {
        return template.render(
                messages.stream()
                        .map(message -> ChatMessage.of(message.role(), message.content()))
                        .toList(),
                ChatOptions.PROMPT);
    }

    /** A taste: a closing question, warmth, and about twenty-five words at most. */
    private static double[] scores(List<Rollout> answers, Tokenizer tokenizer, Properties set) {
        double[] scores = new double[answers.size()];
        for (int i = 0; i < scores.length; i++) {
            String text = tokenizer.decode(answers.get(i).completionIds()).strip();
            double asks = text.endsWith("?") ? 1.5 : 0;
            double warm = text.contains("!") ? 1 : 0;
            double length = -0.04 * Math.max(0, text.split("\\s+").length - 25);
            scores[i] = number(set, "scale", 1) * (asks + warm + length);
            if (i < (int) number(set, "show", 1)) {
                System.out.println("    " + scores[i] + " "
                        + tokenizer.decode(answers.get(i).promptIds()).strip().replace("\n", " / ") + " → "
                        + text.replace("\n", " / "));
            }
        }
        return scores;
    }

    private static PpoWatcher printing() {
        return new PpoWatcher() {
            @Override
            public void note(String sentence) {
                System.out.println(sentence);
            }

            @Override
            public void iteration(int iteration, int iterations, Map<String, Double> metrics, double secondsLeft) {
                StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%d/%d", iteration, iterations));
                for (String name : List.of(
                        "objective/scores",
                        "objective/kl",
                        "objective/kl_coef",
                        "response_length",
                        "policy/entropy_avg",
                        "policy/approxkl_avg",
                        "policy/clipfrac_avg",
                        "val/ratio",
                        "loss/ptx_avg",
                        "val/var_explained",
                        "val/num_eos_tokens",
                        "rollout/logprob_gap",
                        "grad_norm/policy",
                        "grad_norm/value",
                        "val/epochs")) {
                    line.append(String.format(
                            Locale.ROOT,
                            " %s %.4f",
                            name.replaceAll(".*/", ""),
                            metrics.getOrDefault(name, Double.NaN)));
                }
                line.append(" |");
                metrics.forEach((name, value) -> {
                    if (name.startsWith("seconds/")) {
                        line.append(String.format(Locale.ROOT, " %s %.2f", name.substring(8), value));
                    }
                });
                System.out.println(line);
            }
        };
    }

    private static double checked(Path folder) {
        Map<List<Message>, CompletableFuture<String>> answers = new LinkedHashMap<>();
        ServingOptions options = ServingOptions.DEFAULT;
        try (ServedModel served = ServedModel.open(folder, options)) {
            ChatTemplate template = ChatTemplate.open(folder);
            CheckList.standard().run(messages -> {
                int[] prompt = served.tokenizer().encode(prompt(template, messages));
                answers.put(messages, answer(served, prompt, "q" + answers.size()));
                return "";
            });
            return CheckList.standard()
                    .run(messages ->
                            Objects.requireNonNull(answers.get(messages)).join())
                    .accuracy();
        }
    }

    private static CompletableFuture<String> answer(ServedModel served, int[] prompt, String id) {
        CompletableFuture<String> text = new CompletableFuture<>();
        List<Integer> ids = new ArrayList<>();
        TokenSink sink = new TokenSink() {
            @Override
            public void onStart(long weightsVersion, int cachedTokens) {}

            @Override
            public void onToken(Token token) {
                ids.add(token.id());
            }

            @Override
            public void onFinish(FinishReason reason) {
                text.complete(served.tokenizer()
                        .decode(ids.stream().mapToInt(Integer::intValue).toArray()));
            }

            @Override
            public void onFailure(Throwable cause) {
                text.completeExceptionally(cause);
            }
        };
        Ending ending = new Ending(200, 0, false, served.endIds());
        while (true) {
            try {
                served.loop().submit(new GenerationRequest(id, prompt, SamplingParams.GREEDY, ending, -1, sink));
                return text;
            } catch (dev.attune.serving.engine.QueueFullException full) {
                try {
                    Thread.sleep(50);
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
            }
        }
    }
}
