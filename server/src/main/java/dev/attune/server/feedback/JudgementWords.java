package dev.attune.server.feedback;

import dev.attune.api.ChatMessage;
import dev.attune.api.JudgedAnswer;
import dev.attune.api.Judgement;
import dev.attune.feedback.AnswerId;
import dev.attune.feedback.Comparison;
import dev.attune.feedback.CompletionRecord;
import dev.attune.feedback.Correction;
import dev.attune.feedback.Demonstration;
import dev.attune.feedback.Feedback;
import dev.attune.feedback.FeedbackEvent;
import dev.attune.feedback.Grades;
import dev.attune.feedback.Ranking;
import dev.attune.feedback.Thumb;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A judgement in the contract's words. One for each judgement. */
final class JudgementWords {
    private @Nullable String thumb;
    private @Nullable List<String> reasons;
    private @Nullable List<List<String>> ranking;
    private @Nullable String outcome;
    private @Nullable Map<String, Map<String, Integer>> criteria;
    private @Nullable String comment;
    private @Nullable String correction;
    private @Nullable List<ChatMessage> messages;

    private JudgementWords(Feedback feedback) {
        if (feedback instanceof Thumb said) {
            thumb = said.up() ? "up" : "down";
            reasons = said.reasons();
            comment = said.comment();
        } else if (feedback instanceof Ranking said) {
            ranking = said.tiers().stream().map(JudgementWords::ids).toList();
            criteria = grades(said.criteria());
            comment = said.comment();
        } else if (feedback instanceof Comparison said) {
            outcome = said.outcome().name().toLowerCase(Locale.ROOT);
            criteria = grades(said.criteria());
            comment = said.comment();
        } else if (feedback instanceof Correction said) {
            correction = said.correction();
        } else if (feedback instanceof Demonstration said) {
            messages = said.messages().stream()
                    .map(message -> ChatMessage.of(message.role(), message.content()))
                    .toList();
        }
    }

    /** @param completions finds what it is about */
    static Judgement of(FeedbackEvent event, Function<String, Optional<CompletionRecord>> completions) {
        Feedback feedback = event.feedback();
        JudgementWords words = new JudgementWords(feedback);
        return new Judgement(
                event.judgementId(),
                feedback.kind(),
                event.revision(),
                event.atMs() / 1000,
                feedback.answers().stream()
                        .map(answer -> answer(answer, completions.apply(answer.completionId())))
                        .toList(),
                words.thumb,
                words.reasons,
                words.ranking,
                words.outcome,
                words.criteria,
                words.comment,
                words.correction,
                words.messages);
    }

    private static JudgedAnswer answer(AnswerId answer, Optional<CompletionRecord> completion) {
        String content = completion
                .filter(record -> answer.choice() < record.choices().size())
                .map(record -> record.choices().get(answer.choice()).text())
                .orElse(null);
        String prompt = completion
                .map(CompletionRecord::messages)
                .filter(turns -> !turns.isEmpty())
                .map(turns -> turns.get(turns.size() - 1).content())
                .orElse(null);
        return new JudgedAnswer(answer.toString(), answer.completionId(), answer.choice(), prompt, content);
    }

    private static List<String> ids(List<AnswerId> answers) {
        return answers.stream().map(AnswerId::toString).toList();
    }

    private static Map<String, Map<String, Integer>> grades(Grades grades) {
        Map<String, Map<String, Integer>> byCriterion = new TreeMap<>();
        grades.byCriterion().forEach((criterion, byAnswer) -> {
            Map<String, Integer> written = new TreeMap<>();
            byAnswer.forEach((answer, grade) -> written.put(answer.toString(), grade));
            byCriterion.put(criterion, written);
        });
        return byCriterion;
    }
}
