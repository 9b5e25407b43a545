package dev.attune.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.CompletionRecord.Choice;
import dev.attune.feedback.CompletionRecord.Turn;
import dev.attune.feedback.Message;
import dev.attune.feedback.dataset.Answer;
import dev.attune.feedback.dataset.Drops;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.dataset.KeyedHash;
import dev.attune.feedback.dataset.Origin;
import dev.attune.feedback.hygiene.CleanExamples;
import dev.attune.feedback.hygiene.Hygiene;
import dev.attune.feedback.hygiene.HygieneRules;
import dev.attune.feedback.hygiene.Split;
import dev.attune.serving.text.Tokenizer;
import dev.attune.trainer.bpe.BpeTrainer;
import dev.attune.trainer.bpe.TokenizerFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferenceAssemblyTest {
    private static final List<Message> PROMPT = List.of(new Message("user", "Name a fruit"));

    private final Map<String, CompletionRecord> completions = new HashMap<>();
    private final ConversationEncoder encoder;
    private final Tokenizer tokenizer;

    PreferenceAssemblyTest(@TempDir Path folder) throws IOException {
        Stream<String> texts = Stream.of("Name a fruit", "An apple", "A pear, please.", "Write to ann@example.org");
        TokenizerFiles.write(BpeTrainer.train(texts, BpeTrainer.CHATML_SPECIALS, 300), folder, 64);
        this.encoder = ConversationEncoder.open(folder);
        this.tokenizer = Tokenizer.open(folder);
    }

    @AfterEach
    void close() {
        encoder.close();
        tokenizer.close();
    }

    @Test
    void drawnTokensAreUsedAsTheyWereDrawn() {
        // No tokenizer would ever make these ids of the text.
        Answer apple = drawn("a", "An apple", 5, 6, 7);
        Answer pear = drawn("b", "A pear", 8, 9);
        RankedPrompt ranked = only(assemble(pair("j1", "ann", apple, pear)));
        assertThat(ranked.answers().get(0)).containsExactly(11, 12, 5, 6, 7);
        assertThat(ranked.answers().get(1)).containsExactly(11, 12, 8, 9);
        assertThat(ranked.pairs()).containsExactly(new RankedPrompt.Pair(0, 1, 1, "ann"));
    }

    @Test
    void whatWasChangedSinceOrComesFromElsewhereIsMadeTokensOf() {
        drawn("a", "Write to ann@example.org", 5, 6, 7);
        Answer redacted = new Answer("a", 1, "Write to [EMAIL]");
        RankedPrompt ranked = only(assemble(pair("j1", "ann", redacted, Answer.of("An apple"))));
        assertThat(tokenizer.decodeWithSpecials(ranked.answers().get(0)))
                .contains("Name a fruit")
                .endsWith("Write to [EMAIL]<|im_end|>");
        assertThat(tokenizer.decodeWithSpecials(ranked.answers().get(1))).endsWith("An apple<|im_end|>");
    }

    @Test
    void demonstrationsEndWithTheMarkThatEndsTheTurn() {
        List<Message> messages = List.of(PROMPT.get(0), new Message("assistant", "A pear, please."));
        Preferences people = assemble(new Example.Demonstrated(origin("d", "ann"), messages));
        assertThat(tokenizer.decodeWithSpecials(people.demonstrations().get(0))).endsWith("A pear, please.<|im_end|>");
    }

    @Test
    void allRankingsOfAPromptAreOneElementAndEachAnswerIsInItOnce() {
        Answer a = drawn("a", "A", 5);
        Answer b = drawn("b", "B", 6);
        Answer c = drawn("c", "C", 7);
        RankedPrompt ranked = only(assemble(
                pair("ann's", "ann", a, b),
                pair("ann's", "ann", a, c),
                pair("ann's", "ann", b, c),
                pair("bob's", "bob", c, a)));
        assertThat(ranked.answers()).hasSize(3);
        assertThat(ranked.weight()).isEqualTo(2);
        assertThat(ranked.pairs())
                .containsExactly(
                        new RankedPrompt.Pair(0, 1, 2.0 / 6, "ann"),
                        new RankedPrompt.Pair(0, 2, 2.0 / 6, "ann"),
                        new RankedPrompt.Pair(1, 2, 2.0 / 6, "ann"),
                        new RankedPrompt.Pair(2, 0, 1, "bob"));
    }

    @Test
    void aPromptThatEverybodySendsIsSeveralElements() {
        Example[] pairs = new Example[40];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = pair("j" + i, "u" + i, drawn("a" + i, "A" + i, 5, i), drawn("b" + i, "B" + i, 6, i));
        }
        Preferences people = assemble(pairs);
        assertThat(people.pairs()).isEqualTo(40);
        assertThat(people.rankings())
                .hasSize(3)
                .allMatch(ranked -> ranked.answers().size() <= 36);
    }

    @Test
    void whatIsTooLongOrComparedWithItselfIsLeftOutAndCounted() {
        Answer endless = drawn("a", "A", new int[70]);
        Answer same = drawn("b", "B", 6);
        Answer twin = drawn("c", "C", 6);
        Preferences people = assemble(
                pair("j1", "ann", endless, same),
                pair("j2", "ann", same, twin),
                new Example.Rated(origin("t", "bob"), PROMPT, endless, true, List.of(), ""));
        assertThat(people.rankings()).isEmpty();
        assertThat(people.thumbs()).isEmpty();
        assertThat(people.leftOut()).isEqualTo(new LeftOut(2, 0, 0, 1));
        assertThat(people.leftOut().sentence())
                .isEqualTo("left out: 2 longer than the context, 1 compared with themselves");
    }

    @Test
    void aThumbIsItsUsers() {
        Preferences people =
                assemble(new Example.Rated(origin("t", "bob"), PROMPT, drawn("a", "A", 5), false, List.of(), ""));
        RatedAnswer thumb = people.thumbs().get(0);
        assertThat(thumb.ids()).containsExactly(11, 12, 5);
        assertThat(thumb.user()).isEqualTo("bob");
        assertThat(thumb.up()).isFalse();
    }

    @Test
    void oneUserWithHalfOfAllVotesWeighsATenthOfThem() {
        List<Example> examples = new ArrayList<>();
        for (int vote = 0; vote < 200; vote++) {
            String user = vote % 2 == 0 ? "loud" : "user" + vote % 25;
            List<Message> prompt = List.of(new Message("user", "Tell me all about the number " + vote * 7919));
            Answer better = Answer.of("It is " + vote);
            examples.add(new Example.Pair(origin("j" + vote, user), prompt, better, Answer.of("No."), Map.of()));
        }
        HygieneRules all = new HygieneRules(200, 0.9, 128, 1, 0, 0, 0.1);
        KeyedHash hash = new KeyedHash("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
        CleanExamples clean = new Hygiene(all, hash).clean(examples.iterator(), new Drops());
        Preferences people = PreferenceAssembly.of(clean, Split.TRAIN, tokens());
        double sum =
                people.rankings().stream().mapToDouble(RankedPrompt::weight).sum();
        double quiet = people.rankings().stream()
                .mapToDouble(RankedPrompt::weight)
                .filter(weight -> weight == 1)
                .sum();
        assertThat(people.rankings()).hasSize(200);
        assertThat(sum - quiet).isEqualTo(sum / 10, within(1e-9));
    }

    private AnswerTokens tokens() {
        return new AnswerTokens(id -> Optional.ofNullable(completions.get(id)), encoder, 64);
    }

    private Preferences assemble(Example... examples) {
        return PreferenceAssembly.of(List.of(examples), Map.of(), tokens());
    }

    private static RankedPrompt only(Preferences people) {
        assertThat(people.rankings()).hasSize(1);
        return people.rankings().get(0);
    }

    private static Example pair(String judgement, String user, Answer chosen, Answer rejected) {
        return new Example.Pair(origin(judgement, user), PROMPT, chosen, rejected, Map.of());
    }

    private static Origin origin(String id, String user) {
        return new Origin(id, user, user, 1);
    }

    private Answer drawn(String id, String text, int... ids) {
        List<Integer> drawn = Arrays.stream(ids).boxed().toList();
        Choice choice = new Choice(
                0, 0, 1, text, drawn, drawn.stream().map(token -> -1f).toList(), "stop");
        completions.put(
                id,
                new CompletionRecord(
                        id,
                        "ann",
                        "mini",
                        1,
                        List.of(Turn.of("user", "Name a fruit")),
                        List.of(new CompletionRecord.Prompt(List.of(11, 12), 32)),
                        new CompletionRecord.Sampling(1, 1, 0, 0, 1, 0, 0, Map.of(), 0, false, List.of()),
                        Map.of(),
                        List.of(choice),
                        new CompletionRecord.Times(1, 2, 3)));
        return new Answer(id, 1, text);
    }
}
