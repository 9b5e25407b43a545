package dev.attune.load.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The raw record: lines of JSON in files of one folder, so that anybody can count again. Any thread. */
final class Journal {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    /** @param folder made if need be; files of an earlier run in it are put aside by nobody, so it must be empty */
    Journal(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.list(folder)) {
            if (files.findAny().isPresent()) {
                throw new IllegalArgumentException("--out " + folder + " must be empty");
            }
        }
        this.folder = folder;
    }

    /** Appends a line to {@code NAME.jsonl}. */
    synchronized void line(String name, Object value) {
        try {
            Files.writeString(
                    folder.resolve(name + ".jsonl"),
                    JSON.writeValueAsString(value) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A line for every answer of a policy, with what it is worth to the taste without noise. */
    void answers(String name, Preference taste, HeldOut.Answers answers) {
        for (int i = 0; i < answers.asks().size(); i++) {
            Ask ask = answers.asks().get(i);
            for (Talk.Answer answer : answers.exchanges().get(i).answers()) {
                line(
                        "answers-" + name,
                        new Written(
                                answers.exchanges().get(i).version(),
                                ask,
                                answer.text(),
                                answer.tokenIds().size(),
                                answer.logprob(),
                                taste.score(ask, answer.text())));
            }
        }
    }

    /** @param worth to the taste without noise */
    record Written(String version, Ask ask, String answer, int tokens, double logprob, double worth) {}

    /** Writes {@code NAME.json}, in place of an earlier one. */
    synchronized void whole(String name, Object value) {
        try {
            String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
            Files.writeString(folder.resolve(name + ".json"), text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
