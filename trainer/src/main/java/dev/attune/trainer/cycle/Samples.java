package dev.attune.trainer.cycle;

import dev.attune.feedback.training.TrainingEvent.Sample;
import dev.attune.serving.GreedyProbe;
import dev.attune.serving.text.ChatMessage;
import dev.attune.serving.text.Tokenizer;
import dev.attune.trainer.data.ConversationEncoder;
import dev.attune.trainer.data.EndTokens;
import dev.attune.trainer.gate.Drawn;
import dev.attune.trainer.gate.GateRules;
import dev.attune.trainer.gate.Respondent;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Answers of two policies to the same prompts, for people to look at. The prompts are ours: an event must hold nobody's words. */
final class Samples {
    private static final List<String> PROMPTS = List.of(
            "Hello!",
            "What is the capital of France?",
            "Tell me a short story.",
            "Give me three tips for a good morning.",
            "What is 7 times 8?",
            "Can you help me?");

    private static final int PROBE_TOKENS = 16;

    private Samples() {}

    /** One sample a prompt, drawn as the gate draws. */
    static List<Sample> drawn(Path before, Path after, GateRules rules) {
        List<int[]> asked = asked(before);
        List<String> old = texts(before, asked, rules);
        List<String> young = texts(after, asked, rules);
        return IntStream.range(0, PROMPTS.size())
                .mapToObj(i -> new Sample(PROMPTS.get(i), old.get(i), young.get(i)))
                .toList();
    }

    /** What a policy answers to them with its likeliest tokens, {@value #PROBE_TOKENS} at most. */
    static GreedyProbe probe(Path policy, GateRules rules) {
        List<int[]> asked = asked(policy);
        try (Respondent respondent = Respondent.open(policy, rules.greedy(PROBE_TOKENS), EndTokens.of(policy))) {
            List<Drawn> answers = respondent.answers(asked);
            return new GreedyProbe(IntStream.range(0, asked.size())
                    .mapToObj(i -> new GreedyProbe.Case(
                            boxed(asked.get(i)), boxed(answers.get(i).ids())))
                    .toList());
        }
    }

    private static List<int[]> asked(Path policy) {
        try (ConversationEncoder encoder = ConversationEncoder.open(policy)) {
            return PROMPTS.stream()
                    .map(prompt -> encoder.prompt(List.of(ChatMessage.of(ChatMessage.USER, prompt))))
                    .toList();
        }
    }

    private static List<Integer> boxed(int[] ids) {
        return IntStream.of(ids).boxed().toList();
    }

    private static List<String> texts(Path model, List<int[]> prompts, GateRules rules) {
        Set<Integer> endIds = EndTokens.of(model);
        try (Respondent respondent = Respondent.open(model, rules, endIds);
                Tokenizer tokenizer = Tokenizer.open(model)) {
            return respondent.answers(prompts).stream()
                    .map(Drawn::ids)
                    .map(ids ->
                            IntStream.of(ids).filter(id -> !endIds.contains(id)).toArray())
                    .map(tokenizer::decode)
                    .toList();
        }
    }
}
