package dev.attune.serving.engine;

import dev.attune.serving.model.StepInput;
import dev.attune.serving.model.StepInput.Chunk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one step computes for the sequences of one weights version: a token for each that decodes, stretches of prompts for
 * the others.
 */
final class Batch {
    private final List<Sequence> sequences = new ArrayList<>();
    private final List<Integer> counts = new ArrayList<>();
    private final List<Sequence> sampled = new ArrayList<>();
    private final StepInput input;

    private Batch(StepInput input) {
        this.input = input;
    }

    /**
     * Fills a batch: first everybody who decodes, then prompts in order of their slots, as far as the budget goes.
     *
     * @param running sequences by slot, those that decode first
     * @param budget tokens to compute at most
     */
    static Batch fill(List<Sequence> running, int budget) {
        List<Sequence> members = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        int left = budget;
        for (Sequence sequence : running) {
            int count = Math.min(sequence.pending(), left);
            if (count == 0) {
                break;
            }
            members.add(sequence);
            counts.add(count);
            left -= count;
        }
        return of(members, counts, budget - left);
    }

    StepInput input() {
        return input;
    }

    /** Sequences whose last token was computed, in the order of the logits' rows. */
    List<Sequence> sampled() {
        return sampled;
    }

    int longest() {
        int longest = 0;
        for (int i = 0; i < sequences.size(); i++) {
            longest = Math.max(longest, sequences.get(i).cached() + counts.get(i));
        }
        return longest;
    }

    int promptTokens() {
        return input.ids().length - input.decodeRows();
    }

    /** After the forward pass: what was computed now lies in the cache. */
    void commit() {
        for (int i = 0; i < sequences.size(); i++) {
            sequences.get(i).advance(counts.get(i));
        }
    }

    private static Batch of(List<Sequence> members, List<Integer> counts, int total) {
        int[] ids = new int[total];
        int[] positions = new int[total];
        int[] slots = new int[total];
        int[] logitRows = new int[members.size()];
        List<Sequence> sampled = new ArrayList<>();
        List<Chunk> chunks = new ArrayList<>();
        int decodeRows = 0;
        int row = 0;
        for (int slot = 0; slot < members.size(); slot++) {
            Sequence sequence = members.get(slot);
            int count = counts.get(slot);
            int start = sequence.cached();
            for (int k = 0; k < count; k++, row++) {
                ids[row] = sequence.token(start + k);
                positions[row] = start + k;
                slots[row] = slot;
            }
            if (sequence.decoding()) {
                decodeRows++;
            } else {
                chunks.add(new Chunk(slot, start, count));
            }
            if (count == sequence.pending()) {
                logitRows[sampled.size()] = row - 1;
                sampled.add(sequence);
            }
        }
        Batch batch = new Batch(
                new StepInput(ids, positions, slots, decodeRows, chunks, Arrays.copyOf(logitRows, sampled.size())));
        batch.sequences.addAll(members);
        batch.counts.addAll(counts);
        batch.sampled.addAll(sampled);
        return batch;
    }
}
