// Written by scripts/prices.ts from what OpenCode 1.18.33 brings along; do not edit.

/** US dollars per million tokens: model, input, output, cached, written to a cache; after ">" the same for longer inputs. */
export const OPENROUTER = `
[openrouter]
anthropic/claude-fable-5 10 50 1 12.5
anthropic/claude-fable-5.1 10 50 0.25 12.5
anthropic/claude-haiku-4.5 1 5 0.1 1.25
anthropic/claude-opus-4.1 15 75 1.5 18.75
anthropic/claude-opus-4.5 5 25 0.5 6.25
anthropic/claude-opus-4.6 5 25 0.5 6.25 > 200000 10 37.5 1 12.5
anthropic/claude-opus-4.7 5 25 0.5 6.25 > 200000 10 37.5 1 12.5
anthropic/claude-opus-4.8 5 25 0.5 6.25
anthropic/claude-opus-5 5 25 0.5 6.25
anthropic/claude-opus-5.5 4 20 0.2 5
anthropic/claude-sonnet-4 3 15 0.3 3.75 > 200000 6 22.5 0.6 7.5
anthropic/claude-sonnet-4.5 3 15 0.3 3.75 > 200000 6 22.5 0.6 7.5
anthropic/claude-sonnet-4.6 3 15 0.3 3.75 > 200000 6 22.5 0.6 7.5
anthropic/claude-sonnet-5 2 10 0.2 2.5
deepseek/deepseek-chat 0.2574 1.0287 0.2574 -
deepseek/deepseek-chat-v3-0324 0.29 1.14 0.11 -
deepseek/deepseek-chat-v3.1 0.25 0.95 0.13 -
deepseek/deepseek-r1 0.7 2.5 0.7 -
deepseek/deepseek-r1-0528 0.5 2.15 0.35 -
deepseek/deepseek-v3.1-terminus 0.27 1 0.135 -
deepseek/deepseek-v3.2 0.28 0.42 0.028 -
deepseek/deepseek-v3.2-exp 0.27 0.41 0.27 -
deepseek/deepseek-v4-flash 0.14 0.28 0.028 -
deepseek/deepseek-v4-flash-0731 0.021 0.32 0.016 -
deepseek/deepseek-v4-flash-vision-exp 0.44 1.32 0.014 -
deepseek/deepseek-v4-pro 0.95526 1.91052 0.079605 -
deepseek/deepseek-v4-pro-0813 0.2523 3.5 0.2518 -
deepseek/deepseek-v4.1-flash 0.035 0.29 0.001 -
google/gemini-2.5-flash 0.3 2.5 0.03 0.083333
google/gemini-2.5-flash-lite 0.1 0.4 0.01 0.083333
google/gemini-2.5-pro 1.25 10 0.125 0.375 > 200000 2.5 15 0.25 -
google/gemini-2.5-pro-preview 1.25 10 0.125 0.375 > 200000 2.5 15 0.25 -
google/gemini-3-flash-preview 0.5 3 0.05 0.083333
google/gemini-3-pro-image 2 12 0.2 0.375
google/gemini-3.1-flash-lite 0.25 1.5 0.025 0.083333
google/gemini-3.1-flash-lite-preview 0.25 1.5 0.025 0.083333
google/gemini-3.1-pro-preview 2 12 0.2 0.375 > 200000 4 18 0.4 -
google/gemini-3.1-pro-preview-customtools 2 12 0.2 0.375 > 200000 4 18 0.4 -
google/gemini-3.5-flash 1.5 9 0.15 0.083333
google/gemini-3.5-flash-lite 0.3 2.5 0.03 0.083333
google/gemini-3.6-flash 0.75 3.75 0.075 0.041667
google/gemini-3.7-flash 0.75 3.75 0.075 0.041667
google/gemini-3.8-flash 0.75 3.75 0.075 0.041667
google/gemma-3-12b-it 0.05 0.15 0.05 -
google/gemma-3-27b-it 0.08 0.45 0.04 -
google/gemma-4-26b-a4b-it 0.0675 0.225 0.0375 -
google/gemma-4-31b-it 0.09 0.34 0.05 -
meta-llama/llama-3.1-70b-instruct 0.4 0.4 0.4 -
meta-llama/llama-3.1-8b-instruct 0.05 0.08 0.025 -
meta-llama/llama-3.3-70b-instruct 0.1 0.32 0.1 -
meta-llama/llama-4-maverick 0.1875 0.6525 0.1875 -
meta-llama/llama-4-scout 0.1 0.3 0.1 -
minimax/minimax-m1 0.4 2.2 0.4 -
minimax/minimax-m2 0.3 1.2 0.3 -
minimax/minimax-m2.1 0.3 1.2 0.03 -
minimax/minimax-m2.5 0.27 1.08 0.027 -
minimax/minimax-m2.7 0.3 1.2 0.06 -
minimax/minimax-m3 0.3 1.2 0.06 -
mistralai/codestral-2508 0.3 0.9 0.03 -
mistralai/devstral-2512 0.4 2 0.04 -
mistralai/ministral-14b-2512 0.2 0.2 0.02 -
mistralai/ministral-3b-2512 0.1 0.1 0.01 -
mistralai/ministral-8b-2512 0.15 0.15 0.015 -
mistralai/mistral-large 2 6 0.2 -
mistralai/mistral-large-2407 2 6 0.2 -
mistralai/mistral-large-2512 0.5 1.5 0.05 -
mistralai/mistral-medium-3 0.4 2 0.04 -
mistralai/mistral-medium-3-5 1.5 7.5 1.5 -
mistralai/mistral-medium-3.1 0.4 2 0.04 -
mistralai/mistral-nemo 0.019 0.03 0.019 -
mistralai/mistral-saba 0.2 0.6 0.02 -
mistralai/mistral-small-2603 0.15 0.6 0.015 -
mistralai/mistral-small-3.1-24b-instruct 0.351 0.555 0.351 -
mistralai/mistral-small-3.2-24b-instruct 0.09375 0.25 0.09375 -
mistralai/mixtral-8x22b-instruct 2 6 0.2 -
mistralai/voxtral-small-24b-2507 0.1 0.3 0.01 -
moonshotai/kimi-k2 0.57 2.3 0.57 -
moonshotai/kimi-k2-0905 0.6 2.5 0.6 -
moonshotai/kimi-k2-thinking 0.6 2.5 0.15 -
moonshotai/kimi-k2.5 0.45 2.25 0.07 -
moonshotai/kimi-k2.6 0.95 4 0.16 -
moonshotai/kimi-k2.7-code 0.6562 3.3 0.18 -
moonshotai/kimi-k3 3 15 0.3 -
openai/gpt-3.5-turbo 0.5 1.5 0.5 -
openai/gpt-3.5-turbo-0613 1 2 1 -
openai/gpt-3.5-turbo-16k 3 4 3 -
openai/gpt-4 30 60 30 -
openai/gpt-4-turbo 10 30 10 -
openai/gpt-4.1 2 8 0.5 -
openai/gpt-4.1-mini 0.4 1.6 0.1 -
openai/gpt-4.1-nano 0.1 0.4 0.025 -
openai/gpt-4o 2.5 10 1.25 -
openai/gpt-4o-2024-05-13 5 15 5 -
openai/gpt-4o-2024-08-06 2.5 10 1.25 -
openai/gpt-4o-2024-11-20 2.5 10 1.25 -
openai/gpt-4o-mini 0.15 0.6 0.075 -
openai/gpt-4o-mini-2024-07-18 0.15 0.6 0.075 -
openai/gpt-5 1.25 10 0.125 -
openai/gpt-5-mini 0.25 2 0.025 -
openai/gpt-5-nano 0.05 0.4 0.005 -
openai/gpt-5-pro 15 120 15 -
openai/gpt-5.1 1.25 10 0.125 -
openai/gpt-5.1-codex 1.25 10 0.13 -
openai/gpt-5.1-codex-max 1.25 10 0.125 -
openai/gpt-5.1-codex-mini 0.25 2 0.03 -
openai/gpt-5.2 1.75 14 0.175 -
openai/gpt-5.2-chat 1.75 14 0.175 -
openai/gpt-5.2-codex 1.75 14 0.175 -
openai/gpt-5.2-pro 21 168 21 -
openai/gpt-5.3-codex 1.75 14 0.175 -
openai/gpt-5.4 2.5 15 0.25 - > 272000 5 22.5 0.5 -
openai/gpt-5.4-mini 0.75 4.5 0.075 -
openai/gpt-5.4-nano 0.2 1.25 0.02 -
openai/gpt-5.4-pro 30 180 30 - > 272000 60 270 60 -
openai/gpt-5.5 5 30 0.5 - > 272000 10 45 1 -
openai/gpt-5.5-pro 30 180 30 - > 272000 60 270 60 -
openai/gpt-5.6-luna 0.2 1.2 0.02 0.25 > 272000 0.4 1.8 0.04 0.5
openai/gpt-5.6-luna-pro 0.2 1.2 0.02 0.25 > 272000 0.4 1.8 0.04 0.5
openai/gpt-5.6-sol 2 10 0.2 2.5 > 272000 4 15 0.4 5
openai/gpt-5.6-sol-pro 2 10 0.2 2.5 > 272000 4 15 0.4 5
openai/gpt-5.6-terra 2 12 0.2 2.5 > 272000 4 18 0.4 5
openai/gpt-5.6-terra-pro 2 12 0.2 2.5 > 272000 4 18 0.4 5
openai/gpt-6-astra 10 50 1 12.5 > 272000 20 75 2 25
openai/gpt-6-astra-pro 10 50 1 12.5 > 272000 20 75 2 25
openai/gpt-6-luna 0.1 0.5 0.01 0.125 > 272000 0.2 0.75 0.02 0.25
openai/gpt-6-luna-pro 0.1 0.5 0.01 0.125 > 272000 0.2 0.75 0.02 0.25
openai/gpt-6-sol 2 10 0.2 2.5 > 272000 4 15 0.4 5
openai/gpt-6-sol-pro 2 10 0.2 2.5 > 272000 4 15 0.4 5
openai/gpt-audio 2.5 10 2.5 -
openai/gpt-audio-mini 0.6 2.4 0.6 -
openai/gpt-chat-latest 5 30 0.5 -
openai/gpt-oss-120b 0.15 0.6 0.075 -
openai/gpt-oss-20b 0.018 0.09 0.018 -
openai/gpt-oss-safeguard-20b 0.075 0.3 0.0375 -
openai/o1 15 60 7.5 -
openai/o3 2 8 0.5 -
openai/o3-mini 1.1 4.4 0.55 -
openai/o3-mini-high 1.1 4.4 0.55 -
openai/o3-pro 20 80 20 -
openai/o4-mini 1.1 4.4 0.275 -
openai/o4-mini-high 1.1 4.4 0.275 -
qwen/qwen-2.5-72b-instruct 0.36 0.4 0.36 -
qwen/qwen-2.5-7b-instruct 0.1 0.2 0.1 -
qwen/qwen-plus 0.26 0.78 0.052 0.325 > 256000 0.78 2.34 0.156 0.975
qwen/qwen-plus-2025-07-28 0.26 0.78 0.26 - > 256000 0.78 2.34 0.78 -
qwen/qwen3-14b 0.12 0.24 0.12 -
qwen/qwen3-235b-a22b 0.455 1.82 0.455 -
qwen/qwen3-235b-a22b-2507 0.0875 0.35 0.0175 -
qwen/qwen3-235b-a22b-thinking-2507 0.23 2.3 0.23 -
qwen/qwen3-30b-a3b 0.12 0.5 0.12 -
qwen/qwen3-30b-a3b-instruct-2507 0.1 0.3 0.1 -
qwen/qwen3-30b-a3b-thinking-2507 0.2 2.4 0.2 -
qwen/qwen3-32b 0.08 0.28 0.08 -
qwen/qwen3-8b 0.117 0.455 0.117 -
qwen/qwen3-coder 0.3 1 0.1 -
qwen/qwen3-coder-30b-a3b-instruct 0.07 0.28 0.07 -
qwen/qwen3-coder-flash 0.195 0.975 0.039 0.24375 > 32000 0.52 2.6 0.104 0.65
qwen/qwen3-coder-next 0.12 0.8 0.07 -
qwen/qwen3-coder-plus 0.65 3.25 0.13 0.8125 > 32000 1.95 9.75 0.39 2.4375
qwen/qwen3-max 0.78 3.9 0.156 0.975 > 32000 1.95 9.75 0.39 2.4375
qwen/qwen3-max-thinking 0.78 3.9 0.78 - > 32000 1.95 9.75 1.95 -
qwen/qwen3-next-80b-a3b-instruct 0.1 1.1 0.07 -
qwen/qwen3-next-80b-a3b-thinking 0.15 1.2 0.15 -
qwen/qwen3-vl-235b-a22b-instruct 0.21 1.9 0.1 -
qwen/qwen3-vl-235b-a22b-thinking 0.4 4 0.4 -
qwen/qwen3-vl-30b-a3b-instruct 0.15 0.6 0.15 -
qwen/qwen3-vl-30b-a3b-thinking 0.2 2.4 0.2 -
qwen/qwen3-vl-32b-instruct 0.104 0.416 0.104 -
qwen/qwen3-vl-8b-instruct 0.117 0.455 0.117 -
qwen/qwen3-vl-8b-thinking 0.18 2.1 0.18 -
qwen/qwen3.5-122b-a10b 0.26 2.08 0.26 -
qwen/qwen3.5-27b 0.195 1.56 0.195 -
qwen/qwen3.5-35b-a3b 0.1625 1.3 0.1625 -
qwen/qwen3.5-397b-a17b 0.55 3.5 0.225 -
qwen/qwen3.5-9b 0.1 0.15 0.1 -
qwen/qwen3.5-flash-02-23 0.065 0.26 0.065 -
qwen/qwen3.5-plus-02-15 0.26 1.56 0.26 - > 256000 0.325 1.95 0.325 -
qwen/qwen3.5-plus-20260420 0.3 1.8 0.3 0.375 > 256000 0.375 2.25 0.375 0.46875
qwen/qwen3.6-27b 0.32 3.2 0.32 -
qwen/qwen3.6-35b-a3b 0.15 1 0.05 -
qwen/qwen3.6-flash 0.1875 1.125 0.1875 0.234375 > 256000 0.75 3 0.75 0.9375
qwen/qwen3.6-max-preview 1.027 6.162 1.027 1.28375 > 128000 1.58 9.48 1.58 1.975
qwen/qwen3.6-plus 0.325 1.95 0.325 0.40625 > 256000 1.3 3.9 1.3 1.625
qwen/qwen3.7-flash 0.03 0.13 0.006 0.038 > 32000 0.2 0.8 0.04 0.25
qwen/qwen3.7-max 1.475 4.425 0.295 1.84375
qwen/qwen3.7-plus 0.32 1.28 0.064 0.4 > 256000 0.96 3.84 0.192 1.2
qwen/qwen3.8-2.4t-a95b 2 6 0.25 -
qwen/qwen3.8-27b 0.42 3 0.085 -
qwen/qwen3.8-flash 0.15 0.47 0.016 0.2
qwen/qwen3.8-max-0902 2 6 0.25 2.5
qwen/qwen3.8-max-prime 4 12 0.5 -
qwen/qwen3.8-omni-flash 0.15 0.47 0.016 -
x-ai/grok-4.20 1.25 2.5 0.2 - > 200000 2.5 5 0.4 -
x-ai/grok-4.3 1.25 2.5 0.2 - > 200000 2.5 5 0.4 -
x-ai/grok-4.5 2 6 0.3 - > 200000 4 12 0.6 -
x-ai/grok-4.6 2 6 0.5 - > 200000 4 12 1 -
x-ai/grok-4.7 1.6 4.8 0.4 - > 200000 3.2 9.6 0.8 -
x-ai/grok-build-0.1 1 2 0.2 - > 200000 2 4 0.4 -
z-ai/glm-4.5 0.6 2.2 0.11 -
z-ai/glm-4.5-air 0.13 0.85 0.025 -
z-ai/glm-4.5v 0.6 1.8 0.11 -
z-ai/glm-4.6 0.43 1.75 0.08 -
z-ai/glm-4.6v 0.3 0.9 0.055 -
z-ai/glm-4.7 0.6 2.2 0.11 -
z-ai/glm-4.7-flash 0.0605 0.4 0.0605 -
z-ai/glm-5 0.6 1.92 0.12 -
z-ai/glm-5-turbo 1.2 4 0.24 -
z-ai/glm-5.1 1.4 4.4 0.26 -
z-ai/glm-5.2 0.6496 2.0416 0.12064 -
z-ai/glm-5.3 1.4 4.4 0.26 -
z-ai/glm-5.3-flash 0.15 0.5 0.03 -
z-ai/glm-5.3-flashx 0.37 1.25 0.09 -
z-ai/glm-5.3-prime 2.8 8.8 0.56 -
z-ai/glm-5v-turbo 1.2 4 0.24 -
`;
