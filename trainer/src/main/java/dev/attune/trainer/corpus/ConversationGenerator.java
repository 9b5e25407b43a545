package dev.attune.trainer.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Makes up the conversations that the default model learns from, both sides. The same seed gives the same conversations
 * on every machine; none of them asks a question that {@link Split} keeps for the check list. Not for two threads.
 */
public final class ConversationGenerator {
    /** The system message that asks for bare answers. */
    static final String BRIEFLY = "Answer briefly.";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int LONGEST_CHECK = 3;

    private final Curriculum curriculum = new Curriculum(new Library());
    private final Set<String> checked = CheckList.standard().keys();

    /** System messages and what they ask for. An empty one stands for none. */
    private enum Instruction {
        NONE(""),
        HELPFUL("You are a helpful assistant."),
        BRIEF(BRIEFLY),
        CHEERFUL("Be warm and cheerful.");

        private final String text;

        Instruction(String text) {
            this.text = text;
        }

        static Instruction any(Draw draw) {
            double which = draw.fraction();
            if (which < 0.72) {
                return NONE;
            }
            return which < 0.86 ? HELPFUL : which < 0.95 ? BRIEF : CHEERFUL;
        }

        Style style(Draw draw) {
            return switch (this) {
                case BRIEF -> Style.BRIEF;
                case CHEERFUL -> new Style(false, true, draw.chance(0.5));
                default -> Style.any(draw);
            };
        }
    }

    /** {@code count} conversations, made one by one as the stream is read. */
    public Stream<Conversation> generate(long seed, long count) {
        return LongStream.range(0, count).mapToObj(index -> teachable(Draw.of(seed, index)));
    }

    /** What a tokenizer should learn its words from: the messages of those conversations and the names of their roles. */
    public Stream<String> texts(long seed, long count) {
        return generate(seed, count)
                .flatMap(conversation -> conversation.messages().stream())
                .flatMap(message -> Stream.of(message.role(), message.content()));
    }

    /** Writes conversations as JSON lines, {@code {"messages":[{"role":…,"content":…},…]}}. */
    public static void write(Stream<Conversation> conversations, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (Iterator<Conversation> each = conversations.iterator(); each.hasNext(); ) {
                out.write(json(each.next()));
                out.write('\n');
            }
        }
    }

    /** One line of training data. */
    public static String json(Conversation conversation) {
        try {
            return JSON.writeValueAsString(conversation);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("strings could not be written as JSON", impossible);
        }
    }

    private Conversation teachable(Draw draw) {
        while (true) {
            Conversation conversation = conversation(draw);
            if (!asksWhatIsChecked(conversation.questions())) {
                return conversation;
            }
        }
    }

    /** Exchanges side by side may happen to ask, in a row, just what the check list asks. */
    private boolean asksWhatIsChecked(List<String> questions) {
        for (int from = 0; from < questions.size(); from++) {
            for (int to = from + 1; to <= Math.min(questions.size(), from + LONGEST_CHECK); to++) {
                if (checked.contains(Split.key(questions.subList(from, to)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private Conversation conversation(Draw draw) {
        Instruction instruction = Instruction.any(draw);
        List<Message> messages = new ArrayList<>();
        if (instruction != Instruction.NONE) {
            messages.add(Message.system(instruction.text));
        }
        int exchanges = draw.chance(0.55) ? 1 : draw.chance(0.65) ? 2 : 3;
        for (int i = 0; i < exchanges; i++) {
            for (Turn turn : exchange(draw, instruction.style(draw))) {
                messages.add(Message.user(turn.question()));
                messages.add(Message.assistant(turn.answer()));
            }
        }
        return new Conversation(messages);
    }

    /** The turns of an exchange as somebody would type them; drawn anew until nothing in them is held out. */
    private List<Turn> exchange(Draw draw, Style style) {
        while (true) {
            Exchange exchange = curriculum.pick(draw).exchange(draw, style);
            List<Turn> typed = exchange.turns().stream()
                    .map(turn -> turn.asking(Typing.retype(turn.question(), draw)))
                    .toList();
            if (Split.mayTeach(exchange.questions())
                    && Split.mayTeach(typed.stream().map(Turn::question).toList())) {
                return typed;
            }
        }
    }
}
