package dev.attune.trainer.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversationGeneratorTest {
    private final ConversationGenerator generator = new ConversationGenerator();

    @Test
    void theSameSeedGivesTheSameConversations() {
        assertThat(generator.generate(11, 2_000))
                .containsExactlyElementsOf(
                        new ConversationGenerator().generate(11, 2_000).toList());
    }

    @Test
    void seedsAndPlacesGiveDifferentConversations() {
        Set<Conversation> both = new HashSet<>(generator.generate(1, 2_000).toList());
        assertThat(both).hasSizeGreaterThan(1_800);
        assertThat(generator.generate(2, 2_000).filter(both::contains).count()).isLessThan(300);
    }

    @Test
    void everyAnswerMeetsItsOwnRules() {
        Library library = new Library();
        Curriculum curriculum = new Curriculum(library);
        Rules rules = new Rules(library);
        for (int i = 0; i < 100_000; i++) {
            Draw draw = Draw.of(23, i);
            for (Turn turn :
                    curriculum.pick(draw).exchange(draw, Style.any(draw)).turns()) {
                assertThat(rules.allHold(turn.rules(), turn.answer()))
                        .as(turn.toString())
                        .isTrue();
            }
        }
    }

    @Test
    void nothingHeldOutIsTaught() {
        Library library = new Library();
        Curriculum curriculum = new Curriculum(library);
        Set<String> heldOut = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            Draw draw = Draw.of(29, i);
            Exchange exchange = curriculum.pick(draw).exchange(draw, Style.any(draw));
            if (exchange.turns().size() == 1 && Split.isHeldOut(exchange.questions())) {
                heldOut.add(Split.key(exchange.questions()));
            }
        }
        assertThat(heldOut).hasSizeGreaterThan(500);
        assertThat(generator
                        .generate(1, 50_000)
                        .map(Conversation::messages)
                        .map(ConversationGeneratorTest::firstQuestion))
                .doesNotContainAnyElementsOf(heldOut);
    }

    private static String firstQuestion(List<Message> messages) {
        return Split.key(List.of(messages.stream()
                .filter(message -> message.role().equals("user"))
                .findFirst()
                .orElseThrow()
                .content()));
    }

    @Test
    void linesAreConversationsThatEndWithAnAnswer(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("conversations.jsonl");
        ConversationGenerator.write(generator.generate(5, 3_000), file);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3_000);
        for (String line : lines) {
            JsonNode messages = new ObjectMapper().readTree(line).get("messages");
            int first = messages.get(0).get("role").asText().equals("system") ? 1 : 0;
            assertThat((messages.size() - first) % 2).isZero();
            for (int i = first; i < messages.size(); i++) {
                assertThat(messages.get(i).get("role").asText()).isEqualTo((i - first) % 2 == 0 ? "user" : "assistant");
                assertThat(messages.get(i).get("content").asText()).isNotBlank();
            }
        }
    }

    @Test
    void textIsPrintableAndHasNoSlotLeftOpen() {
        generator
                .generate(31, 50_000)
                .flatMap(conversation -> conversation.messages().stream())
                .map(message -> message.content().replace(":)", ""))
                .forEach(text -> assertThat(text.endsWith(" ") ? text.strip() : text)
                        .matches("[\\x21-\\x7E]+([ \\n][\\x21-\\x7E]+)*")
                        .doesNotContain("{", "}", "(", ")", "|"));
    }
}
