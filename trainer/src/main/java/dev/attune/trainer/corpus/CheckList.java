package dev.attune.trainer.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A fixed list of questions that were never taught, and the rules their answers have to meet. The list lies in
 * {@code checklist.jsonl}; {@link CheckListDraw} drew it once.
 */
public final class CheckList {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<CheckItem> items;
    private final Rules rules = new Rules(new Library());

    CheckList(List<CheckItem> items) {
        this.items = List.copyOf(items);
    }

    /** The list that the default model is judged by. */
    public static CheckList standard() {
        return new CheckList(
                Library.lines("checklist.jsonl").stream().map(CheckList::read).toList());
    }

    /** How many questions there are. */
    public int size() {
        return items.size();
    }

    /** The conversations to be answered, in order. */
    public List<List<Message>> questions() {
        return items.stream().map(CheckItem::messages).toList();
    }

    /**
     * Asks every question, in order, on the calling thread.
     *
     * @param answer from the conversation so far to the text of the next answer
     */
    public CheckReport run(Function<List<Message>, String> answer) {
        Map<String, CheckReport.Row> rows = new LinkedHashMap<>();
        List<CheckReport.Mistake> mistakes = new ArrayList<>();
        for (CheckItem item : items) {
            String said = answer.apply(item.messages());
            boolean correct = rules.allHold(item.rules(), said);
            rows.merge(item.kind(), new CheckReport.Row(item.kind(), correct ? 1 : 0, 1), CheckList::sum);
            if (!correct) {
                mistakes.add(new CheckReport.Mistake(item.kind(), item.messages(), said, item.rules()));
            }
        }
        return new CheckReport(List.copyOf(rows.values()), mistakes);
    }

    List<CheckItem> items() {
        return items;
    }

    /** The words that must never be taught. */
    Set<String> keys() {
        return items.stream().map(CheckItem::key).collect(Collectors.toSet());
    }

    void write(Path file) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (CheckItem item : items) {
            lines.append(JSON.writeValueAsString(item)).append('\n');
        }
        Files.writeString(file, lines, StandardCharsets.UTF_8);
    }

    private static CheckItem read(String line) {
        try {
            return JSON.readValue(line, CheckItem.class);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("checklist.jsonl: " + malformed.getOriginalMessage(), malformed);
        }
    }

    private static CheckReport.Row sum(CheckReport.Row one, CheckReport.Row other) {
        return new CheckReport.Row(one.kind(), one.correct() + other.correct(), one.asked() + other.asked());
    }
}
