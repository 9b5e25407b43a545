// The `openai` package.
import OpenAI from 'openai';
import { play } from './play.mjs';

const client = (ask) => new OpenAI({ baseURL: ask.baseUrl, apiKey: ask.key ?? 'none', maxRetries: ask.maxRetries });

const body = (ask) => ({
  model: ask.model,
  messages: [{ role: 'user', content: ask.text }],
  temperature: ask.temperature,
});

async function whole(ask, signal) {
  const reply = await client(ask).chat.completions.create(body(ask), { signal });
  const [choice] = reply.choices;
  return {
    text: choice.message.content,
    finish: choice.finish_reason,
    promptTokens: reply.usage.prompt_tokens,
    completionTokens: reply.usage.completion_tokens,
  };
}

async function streamed(ask, signal, onPiece) {
  const stream = await client(ask).chat.completions.create(
    { ...body(ask), stream: true, stream_options: { include_usage: true } },
    { signal },
  );
  const answer = { text: '' };
  for await (const chunk of stream) {
    const piece = chunk.choices[0]?.delta.content;
    if (piece) {
      answer.text += piece;
      onPiece(piece);
    }
    answer.finish ??= chunk.choices[0]?.finish_reason ?? undefined;
    answer.promptTokens = chunk.usage?.prompt_tokens;
    answer.completionTokens = chunk.usage?.completion_tokens;
  }
  return answer;
}

play({ whole, streamed }, (error) => ({
  kind: error.constructor.name,
  status: error.status ?? null,
  code: error.code ?? null,
  param: error.param ?? null,
  message: error.message,
}));
