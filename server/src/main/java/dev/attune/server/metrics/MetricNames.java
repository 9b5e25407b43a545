package dev.attune.server.metrics;

import java.util.Set;

/**
 * Every name of ours at {@code /metrics}, as it stands there. Where vLLM has the same number, the name is vLLM's with
 * {@code attune_} for {@code vllm:}, so that a dashboard made for the one needs nothing but another prefix.
 */
final class MetricNames {
    static final String NUM_REQUESTS_RUNNING = "attune_num_requests_running";
    static final String NUM_REQUESTS_WAITING = "attune_num_requests_waiting";
    static final String KV_CACHE_USAGE = "attune_kv_cache_usage_perc";
    static final String PREFIX_CACHE_QUERIES = "attune_prefix_cache_queries_total";
    static final String PREFIX_CACHE_HITS = "attune_prefix_cache_hits_total";
    static final String PROMPT_TOKENS = "attune_prompt_tokens_total";
    static final String GENERATION_TOKENS = "attune_generation_tokens_total";
    static final String STEP_DURATION = "attune_step_duration_seconds";
    static final String WEIGHTS_VERSION = "attune_weights_version";
    static final String WEIGHT_SWAPS = "attune_weight_swaps_total";

    static final String REQUEST_SUCCESS = "attune_request_success_total";
    static final String REQUEST_FAILURE = "attune_request_failure_total";
    static final String TIME_TO_FIRST_TOKEN = "attune_time_to_first_token_seconds";
    static final String INTER_TOKEN_LATENCY = "attune_inter_token_latency_seconds";
    static final String E2E_LATENCY = "attune_e2e_request_latency_seconds";
    static final String QUEUE_TIME = "attune_request_queue_time_seconds";
    static final String REQUEST_PROMPT_TOKENS = "attune_request_prompt_tokens";
    static final String REQUEST_GENERATION_TOKENS = "attune_request_generation_tokens";

    static final String COMPLETIONS_SAVED = "attune_completions_saved_total";
    static final String COMPLETIONS_DROPPED = "attune_completions_dropped_total";

    static final String FEEDBACK = "attune_feedback_total";
    static final String FEEDBACK_REFUSED = "attune_feedback_refused_total";
    static final String REDIS_UP = "attune_redis_up";

    static final String HTTP_DURATION = "attune_http_request_duration_seconds";
    static final String HTTP_CONNECTIONS = "attune_http_connections";
    static final String HTTP_STREAMS = "attune_http_streams_open";

    static final String TRAINING_STATE = "attune_training_state";
    static final String TRAINING_CYCLE = "attune_training_cycle";
    static final String TRAINING_STEP = "attune_training_step";
    static final String TRAINER_UP = "attune_trainer_up";
    static final String TRAINER_STARTS = "attune_trainer_starts_total";
    /** Names that no number of the trainer's may take. */
    static final Set<String> OF_TRAINING = Set.of(TRAINING_STATE, TRAINING_CYCLE, TRAINING_STEP);

    static final String BUILD_INFO = "attune_build_info";
    static final String NATIVE_MEMORY = "attune_native_memory_bytes";
    static final String RESIDENT_MEMORY = "process_resident_memory_bytes";

    private MetricNames() {}
}
