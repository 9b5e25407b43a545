package dev.attune.feedback.hygiene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.attune.feedback.Message;
import dev.attune.feedback.dataset.Answer;
import dev.attune.feedback.dataset.DropReason;
import dev.attune.feedback.dataset.Drops;
import dev.attune.feedback.dataset.Example;
import dev.attune.feedback.dataset.KeyedHash;
import dev.attune.feedback.dataset.Origin;
import dev.attune.feedback.privacy.PiiKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class HygieneTest {
    private static final Hygiene HYGIENE =
            new Hygiene(HygieneRules.STANDARD, new KeyedHash("0123456789abcdef".getBytes(StandardCharsets.UTF_8)));
    private static final String[] NOUNS =
            "cat river engine poem bread mountain violin garden planet lantern".split(" ");

    @Test
    void nothingInIsNothingOut() {
        CleanExamples clean = clean(List.of());
        assertThat(clean.bySplit()).isEmpty();
        assertThat(clean.weights()).isEmpty();
        assertThat(clean.report().read()).isZero();
        assertThat(clean.report().loudest()).isEqualTo(new HygieneReport.Loudest(0, 0));
    }

    @Test
    void aMillionCopiesAreOne() {
        Stream<Example> copies =
                IntStream.range(0, 1_000_000).mapToObj(i -> rated("id" + i, "ann", "How do I bake bread?", true, i));
        CleanExamples clean = HYGIENE.clean(copies.iterator(), new Drops());
        assertThat(clean.report().keptCount()).isEqualTo(1);
        assertThat(clean.report().dropped()).isEqualTo(Map.of(DropReason.DUPLICATE, 999_999L));
    }

    @Test
    void ofTenThousandPromptsOfOneUserTwoHundredStayWhoeverElseIsThere() {
        List<Example> loud = IntStream.range(0, 10_000)
                .mapToObj(i -> prompt("loud", distinct(i)))
                .toList();
        CleanExamples alone = clean(loud);
        assertThat(alone.report().keptCount()).isEqualTo(200);
        assertThat(alone.report().dropped()).isEqualTo(Map.of(DropReason.TOO_MANY_PROMPTS, 9_800L));
        List<Example> withOthers = new ArrayList<>(loud);
        IntStream.range(0, 300)
                .forEach(i -> withOthers.add(prompt("user" + i, "Something else " + distinct(20_000 + i))));
        assertThat(prompts(clean(withOthers), "loud")).isEqualTo(prompts(alone, "loud"));
    }

    @Test
    void newPromptsChangeTheChoiceLittle() {
        List<Example> all = IntStream.range(0, 2_000)
                .mapToObj(i -> prompt("loud", distinct(i)))
                .toList();
        Set<String> before = prompts(clean(all.subList(0, 1_980)), "loud");
        Set<String> after = prompts(clean(all), "loud");
        before.retainAll(after);
        assertThat(before).hasSizeGreaterThan(190);
    }

    @Test
    void theOrderPlaysNoPart() {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            examples.add(rated("r" + i, "user" + i % 7, distinct(i % 60), i % 3 == 0, i));
            examples.add(prompt("user" + i % 11, "x".repeat(150) + "y".repeat(i % 20)));
        }
        CleanExamples first = clean(examples);
        Collections.shuffle(examples, new Random(4));
        assertThat(clean(examples)).isEqualTo(first);
    }

    @Test
    void everyExampleIsKeptOrCountedWithOneReason() {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            examples.add(prompt("loud", distinct(i)));
            examples.add(prompt("user" + i % 5, i % 4 == 0 ? " " : distinct(i % 10)));
            examples.add(
                    prompt("u" + i, "Please write a long letter to my landlord about the heating. ".repeat(5) + i));
        }
        HygieneReport report = clean(examples).report();
        assertThat(report.read()).isEqualTo(1_800);
        assertThat(report.keptCount()
                        + report.dropped().values().stream().mapToLong(n -> n).sum())
                .isEqualTo(1_800);
        assertThat(report.dropped())
                .containsKeys(
                        DropReason.EMPTY, DropReason.DUPLICATE, DropReason.COMMON_PREFIX, DropReason.TOO_MANY_PROMPTS);
    }

    @Test
    void personalInformationIsReplacedEverywhereAndCounted() {
        Example.Rated rated = new Example.Rated(
                new Origin("j", "ann", "ann", 1),
                List.of(new Message("system", "Mail sys@example.com"), new Message("user", "I am a@example.com")),
                new Answer("c", 3, "Call 415-555-0132"),
                true,
                List.of("wrong"),
                "card 4111 1111 1111 1111");
        CleanExamples clean = clean(List.of(rated));
        assertThat(clean.bySplit().toString()).doesNotContain("@example", "555", "4111");
        assertThat(clean.report().removed()).isEqualTo(Map.of(PiiKind.EMAIL, 2L, PiiKind.PHONE, 1L, PiiKind.CARD, 1L));
    }

    @Test
    void personalInformationIsReplacedInEveryKindOfExample() {
        Answer mine = new Answer("c", 3, "Mail me@example.com");
        Answer yours = new Answer("d", 3, "Call 415-555-0132");
        List<Message> asked = messages("Which one: 10.20.30.40, the server?");
        List<Message> shown = List.of(asked.get(0), new Message("assistant", "card 4111 1111 1111 1111"));
        for (Example example : List.of(
                new Example.Pair(new Origin("j", "ann", "ann", 1), asked, mine, yours, Map.of()),
                new Example.Demonstrated(new Origin("k", "ann", "ann", 1), shown),
                new Example.Prompt(new Origin("l", "ann", "ann", 1), asked))) {
            CleanExamples clean = clean(List.of(example));
            assertThat(clean.report().keptCount()).isEqualTo(1);
            assertThat(clean.bySplit().toString()).contains("[IP]").doesNotContain("@example", "555", "4111", "10.20");
        }
    }

    @Test
    void ofPromptsThatAreNearlyTheSameOneStays() {
        String question =
                " you compare spring weather in Lisbon with autumn weather in Oslo and say which coat I need?";
        CleanExamples clean = clean(List.of(
                prompt("ann", "Can" + question),
                prompt("bob", "Will" + question),
                prompt("bob", "Why is it so cold?")));
        assertThat(clean.report().dropped()).isEqualTo(Map.of(DropReason.NEAR_DUPLICATE, 1L));
        assertThat(clean.report().keptCount()).isEqualTo(2);
    }

    @Test
    void noUserIsInTwoSplitsAndNobodyMovesAsOthersCome() {
        List<Example> examples = IntStream.range(0, 900)
                .mapToObj(i -> prompt("user" + i % 300, distinct(i)))
                .toList();
        CleanExamples few = clean(examples.subList(0, 450));
        CleanExamples all = clean(examples);
        Set<String> seen = new TreeSet<>();
        for (Split split : Split.values()) {
            Set<String> users = authors(all.of(split));
            assertThat(users).isNotEmpty().allMatch(seen::add);
            assertThat(authors(few.of(split))).isNotEmpty().allMatch(users::contains);
        }
    }

    @Test
    void oneUserOfAThousandVotesWeighsATenth() {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 190; i++) {
            examples.add(rated("loud" + i, "loud", distinct(i), true, i));
            examples.add(rated("quiet" + i, "quiet" + i, distinct(i), true, i));
        }
        CleanExamples clean = clean(examples);
        assertThat(clean.report().loudest().before()).isGreaterThan(0.5);
        assertThat(clean.report().loudest().after()).isEqualTo(0.1, within(1e-12));
        assertThat(clean.weights().get("loud")).isLessThan(0.2);
    }

    @Test
    void aRankingWeighsAsMuchAsAThumb() {
        List<Example> examples = new ArrayList<>();
        for (int user = 0; user < 40; user++) {
            for (int pair = 0; pair < (user == 0 ? 30 : 1); pair++) {
                Origin origin = new Origin("ranking of " + user, "user" + user, "someone", 1);
                examples.add(new Example.Pair(
                        origin, messages("Hi"), Answer.of("good " + pair), Answer.of("bad"), Map.of()));
            }
        }
        assertThat(clean(examples).weights().values()).containsOnly(1.0);
    }

    @Test
    void manyUsersMayJudgeOneAnswerAndOneUserMaySayYesAndNo() {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            examples.add(rated("a" + i, "user" + i, "Hi", true, 1));
            examples.add(rated("b" + i, "user" + i, "Hi", false, 2));
        }
        assertThat(clean(examples).report().dropped()).isEmpty();
    }

    @Test
    void oneSystemMessageForAllDoesNotMakeAllPromptsOne() {
        String system = "You are the assistant of the Example company. ".repeat(50);
        List<Example> examples = IntStream.range(0, 50)
                .mapToObj(i -> (Example) new Example.Prompt(
                        new Origin("p" + i, "u" + i, "u" + i, 1),
                        List.of(new Message("system", system), new Message("user", distinct(i)))))
                .toList();
        assertThat(clean(examples).report().keptCount()).isEqualTo(50);
    }

    @Test
    void anyScriptIsWelcome() {
        List<Example> examples = Stream.of(
                        "😀😁😂",
                        "مرحبا، كيف حالك؟",
                        "שלום",
                        "mixed текст 文本 हिन्दी",
                        "\ud83d",
                        "\u202eabc\u202c",
                        "\u0000")
                .map(text -> prompt("u" + text.hashCode(), text))
                .toList();
        assertThat(clean(examples).report().keptCount()).isEqualTo(7);
    }

    @Test
    void theReportIsJsonAndATable() {
        Drops drops = new Drops();
        drops.add(DropReason.TIED, 1_234);
        HygieneReport report = HYGIENE.clean(
                        List.of(rated("i", "ann", "I am a@example.com", true, 1), prompt("ann", " "))
                                .iterator(),
                        drops)
                .report();
        assertThat(report.toJson())
                .isEqualTo(
                        "{\"read\":2,\"kept\":{\"train\":{\"thumbs\":1}},\"dropped\":{\"tied\":1234,\"empty\":1},"
                                + "\"removed\":{\"email\":1},\"users\":1,\"largest_user_share_before\":1.0,\"largest_user_share_after\":1.0}");
        assertThat(report.toTable().lines().map(String::strip))
                .containsExactly(
                        "2  examples read",
                        "1  kept: train thumbs",
                        "1,234  dropped: pairs of answers that were tied",
                        "1  dropped: examples without a prompt or an answer",
                        "1  removed: [EMAIL]",
                        "1  users",
                        "100% → 100%  largest share of a user");
    }

    private static CleanExamples clean(List<Example> examples) {
        return HYGIENE.clean(examples.iterator(), new Drops());
    }

    private static Set<String> prompts(CleanExamples clean, String author) {
        return clean.bySplit().values().stream()
                .flatMap(List::stream)
                .filter(example -> example.origin().author().equals(author))
                .map(example -> PromptText.of(example.prompt()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> authors(List<Example> examples) {
        return examples.stream().map(example -> example.origin().author()).collect(Collectors.toSet());
    }

    /** Texts that are not near each other: nouns in an order of their own. */
    private static String distinct(int i) {
        Random random = new Random(i);
        StringBuilder text = new StringBuilder("Question ").append(Integer.toString(i, 36));
        for (int word = 0; word < 6; word++) {
            text.append(' ').append(NOUNS[random.nextInt(NOUNS.length)]);
        }
        return text.toString();
    }

    private static Example prompt(String user, String text) {
        return new Example.Prompt(new Origin("p" + text.hashCode(), user, user, 1), messages(text));
    }

    private static Example rated(String id, String user, String text, boolean good, long atMs) {
        return new Example.Rated(
                new Origin(id, user, user, atMs), messages(text), new Answer(id, 1, "An answer"), good, List.of(), "");
    }

    private static List<Message> messages(String text) {
        return List.of(new Message("user", text));
    }
}
