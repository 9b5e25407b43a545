package dev.attune.trainer.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckListTest {
    private final CheckList list = CheckList.standard();
    private final Rules rules = new Rules(new Library());

    @Test
    void theListAsksEnoughOfEveryKind() {
        assertThat(list.size()).isGreaterThanOrEqualTo(240);
        for (String kind : List.of("follow-up", "refusals", "unknown")) {
            assertThat(list.items().stream().filter(item -> item.kind().contains(kind)))
                    .as(kind)
                    .hasSizeGreaterThanOrEqualTo(kind.equals("follow-up") ? 25 : 12);
        }
        assertThat(list.items().stream().map(CheckItem::key)).doesNotHaveDuplicates();
    }

    @Test
    void noQuestionOfTheListIsEverTaught() {
        Set<String> taught = new HashSet<>();
        new ConversationGenerator().generate(1, 200_000).forEach(conversation -> addQuestions(conversation, taught));
        assertThat(list.keys()).doesNotContainAnyElementsOf(taught);
    }

    /** Every run of up to three questions in a row. */
    private static void addQuestions(Conversation conversation, Set<String> keys) {
        List<String> questions = conversation.questions();
        for (int from = 0; from < questions.size(); from++) {
            for (int to = from + 1; to <= Math.min(questions.size(), from + 3); to++) {
                keys.add(Split.key(questions.subList(from, to)));
            }
        }
    }

    @Test
    void everyQuestionOfTheListIsHeldOut() {
        assertThat(list.questions()).allSatisfy(messages -> assertThat(Split.isHeldOut(messages.stream()
                        .filter(message -> message.role().equals("user"))
                        .map(Message::content)
                        .toList()))
                .as(messages.toString())
                .isTrue());
    }

    @Test
    void theListIsTheOneThatIsDrawn() {
        assertThat(list.items()).isEqualTo(CheckListDraw.draw().items());
    }

    @Test
    void anEvasiveAnswerPassesOnlyWhereNotKnowingIsRight() {
        CheckReport report = list.run(messages -> "I don't know that.");
        assertThat(report.rows().stream().filter(row -> row.correct() > 0).map(CheckReport.Row::kind))
                .containsExactly("unknown");
        assertThat(report.total().asked()).isEqualTo(list.size());
        assertThat(report.mistakes()).hasSize(list.size() - report.total().correct());
    }

    @Test
    void repeatingTheQuestionPassesHardlyAnything() {
        CheckReport report =
                list.run(messages -> messages.get(messages.size() - 1).content());
        assertThat(report.accuracy()).isLessThan(0.12);
    }

    @Test
    void theTableEndsWithTheTotal() {
        CheckReport report = new CheckReport(
                List.of(new CheckReport.Row("addition", 9, 10), new CheckReport.Row("stories", 0, 2)), List.of());
        assertThat(report.table())
                .isEqualTo(
                        """
                addition                      9/10  90.0 %
                stories                        0/2   0.0 %
                total                         9/12  75.0 %
                """);
    }

    @Test
    void numbersCountAsWordsOfTheirOwn() {
        assertThat(rules.holds("number: 7 | 3 4", "3 + 4 = 7.")).isTrue();
        assertThat(rules.holds("number: 7 | 3 4", "17.")).isFalse();
        assertThat(rules.holds("number: 7 | 3 4", "It is 7, not 8.")).isFalse();
        assertThat(rules.holds("number: 7 | 3 4", "It is 7 or 4.")).isFalse();
        assertThat(rules.holds("number: 7 | 3 4", "Seven.")).isFalse();
    }

    @Test
    void onlyTheRightCapitalMayBeNamed() {
        assertThat(rules.holds("only: capitals.capital | Paris", "paris!")).isTrue();
        assertThat(rules.holds("only: capitals.capital | Paris", "Paris or Rome."))
                .isFalse();
        assertThat(rules.holds("only: capitals.capital | Paris", "Parisian")).isFalse();
        assertThat(rules.holds("only: animals.sound | bark | hiss", "bark, not hiss"))
                .isTrue();
    }

    @Test
    void aListHasJustTheNumberAskedFor() {
        assertThat(rules.holds("items: 3 | fruits", "Apple, pear and plum.")).isTrue();
        assertThat(rules.holds("items: 3 | fruits", "Apple, pear, plum and kiwi."))
                .isFalse();
        assertThat(rules.holds("items: 3 | fruits", "Apple, apple and pear.")).isFalse();
        assertThat(rules.holds("items: 3 | fruits", "Apple, pear and carrot.")).isFalse();
        assertThat(rules.holds("items: 1 | fruits | apple, pear", "A pear.")).isFalse();
    }

    @Test
    void aStoryIsThreeWholeSentencesAboutWhatWasAsked() {
        String story = "Mia had a fox. One day it was gone. She found it.";
        assertThat(rules.holds("story: Mia | fox", story)).isTrue();
        assertThat(rules.holds("story: Mia | wolf", story)).isFalse();
        assertThat(rules.holds("story: Mia | fox", "Mia had a fox. It was gone."))
                .isFalse();
        assertThat(rules.holds("story: Mia | fox", story + " And then")).isFalse();
    }

    @Test
    void theRightOneComesFirst() {
        assertThat(rules.holds("first: elephant | mouse", "An elephant is bigger than a mouse."))
                .isTrue();
        assertThat(rules.holds("first: elephant | mouse", "A mouse is bigger than an elephant."))
                .isFalse();
        assertThat(rules.holds("first: elephant | mouse", "The cat.")).isFalse();
    }

    @Test
    void anUnknownRuleIsRefused() {
        assertThatThrownBy(() -> rules.holds("maybe: 3", "3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maybe");
    }
}
