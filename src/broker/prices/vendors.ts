// Written by scripts/prices.ts from what OpenCode 1.18.33 brings along; do not edit.

/** US dollars per million tokens: model, input, output, cached, written to a cache; after ">" the same for longer inputs. */
export const VENDORS = `
[anthropic]
claude-fable-5 10 50 1 12.5
claude-fable-5-1 10 50 0.25 12.5
claude-haiku-4-5 1 5 0.1 1.25
claude-haiku-4-5-20251001 1 5 0.1 1.25
claude-opus-4-5 5 25 0.5 6.25
claude-opus-4-5-20251101 5 25 0.5 6.25
claude-opus-4-6 5 25 0.5 6.25
claude-opus-4-7 5 25 0.5 6.25
claude-opus-4-8 5 25 0.5 6.25
claude-opus-5 5 25 0.5 6.25
claude-opus-5-5 4 20 0.2 5
claude-sonnet-4-5 3 15 0.3 3.75
claude-sonnet-4-5-20250929 3 15 0.3 3.75
claude-sonnet-4-6 3 15 0.3 3.75
claude-sonnet-5 2 10 0.2 2.5
[openai]
gpt-4.1 2 8 0.5 -
gpt-4.1-mini 0.4 1.6 0.1 -
gpt-4o 2.5 10 1.25 -
gpt-4o-2024-08-06 2.5 10 1.25 -
gpt-4o-2024-11-20 2.5 10 1.25 -
gpt-4o-mini 0.15 0.6 0.075 -
gpt-5 1.25 10 0.125 -
gpt-5-mini 0.25 2 0.025 -
gpt-5-nano 0.05 0.4 0.005 -
gpt-5-pro 15 120 15 -
gpt-5.1 1.25 10 0.125 -
gpt-5.2 1.75 14 0.175 -
gpt-5.2-pro 21 168 21 -
gpt-5.3-codex 1.75 14 0.175 -
gpt-5.3-codex-spark 1.75 14 0.175 -
gpt-5.4 2.5 15 0.25 - > 272000 5 22.5 0.5 -
gpt-5.4-mini 0.75 4.5 0.075 -
gpt-5.4-nano 0.2 1.25 0.02 -
gpt-5.4-pro 30 180 30 - > 272000 60 270 60 -
gpt-5.5 5 30 0.5 - > 272000 10 45 1 -
gpt-5.5-pro 30 180 30 - > 272000 60 270 60 -
gpt-5.6 4 20 0.4 5 > 272000 8 30 0.8 10
gpt-5.6-luna 0.2 1.2 0.02 0.25 > 272000 0.4 1.8 0.04 0.5
gpt-5.6-sol 4 20 0.4 5 > 272000 8 30 0.8 10
gpt-5.6-terra 2 12 0.2 2.5 > 272000 4 18 0.4 5
gpt-6-astra 10 50 1 12.5 > 272000 20 75 2 25
gpt-6-luna 0.1 0.5 0.01 0.125 > 272000 0.2 0.75 0.02 0.25
gpt-6-sol 2 10 0.2 2.5 > 272000 4 15 0.4 5
gpt-daybreak-blue-latest 4 20 0.4 5 > 272000 8 30 0.8 10
gpt-daybreak-red-latest 12.5 75 1.25 15.625
gpt-realtime-2.1 4 24 0.4 -
o3 2 8 0.5 -
o3-pro 20 80 20 -
[google]
deep-research-max-preview-04-2026 2 12 0.2 - > 200000 4 18 0.4 -
deep-research-preview-04-2026 2 12 0.2 - > 200000 4 18 0.4 -
gemini-2.5-computer-use-preview-10-2025 1.25 10 1.25 - > 200000 2.5 15 2.5 -
gemini-2.5-flash 0.3 2.5 0.03 -
gemini-2.5-flash-lite 0.1 0.4 0.01 -
gemini-2.5-pro 1.25 10 0.125 - > 200000 2.5 15 0.25 -
gemini-3-flash-preview 0.5 3 0.05 -
gemini-3.1-flash-lite 0.25 1.5 0.025 -
gemini-3.1-flash-lite-image 0.25 30 0.25 -
gemini-3.1-flash-live-preview 0.75 4.5 0.75 -
gemini-3.1-pro-preview 2 12 0.2 - > 200000 4 18 0.4 -
gemini-3.1-pro-preview-customtools 2 12 0.2 - > 200000 4 18 0.4 -
gemini-3.5-flash 1.5 9 0.15 -
gemini-3.5-flash-lite 0.3 2.5 0.03 -
gemini-3.6-flash 0.75 3.75 0.075 -
gemini-3.7-flash 0.75 3.75 0.075 -
gemini-3.8-flash 0.75 3.75 0.075 -
gemini-flash-latest 0.75 3.75 0.075 -
gemini-flash-lite-latest 0.3 2.5 0.03 -
[deepseek]
deepseek-flash 0.15 0.6 0.003 -
deepseek-v4-pro 0.435 0.87 0.003625 -
[mistral]
codestral-latest 0.3 0.9 0.3 -
magistral-medium-latest 2 5 2 -
magistral-small 0.5 1.5 0.5 -
ministral-3b-latest 0.04 0.04 0.04 -
ministral-8b-latest 0.1 0.1 0.1 -
mistral-large-2411 2 6 2 -
mistral-large-2512 0.5 1.5 0.5 -
mistral-large-latest 0.5 1.5 0.5 -
mistral-medium-2505 0.4 2 0.4 -
mistral-medium-2508 0.4 2 0.4 -
mistral-medium-2604 1.5 7.5 1.5 -
mistral-medium-latest 1.5 7.5 1.5 -
mistral-nemo 0.15 0.15 0.15 -
mistral-small-2506 0.1 0.3 0.1 -
mistral-small-2603 0.15 0.6 0.15 -
mistral-small-latest 0.15 0.6 0.15 -
open-mistral-7b 0.25 0.25 0.25 -
open-mixtral-8x22b 2 6 2 -
open-mixtral-8x7b 0.7 0.7 0.7 -
pixtral-12b 0.15 0.15 0.15 -
pixtral-large-latest 2 6 2 -
voxtral-small-latest 0.1 0.3 0.1 -
zai-glm-5-2 1.4 4.4 0.14 -
zai-glm-5-3 1.4 4.4 0.14 -
[xai]
grok-4.20-0309-non-reasoning 1.25 2.5 0.2 - > 200000 2.5 5 0.4 -
grok-4.20-0309-reasoning 1.25 2.5 0.2 - > 200000 2.5 5 0.4 -
grok-4.3 1.25 2.5 0.2 - > 200000 2.5 5 0.4 -
grok-4.5 2 6 0.3 - > 200000 4 12 0.6 -
grok-4.6 2 6 0.5 - > 200000 4 12 1 -
grok-4.7 2 6 0.5 - > 200000 4 12 1 -
grok-build-0.1 1 2 0.2 - > 200000 2 4 0.4 -
[groq]
llama-3.1-8b-instant 0.05 0.08 0.05 -
llama-3.3-70b-versatile 0.59 0.79 0.59 -
openai/gpt-oss-120b 0.15 0.6 0.075 -
openai/gpt-oss-20b 0.075 0.3 0.0375 -
openai/gpt-oss-safeguard-20b 0.075 0.3 0.075 -
qwen/qwen3.6-27b 0.6 3 0.3 -
qwen/qwen3.8-27b 0.8 4 0.8 -
[cerebras]
gpt-oss-120b 0.35 0.75 0.35 -
qwen-3.8-27b 0.99 1.49 0.99 -
[moonshotai]
kimi-k2.6 0.95 4 0.16 -
kimi-k2.7-code 0.95 4 0.19 -
kimi-k2.7-code-highspeed 1.9 8 0.38 -
kimi-k3 3 15 0.3 -
[zai]
glm-4.5 0.6 2.2 0.11 -
glm-4.5-air 0.2 1.1 0.03 -
glm-4.5v 0.6 1.8 0.6 -
glm-4.6 0.6 2.2 0.11 -
glm-4.6v 0.3 0.9 0.3 -
glm-4.7 0.6 2.2 0.11 -
glm-4.7-flashx 0.07 0.4 0.01 -
glm-5 1 3.2 0.2 -
glm-5-turbo 1.2 4 0.24 -
glm-5.1 1.4 4.4 0.26 -
glm-5.2 1.4 4.4 0.26 -
glm-5.3 1.4 4.4 0.26 -
glm-5.3-flash 0.15 0.5 0.03 -
glm-5.3-flashx 0.37 1.25 0.075 -
glm-5v-turbo 1.2 4 0.24 -
`;
